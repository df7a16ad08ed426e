import type { RegisterName } from '../architecture/registers.ts';
import type { CallRecord, Passage } from '../calls/call-record.ts';
import { passageAt } from '../calls/call-record.ts';
import type { Flow } from './flow.ts';
import type { FlowState, FlowValue } from './flow-state.ts';
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
  const source = sourceIn(value);
  if (source?.kind === 'left' || source?.kind === 'clobbered') {
    const passage = passageOf(source, passages);
    return passage && (passage.branch ?? steps[passage.steps - 1]?.address);
  }
  const step = flow.makerOf(value) ?? writer;
  return step === beforeTheCall ? undefined : steps[step]?.address;
}

/** The one source that a value is, or that its upper half is, as that of v8-v15 which a function left. */
function sourceIn(value: FlowValue): Source | undefined {
  const [high] = value.kind === 'operation' && value.operator === 'concat' ? value.operands : [];
  const whole = high ?? value;
  return whole.kind === 'input' ? whole.name : undefined;
}

function passageOf(
  source: Extract<Source, { kind: 'left' | 'clobbered' }>,
  passages: CallRecord['passages'],
): Passage | undefined {
  return source.kind === 'left'
    ? passageAt(passages, source.order)
    : passages.find(({ steps }) => steps === source.step);
}
