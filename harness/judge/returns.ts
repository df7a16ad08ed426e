import { isResumable } from '../abi/returns.ts';
import { isTrappedInstruction } from '../architecture/esr.ts';
import type { ReturnAddresses } from '../architecture/return-address.ts';
import { returnAddressesOf } from '../architecture/return-address.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import type { ReturnTaken } from '../calls/resumption.ts';
import { isInterrupt, returnOf, takenFromCaller } from '../calls/resumption.ts';
import type { Call } from './call.ts';
import type { UnlocatedFinding, UnlocatedNote } from './finding.ts';
import { hexadecimal } from './finding.ts';
import { isEret } from './blame.ts';

/**
 * The frame rule for what an ERET takes: ELR_EL2, and SPSR_EL2 where the call ends before its ERET. Both are as the
 * exception left them, unless the test or the exit says that the caller goes on elsewhere.
 *
 * So the architecture decides what goes without saying (Arm ARM, D1.10.1, "preferred exception return"): an HVC or SVC
 * is done, and the next instruction comes; an interrupted instruction executes; one that was trapped or aborted executes
 * again. Vectors that emulate it have to go on behind it, and only the test knows that.
 */
export class ReturnRule {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  addFindings(trial: CallRecord, findings: UnlocatedFinding[]): void {
    if (!isResumable(trial.outcome)) {
      return;
    }
    for (const finding of [this.#wrongAddress(trial), this.#wrongState(trial)]) {
      if (finding !== undefined) {
        findings.push(finding);
      }
    }
  }

  /**
   * What is wrong with a call that ended otherwise than expected, where the instruction that was to be left behind
   * executes and traps without end.
   */
  endlessTrap(trial: CallRecord): UnlocatedFinding | undefined {
    const { outcome, returns, nameOf } = this.#call;
    const isEndless = trial.outcome === 'exception-loop' || trial.outcome === 'out-of-budget';
    const [before, last] = takenFromCaller(trial).slice(-2);
    if (!isResumable(outcome) || !isEndless || before === undefined || last?.elr !== before.elr) {
      return undefined;
    }
    const { again, next } = returnAddressesOf(last);
    if (last.elr !== again) {
      return undefined;
    }
    const name = nameOf(again);
    return returns.declared === 'next'
      ? wrongReturn(
          `the caller executes the instruction at ${name} again, and it traps again, without end: ELR_EL2 is not moved behind it`,
          hexadecimal(next),
          hexadecimal(again),
        )
      : {
          code: 'wrong-outcome',
          subject: { kind: 'outcome' },
          message: `the caller executes the instruction at ${name} again, and it traps again, without end; vectors that emulate it move ELR_EL2 behind it`,
          expected: outcome,
          found: `${trial.outcome} at ${name}`,
        };
  }

  /** A changed SPSR_EL2 that no ERET has taken yet; after one, PSTATE shows it. */
  #wrongState(trial: CallRecord): UnlocatedFinding | undefined {
    const found = trial.after.get('spsr_el2');
    const taken = takenFromCaller(trial);
    const [first] = taken;
    const isFree = isBack(trial) || this.#call.mayChange.has('spsr_el2');
    if (isFree || first === undefined || taken.some(({ spsr }) => spsr === found)) {
      return undefined;
    }
    return {
      code: 'broken-clobber-contract',
      subject: { kind: 'register', register: 'spsr_el2' },
      message: 'spsr_el2 is changed, which neither the contract nor the test allows',
      expected: hexadecimal(first.spsr),
      found: hexadecimal(found),
      before: hexadecimal(trial.before.get('spsr_el2')),
    };
  }

  #wrongAddress(trial: CallRecord): UnlocatedFinding | undefined {
    const { returns, mayChange } = this.#call;
    const taken = returnOf(trial);
    // An exit is shared: what it says is of instructions.
    const isOfInstruction = taken === undefined || !isInterrupt(taken.exception);
    const expected =
      returns.declared ?? (isOfInstruction ? returns.atExits.get(trial.pc) : undefined);
    if (taken === undefined) {
      return expected === undefined
        ? undefined
        : wrongReturn(
            'no exception takes the caller to EL2, so that nothing returns to it',
            expected,
          );
    }
    const isRight =
      expected === undefined
        ? taken.isPlain || mayChange.has('elr_el2') || this.#isGivenBack(trial)
        : taken.resumption === expected;
    if (isRight) {
      return undefined;
    }
    const addresses = returnAddressesOf(taken.exception);
    const target = expected === undefined ? taken.exception.elr : addresses[expected];
    return wrongReturn(
      this.#message(taken, addresses, expected !== undefined),
      hexadecimal(target),
      hexadecimal(taken.address),
    );
  }

  /** A routine of EL2 comes back by RET, so that ELR_EL2 may as well be what its caller had there. */
  #isGivenBack({ before, after }: CallRecord): boolean {
    return this.#call.mayChangeFlags && after.get('elr_el2') === before.get('elr_el2');
  }

  #message(
    { exception, resumption, address }: ReturnTaken,
    { again }: ReturnAddresses,
    isDeclared: boolean,
  ): string {
    const { nameOf } = this.#call;
    const where = `the instruction at ${nameOf(again)}`;
    switch (resumption) {
      case 'next':
        if (isInterrupt(exception)) {
          return `${where}, which was only interrupted, is skipped`;
        }
        return isDeclared
          ? `the caller goes on behind ${where}, which is to execute again`
          : `the caller goes on behind ${where}, which never executes; if the vectors emulate it, write 'returns: next'`;
      case 'again':
        return isDeclared
          ? `the caller executes ${where} again: ELR_EL2 is not moved behind it`
          : `the caller executes ${where} again, though it is done; if that is meant, write 'returns: again'`;
      case undefined:
        return `the caller goes on at ${nameOf(address)}, which is neither the instruction that was interrupted nor the next`;
    }
  }
}

/**
 * That a raised trap returns to its instruction goes without saying, and is a mistake more often than not: the exception is
 * not caused by an instruction, so that no loop shows it.
 */
export function returnNotes(call: Call, trial: CallRecord): UnlocatedNote[] {
  const { start, returns, mayChange } = call;
  const isRaised = start !== 'code' && isBack(trial);
  const isSaid = returns.declared !== undefined || mayChange.has('elr_el2');
  const taken = isRaised && !isSaid ? returnOf(trial) : undefined;
  const eret = trial.steps?.findLast(isEret);
  const { esr } = taken?.exception ?? {};
  if (
    taken?.resumption !== 'again' ||
    eret === undefined ||
    esr === undefined ||
    !isTrappedInstruction(esr)
  ) {
    return [];
  }
  return [
    {
      code: 'executes-again',
      message:
        "the trapped instruction executes again, and traps again; if the vectors emulate it, write 'returns: next', if not, 'returns: again'",
      by: eret.address,
    },
  ];
}

function wrongReturn(message: string, expected: string, found?: string): UnlocatedFinding {
  return {
    code: 'wrong-return-address',
    subject: { kind: 'register', register: 'elr_el2' },
    message,
    expected,
    ...(found === undefined ? {} : { found }),
  };
}
