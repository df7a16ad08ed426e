import type { RegisterName } from '../architecture/registers.ts';
import { differences } from '../architecture/state.ts';
import type { State, StateMask } from '../architecture/state.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import type { Machine, MemoryRegion, Observation } from './machine.ts';

/** Where two machines saw another value in the same probe. */
export type MachineDifference =
  | {
      readonly kind: 'register';
      readonly register: RegisterName;
      /** Of the first exception that EL2 took, or where the probe ended. */
      readonly at: 'entry' | 'end';
      readonly first: bigint;
      readonly second: bigint;
    }
  | {
      readonly kind: 'exception';
      /** From 1. */
      readonly number: number;
      /** That took it, as the first machine has it. */
      readonly level: 1 | 2;
      readonly field: (typeof fields)[number];
      readonly first: bigint;
      readonly second: bigint;
    }
  | {
      readonly kind: 'memory';
      readonly address: bigint;
      /** 8 bytes. */
      readonly first: bigint;
      readonly second: bigint;
    }
  /** How often an exception was taken. */
  | { readonly kind: 'exceptions'; readonly first: bigint; readonly second: bigint }
  | { readonly kind: 'outcome'; readonly first: string; readonly second: string };

const fields = ['vector', 'pstate', 'elr', 'spsr', 'esr', 'far', 'hpfar'] as const;

/** Bytes of memory that are one difference. */
const cell = 8;
/** Bytes that are compared in one go: they stay in the processor's cache. */
const piece = 0x1_0000;

/** The exceptions of two observations that are not the same, field by field, as far as both have them. */
export function exceptionDifferences(
  first: readonly ExceptionEntry[],
  second: readonly ExceptionEntry[],
): MachineDifference[] {
  return first.flatMap((entry, index) => {
    const other = second[index];
    const place = { kind: 'exception', number: index + 1, level: entry.targetEl } as const;
    return other === undefined
      ? []
      : fields.flatMap((field): MachineDifference[] => {
          const [one, two] = [entry[field], other[field]];
          // What an exception does not write is compared with the other registers.
          return one === undefined || two === undefined || one === two
            ? []
            : [{ ...place, field, first: one, second: two }];
        });
  });
}

/** How two observations ended, where that is not the same. */
export function endDifferences(first: Observation, second: Observation): MachineDifference[] {
  const counts = [BigInt(first.exceptions.length), BigInt(second.exceptions.length)] as const;
  return [
    ...(first.outcome === second.outcome && first.pc === second.pc
      ? []
      : [{ kind: 'outcome' as const, first: endOf(first), second: endOf(second) }]),
    ...(counts[0] === counts[1]
      ? []
      : [{ kind: 'exceptions' as const, first: counts[0], second: counts[1] }]),
  ];
}

function endOf({ outcome, pc }: Observation): string {
  return `${outcome} at 0x${pc.toString(16)}`;
}

export function registerDifferences(
  at: 'entry' | 'end',
  first: State,
  second: State,
  mask: StateMask,
): MachineDifference[] {
  return differences(first, second, mask).map((register) => ({
    kind: 'register',
    register,
    at,
    first: first.get(register),
    second: second.get(register),
  }));
}

/** Some memory that two machines do not hold alike. */
interface DifferingBytes {
  readonly address: bigint;
  readonly one: Uint8Array;
  readonly two: Uint8Array;
}

/** The parts of some regions that differ, in pieces that are soon compared. */
export function* differingBytes(
  regions: readonly MemoryRegion[],
  first: Pick<Machine, 'read'>,
  second: Pick<Machine, 'read'>,
): Generator<DifferingBytes> {
  for (const region of regions) {
    for (let offset = 0; offset < region.size; offset += piece) {
      const address = region.address + BigInt(offset);
      const size = Math.min(piece, region.size - offset);
      const one = first.read(address, size);
      const two = second.read(address, size);
      if (Buffer.compare(one, two) !== 0) {
        yield { address, one, two };
      }
    }
  }
}

/** The cells of some regions that differ. */
export function memoryDifferences(
  ...machines: Parameters<typeof differingBytes>
): MachineDifference[] {
  const found: MachineDifference[] = [];
  for (const { address, one, two } of differingBytes(...machines)) {
    const [left, right] = [cells(one), cells(two)];
    for (let index = 0; index < left.length; index += 1) {
      const [before = 0n, after = 0n] = [left[index], right[index]];
      if (before !== after) {
        const at = address + BigInt(index * cell);
        found.push({ kind: 'memory', address: at, first: before, second: after });
      }
    }
  }
  return found;
}

/** Little-endian, as hosts are that run this. */
function cells(bytes: Uint8Array): BigUint64Array {
  return new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.length / cell);
}
