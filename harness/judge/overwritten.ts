import { lostToNested } from '../architecture/exception-registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import type { CallRecord, Passage } from '../calls/call-record.ts';
import { passageAt } from '../calls/call-record.ts';
import type { Flow } from '../flow/flow.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import type { Source } from '../flow/source.ts';
import type { Call } from './call.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';

type Left = Extract<Source, { kind: 'left' }>;

/**
 * Registers of the call's own exception that a function's exception overwrote, and on which the call depends all the
 * same: a condition of its way, a result, or a register that must be as it was. One finding for each register.
 */
export function overwrittenFindings(
  call: Call,
  record: CallRecord,
  flow: Flow,
): readonly UnlocatedFinding[] {
  const isOverwriting = record.passages.some(({ deed }) => deed?.act.behaviour.isInterrupted);
  if (!isOverwriting) {
    return [];
  }
  const uses: readonly { readonly value: FlowValue; readonly step: number | undefined }[] = [
    ...flow.conditions.map(({ expression, step }) => ({ value: expression, step })),
    ...flow.after
      .written()
      .filter((register) => !registerInfo(register).syndrome)
      .map((register) => ({ value: flow.after.register(register), step: undefined })),
  ];
  return lostToNested.flatMap((register) => {
    for (const { value, step } of uses) {
      const source = leftIn(flow, value, register);
      const passage = source && passageAt(record.passages, source.order);
      if (passage !== undefined) {
        return [finding(call, record, register, passage, step)];
      }
    }
    return [];
  });
}

function leftIn({ builder }: Flow, value: FlowValue, register: RegisterName): Left | undefined {
  return [...builder.inputsOf(value)].find(
    (source): source is Left => source.kind === 'left' && source.register === register,
  );
}

function finding(
  { nameOf }: Call,
  { steps = [], entry }: CallRecord,
  register: RegisterName,
  passage: Passage,
  usedAt: number | undefined,
): UnlocatedFinding {
  const { kind, target, branch, state } = passage;
  const by = branch ?? steps[passage.steps - 1]?.address;
  const mattersAt = usedAt === undefined ? undefined : steps[usedAt]?.address;
  const who = kind === 'firmware' ? 'firmware' : nameOf(target);
  return {
    code: 'lost-register',
    subject: { kind: 'register', register },
    message: `${register} is lost: the exception that ${who} takes overwrites it, and it was not saved before`,
    expected: hexadecimal(entry.get(register)),
    found: hexadecimal(state.get(register)),
    ...(by === undefined ? {} : { by }),
    ...(mattersAt === undefined ? {} : { mattersAt }),
  };
}
