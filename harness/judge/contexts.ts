import { registerRanges } from '../abi/register-ranges.ts';
import type { Origin } from '../abi/origin.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import { implementedBits } from '../architecture/system-register-rows.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { entryOf } from '../calls/call-record.ts';
import type { StoredByte } from '../calls/lasting-stores.ts';
import { withStandIns } from '../calls/lasting-stores.ts';
import { regionPlace, regionPlaceText } from '../calls/placed-region.ts';
import type { Call, CallContext, ContextRegister, ContextSwitch } from './call.ts';
import type { UnlocatedFinding, UnlocatedPart } from './finding.ts';
import { hexadecimal, memorySubject } from './finding.ts';

const owners: Readonly<Record<Origin, string>> = {
  host: 'the host',
  guest: 'the guest',
  el0: 'EL0',
  el2: 'EL2',
  aarch32: 'the AArch32 caller',
};

/** What a call that ended there must have done with contexts. */
export function switchOf({ contexts }: Call, { pc }: Pick<CallRecord, 'pc'>): ContextSwitch {
  return contexts.atExits.get(pc) ?? contexts.usual;
}

/** Registers that another caller's context gives values, wherever the call ends: the frame rule is not about them. */
export function registersRestored({ contexts }: Call): RegisterName[] {
  const names = [contexts.usual, ...contexts.atExits.values()].flatMap(({ restores }) =>
    restores.flatMap(({ registers }) => registers.map(({ register }) => register)),
  );
  // The exception return takes one from the other.
  return names.includes('spsr_el2') ? [...names, 'pstate'] : names;
}

/** The cells that must be written with what the caller had, but for those that the test names. */
export function cellsToSave(call: Call, context: CallContext): ContextRegister[] {
  return context.registers.filter(
    ({ address, cell }) =>
      !call.memory.some(
        (named) =>
          named.address < address + BigInt(cell.size) &&
          address < named.address + BigInt(named.size),
      ),
  );
}

/** The registers that must hold what their cells held, but for those that the test names. */
export function cellsToRestore({ results }: Call, context: CallContext): ContextRegister[] {
  return context.registers.filter(({ register }) => !results.has(register));
}

/** The bits that a cell must have of a register that is saved: all that the caller has of it. */
export function savedBits(
  { generalRegisterBits }: Call,
  { register, cell }: ContextRegister,
): bigint {
  const isGeneral = registerInfo(register).kind === 'general';
  const bits = Math.min(8 * cell.size, isGeneral ? generalRegisterBits : 8 * cell.size);
  return (1n << BigInt(bits)) - 1n;
}

/** The bits that a register must have of a cell: those that it has room for. */
export function restoredBits(call: Call, cell: ContextRegister): bigint {
  return savedBits(call, cell) & implementedBits(registerInfo(cell.register), call.state.processor);
}

/**
 * The rule of contexts: where a call ends without coming back, its caller's registers are where its context has them, as they
 * were when EL2 was entered; where it ends in another caller, that one's registers hold what its context held.
 */
export class ContextRule {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  addFindings(trial: CallRecord, findings: UnlocatedFinding[]): void {
    const { saves, restores } = switchOf(this.#call, trial);
    if (saves.length + restores.length === 0) {
      return;
    }
    const bytes = withStandIns(trial.writes);
    for (const context of saves) {
      this.#addNotSaved(context, trial, bytes, findings);
    }
    for (const context of restores) {
      this.#addNotRestored(context, trial, bytes, findings);
    }
  }

  #addNotSaved(
    context: CallContext,
    trial: CallRecord,
    bytes: ReadonlyMap<bigint, StoredByte>,
    findings: UnlocatedFinding[],
  ): void {
    const state = entryOf(trial) ?? trial.before;
    const parts = cellsToSave(this.#call, context).flatMap((cell) =>
      this.#part(cell, 'at', state.get(cell.register), this.#held(cell, bytes, 'after')),
    );
    const [first, last] = [parts[0], parts.at(-1)];
    if (first !== undefined && last !== undefined) {
      const low = BigInt(first.address);
      const size = Number(BigInt(last.address) - low) + last.size;
      findings.push({
        code: 'context-not-saved',
        subject: memorySubject(this.#call.regions, low, size),
        message: `${registersText(parts, context)} not saved in '${context.region}' when the call ends`,
        parts,
      });
    }
  }

  #addNotRestored(
    context: CallContext,
    trial: CallRecord,
    bytes: ReadonlyMap<bigint, StoredByte>,
    findings: UnlocatedFinding[],
  ): void {
    const parts = cellsToRestore(this.#call, context).flatMap((cell) =>
      this.#part(cell, 'from', this.#held(cell, bytes, 'before'), trial.after.get(cell.register)),
    );
    const register = parts[0]?.register;
    if (register !== undefined) {
      findings.push({
        code: 'context-not-restored',
        subject: { kind: 'register', register },
        message: `${registersText(parts, context)} not restored from '${context.region}'`,
        parts,
      });
    }
  }

  /** What is wrong with a register, if it is. */
  #part(
    cell: ContextRegister,
    relation: 'at' | 'from',
    expected: bigint,
    found: bigint,
  ): UnlocatedPart[] {
    const mask = relation === 'at' ? savedBits(this.#call, cell) : restoredBits(this.#call, cell);
    const [wanted, seen] = [expected & mask, found & mask];
    const { register, address } = cell;
    const place = regionPlace(this.#call.regions, address);
    const where = place === undefined ? hexadecimal(address) : regionPlaceText(place);
    return wanted === seen
      ? []
      : [
          {
            name: `${register} ${relation} ${where}`,
            register,
            address: hexadecimal(address),
            size: cell.cell.size,
            expected: hexadecimal(wanted),
            found: hexadecimal(seen),
          },
        ];
  }

  /** What a cell holds before the stores of the call, or after them. */
  #held(
    { address, cell }: ContextRegister,
    bytes: ReadonlyMap<bigint, StoredByte>,
    when: keyof StoredByte,
  ): bigint {
    let value = this.#call.cell(cell);
    for (let index = 0; index < cell.size; index += 1) {
      const byte = bytes.get(address + BigInt(index))?.[when];
      const low = BigInt(8 * index);
      value = byte === undefined ? value : (value & ~(0xffn << low)) | (BigInt(byte) << low);
    }
    return value;
  }
}

/** `x3 and x19-x29 of the guest are` */
function registersText(parts: readonly UnlocatedPart[], { of }: CallContext): string {
  const names = registerRanges(parts.flatMap(({ register }) => register ?? []));
  const list = names.join(', ').replace(/, ([^,]+)$/, ' and $1');
  return `${list} of ${owners[of]} ${parts.length === 1 ? 'is' : 'are'}`;
}
