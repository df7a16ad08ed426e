import type { RegisterName } from '../architecture/registers.ts';
import type { Step } from '../machine/machine.ts';
import type { Subject, UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { Call } from './call.ts';
import type { Variant } from './variant.ts';

/** The call depends on what the variant changes; `symptom` is what goes wrong with one of the two. */
export function dependenceFinding(
  call: Call,
  variant: Partial<Variant>,
  symptom: UnlocatedFinding,
  base: CallRecord,
  other: CallRecord,
): UnlocatedFinding {
  const [scrambled] = variant.scrambled?.keys() ?? [];
  if (scrambled !== undefined) {
    return reliedClobberFinding(scrambled, symptom, base, other);
  }
  const subject = subjectOf(variant, base);
  if (subject.kind === 'register' && subject.register === call.otherNumbers?.register) {
    return undeclaredOperationFinding(subject.register, symptom, base, other);
  }
  return {
    code: 'undeclared-input',
    subject,
    message: `the call depends on ${inputText(subject, call)}: ${symptom.message}`,
    ...valuesOf(subject, base, other),
    ...partingOf(base, other),
  };
}

function inputText(subject: Subject, { identifier }: Call): string {
  if (subject.kind === 'register' && subject.register === identifier) {
    return `bits 63:32 of ${identifier}, which are no part of a function identifier`;
  }
  const what = subject.kind === 'register' ? subject.register : 'memory that no caller sets';
  return `${what}, which is not declared as an input`;
}

/** A number that is no operation's is answered as one. */
function undeclaredOperationFinding(
  register: RegisterName,
  symptom: UnlocatedFinding,
  base: CallRecord,
  other: CallRecord,
): UnlocatedFinding {
  const number = hexadecimal(other.before.get(register));
  return {
    code: 'undeclared-operation',
    subject: { kind: 'register', register },
    message: `${number} in ${register} is no operation of the ABI, and is not answered like all others: ${symptom.message}`,
    before: hexadecimal(base.before.get(register)),
    found: number,
    ...partingOf(base, other),
  };
}

/** The routine needs a register that its HVC may change. */
function reliedClobberFinding(
  register: RegisterName,
  symptom: UnlocatedFinding,
  base: CallRecord,
  other: CallRecord,
): UnlocatedFinding {
  return {
    code: 'caller-relies-on-clobber',
    subject: { kind: 'register', register },
    message: `the caller relies on ${register}, which handlers may clobber: ${symptom.message}`,
    ...partingOf(base, other),
  };
}

function subjectOf(
  { changes = new Map(), memory = [] }: Partial<Variant>,
  base: CallRecord,
): Subject {
  const [change] = changes;
  if (change !== undefined && changes.size === 1) {
    return { kind: 'register', register: change[0] };
  }
  if (change === undefined) {
    const address = hexadecimal(memory[0]?.address ?? base.before.get('sp_el2'));
    return { kind: 'memory', address, size: 0, region: 'dead space below SP_EL2' };
  }
  return { kind: 'outcome' };
}

function valuesOf(
  subject: Subject,
  base: CallRecord,
  other: CallRecord,
): { before?: string; found?: string } {
  return subject.kind === 'register'
    ? {
        before: hexadecimal(base.before.get(subject.register)),
        found: hexadecimal(other.before.get(subject.register)),
      }
    : {};
}

/**
 * Where two runs part that differ in one thing at their start: the first instruction that gives another result, or the
 * branch that goes another way, is the one that read it.
 */
function partingOf(base: CallRecord, other: CallRecord): { by?: bigint } {
  const steps = base.steps ?? [];
  const others = other.steps ?? [];
  const index = steps.findIndex((step, at) => !sameEffect(step, others[at]));
  const apart = steps[index]?.address !== others[index]?.address;
  const by = steps[apart ? index - 1 : index]?.address;
  return by === undefined ? {} : { by };
}

/** Whether both went the same way up to here and changed the same registers to the same values. */
function sameEffect(step: Step, other: Step | undefined): boolean {
  return (
    step.address === other?.address &&
    step.changes.length === other.changes.length &&
    step.changes.every(
      (change, index) =>
        change.register === other.changes[index]?.register &&
        change.after === other.changes[index].after,
    )
  );
}
