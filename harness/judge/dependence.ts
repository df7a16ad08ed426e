import type { RegisterName } from '../architecture/registers.ts';
import type { Step } from '../machine/machine.ts';
import type { Subject, UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { Variant } from './variant.ts';

/**
 * The call depends on what the variant changes; `symptom` is what goes wrong with one of the two.
 */
export function dependenceFinding(
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
  const what = subject.kind === 'register' ? subject.register : 'memory that no caller sets';
  return {
    code: 'undeclared-input',
    subject,
    message: `the call depends on ${what}, which is not declared as an input: ${symptom.message}`,
    ...valuesOf(subject, base, other),
    ...partingOf(base, other),
  };
}

/** The finding, with where the input matters, unless that is where it was read. */
export function withMattering(finding: UnlocatedFinding, mattersAt?: bigint): UnlocatedFinding {
  return mattersAt === undefined || mattersAt === finding.by ? finding : { ...finding, mattersAt };
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
