import type { RegisterName } from '../architecture/registers.ts';
import type { CallRecord, Passage } from '../calls/call-record.ts';
import type { Flow } from './flow.ts';
import type { FlowState } from './flow-state.ts';
import { beforeTheCall } from './flow-state.ts';
import type { Source } from './source.ts';

/**
 * What made the value of a register in a state of the flow: the instruction that computed it, the call of the function
 * that left it, else who wrote it. Undefined for what was there before the call.
 */
export function makerOfRegister(
  { steps = [], passages }: CallRecord,
  flow: Flow,
  register: RegisterName,
  state: FlowState = flow.after,
): bigint | undefined {
  const { value, writer } = state.cell(register);
  if (value.kind === 'input' && (value.name.kind === 'left' || value.name.kind === 'clobbered')) {
    const passage = passageOf(value.name, passages);
    return passage && (passage.branch ?? steps[passage.steps - 1]?.address);
  }
  const step = flow.makerOf(value) ?? writer;
  return step === beforeTheCall ? undefined : steps[step]?.address;
}

function passageOf(
  source: Extract<Source, { kind: 'left' | 'clobbered' }>,
  passages: CallRecord['passages'],
): Passage | undefined {
  return source.kind === 'left'
    ? passages.filter(({ kind }) => kind !== 'return')[source.order]
    : passages.find(({ steps }) => steps === source.step);
}
