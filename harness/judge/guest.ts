import { registerRanges } from '../abi/register-ranges.ts';
import type { State } from '../architecture/state.ts';
import { implementedBits } from '../architecture/system-register-rows.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo, registers } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { isBack } from '../calls/call-record.ts';
import { comparedBut } from '../calls/compared.ts';
import type { GuestVisit } from '../calls/guest-world.ts';
import type { Call, Guest, GuestRegister } from './call.ts';
import type { UnlocatedFinding, UnlocatedNote } from './finding.ts';
import { hexadecimal, memorySubject } from './finding.ts';

/** Registers that the frame rule never looks at: a guest that is to have one to itself has it looked at here. */
const compared = comparedBut(() => false);
const isCompared = (register: RegisterName): boolean => {
  const { word } = registerInfo(register);
  return compared[word * 2] !== 0 || compared[word * 2 + 1] !== 0;
};

const generalNames = registers.flatMap(({ name, kind }) => (kind === 'general' ? [name] : []));

/** What the exception that takes a guest away keeps elsewhere. */
const savedFrom: ReadonlyMap<RegisterName, RegisterName> = new Map([
  ['pc', 'elr_el2'],
  ['pstate', 'spsr_el2'],
]);

/** Bytes of a word of memory that is compared. */
const wordBytes = 8;

/** Sentinels are wider; a smaller number may be anybody's. */
const bitsOfOwner = 32n;

/**
 * That a world switch keeps two worlds apart: a guest is entered with its own registers, as its context has them, and what
 * it leaves is in its context and nowhere else. Its values are unlike the host's in every register that has room for it.
 */
export class GuestRule {
  readonly #call: Call;
  readonly #guest: Guest;

  constructor(call: Call, guest: Guest) {
    this.#call = call;
    this.#guest = guest;
  }

  addFindings(trial: CallRecord, findings: UnlocatedFinding[]): void {
    const [visit] = trial.guests;
    if (visit === undefined) {
      findings.push({
        code: 'guest-not-entered',
        subject: { kind: 'outcome' },
        message: `EL2 does not return to '${this.#guest.name}': the guest is not entered`,
      });
      return;
    }
    for (const [register, own] of this.#guest.registers) {
      const found = visit.state.get(register);
      if (
        register !== 'pc' &&
        differs(visit.state, register, BigInt.asUintN(8 * own.size, found), own.entered)
      ) {
        findings.push(this.#wrongEntry(register, own.entered, found, trial));
      }
      const kept = this.#notSaved(register, own, visit, trial);
      if (kept !== undefined) {
        findings.push(kept);
      }
    }
    if (isBack(trial)) {
      findings.push(...this.#keptFromHost(trial));
    }
  }

  /** What was found of the end of the call, with the owner of the value. */
  withOwners(trial: CallRecord, findings: readonly UnlocatedFinding[]): UnlocatedFinding[] {
    const [visit] = trial.guests;
    return findings.map((finding) => {
      switch (finding.code) {
        case 'broken-clobber-contract':
        case 'unbalanced-stack':
        case 'wrong-value':
          return visit === undefined ? finding : this.#leakedToHost(finding, visit);
        default:
          return finding;
      }
    });
  }

  #wrongEntry(
    register: RegisterName,
    entered: bigint,
    found: bigint,
    trial: CallRecord,
  ): UnlocatedFinding {
    const owner = this.#hostOwner(register, found, trial);
    const where = `when '${this.#guest.name}' is entered`;
    return {
      code: owner === undefined ? 'wrong-guest-value' : 'leaked-host-value',
      subject: { kind: 'register', register },
      message:
        owner === undefined
          ? `${register} does not hold what the guest's context '${this.#guest.context}' has of it, ${where}`
          : `${register} holds ${owner} ${where}: the guest sees it`,
      expected: hexadecimal(entered),
      found: hexadecimal(found),
      before: hexadecimal(trial.before.get(register)),
    };
  }

  #keptFromHost({ before, after }: CallRecord): UnlocatedFinding[] {
    const { mayChange } = this.#call;
    return [...this.#guest.registers.keys()].flatMap((register) => {
      const [expected, found] = [before.get(register), after.get(register)];
      return isCompared(register) ||
        register === 'pc' ||
        mayChange.has(register) ||
        !differs(after, register, found, expected)
        ? []
        : {
            code: 'broken-clobber-contract',
            subject: { kind: 'register', register },
            message: `${register} is changed, which neither the contract nor the test allows`,
            expected: hexadecimal(expected),
            found: hexadecimal(found),
            before: hexadecimal(expected),
          };
    });
  }

  #leakedToHost(finding: UnlocatedFinding, visit: GuestVisit): UnlocatedFinding {
    const { subject, found } = finding;
    if (subject.kind !== 'register' || found === undefined) {
      return finding;
    }
    const owner = this.#guestOwner(subject.register, BigInt(found), visit);
    return owner === undefined
      ? finding
      : {
          ...finding,
          code: 'leaked-guest-value',
          message: `${subject.register} holds ${owner} when the host goes on`,
        };
  }

  /** A cell of the context that does not hold what the guest left. */
  #notSaved(
    register: RegisterName,
    { address, size, word, entered }: GuestRegister,
    { left }: GuestVisit,
    trial: CallRecord,
  ): UnlocatedFinding | undefined {
    const expected = BigInt.asUintN(8 * size, left.get(savedFrom.get(register) ?? register));
    const words = trial.memory.slice(word, word + Math.ceil(size / wordBytes));
    const found = words.reduceRight((high, low) => (high << 64n) | low, 0n);
    if (!differs(trial.before, register, found, expected)) {
      return undefined;
    }
    const owner =
      found === entered
        ? 'still what it was entered with'
        : (this.#hostOwner(register, found, trial) ?? 'another value');
    return {
      code: 'guest-not-saved',
      subject: memorySubject(this.#call.regions, address, size),
      message: `the guest's ${register} is not in its context '${this.#guest.context}' when the host goes on, but ${owner}`,
      expected: hexadecimal(expected),
      found: hexadecimal(found),
      before: hexadecimal(entered),
    };
  }

  #hostOwner(register: RegisterName, value: bigint, { before }: CallRecord): string | undefined {
    if (value === before.get(register)) {
      return `the host's ${register}`;
    }
    const other = this.#all().find((each) => isTelling(value) && before.get(each) === value);
    return other && `the host's ${other}`;
  }

  #guestOwner(register: RegisterName, value: bigint, { left }: GuestVisit): string | undefined {
    const { registers: own } = this.#guest;
    const names = [
      ...(own.has(register) ? [register] : []),
      ...(isTelling(value) ? own.keys() : []),
    ].filter((name) => !savedFrom.has(name));
    for (const name of names) {
      if (value === left.get(name)) {
        return `the guest's ${name}, as it left it,`;
      }
      if (value === own.get(name)?.entered) {
        return `the guest's ${name}, as it was entered with it,`;
      }
    }
    return undefined;
  }

  #all(): RegisterName[] {
    return [...new Set([...generalNames, ...this.#guest.registers.keys()])];
  }
}

/** What the guest left in registers that the routine may change. */
export function guestNotes({ guest, mayChange }: Call, trial: CallRecord): UnlocatedNote[] {
  const [visit] = trial.guests;
  const end = trial.steps?.at(-1);
  if (guest === undefined || visit === undefined || end === undefined || !isBack(trial)) {
    return [];
  }
  const left = [...guest.registers.keys()].filter(
    (register) =>
      mayChange.has(register) &&
      !savedFrom.has(register) &&
      trial.after.get(register) !== trial.before.get(register) &&
      trial.after.get(register) === visit.left.get(register),
  );
  return left.length === 0
    ? []
    : [
        {
          code: 'guest-value-left',
          message: `what the guest left is still in ${registerRanges(left).join(', ')} when the host goes on`,
          by: end.address,
        },
      ];
}

function isTelling(value: bigint): boolean {
  return value >> bitsOfOwner !== 0n;
}

/** In the bits that the register has. */
function differs(
  { processor }: State,
  register: RegisterName,
  found: bigint,
  expected: bigint,
): boolean {
  return ((found ^ expected) & implementedBits(registerInfo(register), processor)) !== 0n;
}
