import type { RegisterInfo, RegisterName } from '../architecture/registers.ts';
import { registerInfo, registers } from '../architecture/registers.ts';
import type { State, StateMask } from '../architecture/state.ts';
import { differences, maskOf } from '../architecture/state.ts';
import type { Outcome } from '../machine/machine.ts';
import type { Call } from './call.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { entryOf, isBack } from '../calls/call-record.ts';

/** NZCV in PSTATE: scratch for code that does not return to its caller. */
const flags = 0xf000_0000;

/** Written by an exception that EL1 takes; no more a promise there than ESR_EL2 and the like are at EL2. */
const el1Syndrome: ReadonlySet<RegisterName> = new Set([
  'esr_el1',
  'elr_el1',
  'spsr_el1',
  'far_el1',
]);

/**
 * The frame rule: what no expectation and no contract names must be unchanged. Where the caller runs again, that
 * means as before the call, as it does where EL1 takes an exception; where the call ends at EL2, as at its entry to it.
 */
export class Frame {
  readonly #call: Call;
  /** By outcome: the frame of a call that ends at EL2 is another one than that of a call that returns. */
  readonly #masks = new Map<Outcome, StateMask>();

  constructor(call: Call) {
    this.#call = call;
  }

  addFindings(trial: CallRecord, findings: UnlocatedFinding[]): void {
    const reference = referenceOf(trial);
    for (const register of differences(reference, trial.after, this.#mask(trial))) {
      findings.push(changedRegister(register, reference, trial));
    }
  }

  #mask(trial: CallRecord): StateMask {
    const known = this.#masks.get(trial.outcome);
    if (known !== undefined) {
      return known;
    }
    const mask = frameMask(this.#call, trial.outcome);
    this.#masks.set(trial.outcome, mask);
    return mask;
  }
}

export function referenceOf(trial: CallRecord): State {
  const atEl1 = isBack(trial) || trial.outcome === 'taken-to-el1';
  return atEl1 ? trial.before : (entryOf(trial) ?? trial.before);
}

function frameMask(call: Call, outcome: Outcome): StateMask {
  const back = outcome === 'returned' || outcome === 'returned-wrong-state';
  const isKept = ({ name, kind, volatile, syndrome }: RegisterInfo): boolean =>
    !volatile &&
    !syndrome &&
    kind !== 'pc' &&
    !call.mayChange.has(name) &&
    !(kind === 'pstate' && (outcome === 'returned-wrong-state' || outcome === 'taken-to-el1')) &&
    !(outcome === 'taken-to-el1' && el1Syndrome.has(name));
  const mask = maskOf(registers.filter(isKept).map(({ name }) => name));
  if (!back) {
    const half = registerInfo('pstate').word * 2;
    mask[half] = (mask[half] ?? 0) & ~flags;
  }
  return mask;
}

function changedRegister(
  register: RegisterName,
  reference: State,
  trial: CallRecord,
): UnlocatedFinding {
  const unbalanced = register === 'sp_el2' && isBack(trial);
  return {
    code: unbalanced ? 'unbalanced-stack' : 'broken-clobber-contract',
    subject: { kind: 'register', register },
    message: unbalanced
      ? 'sp_el2 is not what it was before the call: pushes and pops do not match'
      : `${register} is changed, which neither the contract nor the test allows`,
    expected: hexadecimal(reference.get(register)),
    found: hexadecimal(trial.after.get(register)),
    before: hexadecimal(trial.before.get(register)),
  };
}

/**
 * Registers that differ after the call, in layout order: from before the call where the caller runs again, else from
 * the entry to EL2.
 */
export function changedRegisters(trial: CallRecord): RegisterName[] {
  const compared = registers
    .filter(({ kind, volatile, syndrome }) => !volatile && !syndrome && kind !== 'pc')
    .map(({ name }) => name);
  return differences(referenceOf(trial), trial.after, maskOf(compared));
}

/** Registers that differ after a call that returned, results aside: what it really clobbered. */
export function clobberedRegisters(call: Call, trial: CallRecord): RegisterName[] {
  return isBack(trial)
    ? changedRegisters(trial).filter((register) => !call.results.has(register))
    : [];
}
