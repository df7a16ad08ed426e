import type { RegisterName } from '../architecture/registers.ts';
import { currentLevel } from '../architecture/pstate.ts';
import type { State, StateMask } from '../architecture/state.ts';
import { differences } from '../architecture/state.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { changedRegisters, frameMask, referenceOf } from '../calls/compared.ts';
import type { Outcome } from '../machine/machine.ts';
import type { Call } from './call.ts';
import { registersRestored } from './contexts.ts';
import type { UnlocatedFinding } from './finding.ts';
import { hexadecimal } from './finding.ts';

/**
 * The frame rule: what no expectation and no contract names must be unchanged. Where the caller runs again, that
 * means as before the call, as it does where the call ends at EL1; where it ends at EL2, as at its entry to it.
 */
export class Frame {
  /** Registers that may differ. */
  readonly #free: ReadonlySet<RegisterName>;
  /** By outcome: the frame of a call that ends at EL2 is another one than that of a call that returns. */
  readonly #masks = new Map<Outcome, StateMask>();

  constructor(call: Call) {
    this.#free = new Set([...call.mayChange, ...registersRestored(call)]);
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
    const mask = frameMask(trial.outcome, this.#free);
    this.#masks.set(trial.outcome, mask);
    return mask;
  }
}

function changedRegister(
  register: RegisterName,
  reference: State,
  trial: CallRecord,
): UnlocatedFinding {
  const unbalanced = register === 'sp_el2' && isBack(trial);
  const isOfReturn = register === 'pstate' && !isBack(trial) && currentLevel(trial.after) < 2;
  return {
    code: unbalanced ? 'unbalanced-stack' : 'broken-clobber-contract',
    subject: { kind: 'register', register },
    message: unbalanced
      ? 'sp_el2 is not what it was before the call: pushes and pops do not match'
      : isOfReturn
        ? 'pstate, as the ERET made it of spsr_el2, is not what callers of that level have; a test of a return to another world names it'
        : `${register} is changed, which neither the contract nor the test allows`,
    expected: hexadecimal(reference.get(register)),
    found: hexadecimal(trial.after.get(register)),
    before: hexadecimal(trial.before.get(register)),
  };
}

/** Registers that differ after a call that returned, results aside: what it really clobbered. */
export function clobberedRegisters(call: Call, trial: CallRecord): RegisterName[] {
  return isBack(trial)
    ? changedRegisters(trial).filter((register) => !call.results.has(register))
    : [];
}
