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

/** Memory of a machine, and of one that compares without a copy. */
interface Memories {
  readonly regions: readonly MemoryRegion[];
  readonly first: Pick<Machine, 'read'>;
  readonly second: Pick<Machine, 'read'> & {
    readonly holds: (address: bigint, bytes: Uint8Array) => boolean;
  };
}

/** The pieces of some regions that differ, as the first machine has them. */
export function* differingPieces({
  regions,
  first,
  second,
}: Memories): Generator<{ readonly address: bigint; readonly bytes: Uint8Array }> {
  for (const region of regions) {
    for (let offset = 0; offset < region.size; offset += piece) {
      const address = region.address + BigInt(offset);
      const bytes = first.read(address, Math.min(piece, region.size - offset));
      if (!second.holds(address, bytes)) {
        yield { address, bytes };
      }
    }
  }
}

/** The cells of some regions that differ. */
export function memoryDifferences(memories: Memories): MachineDifference[] {
  const found: MachineDifference[] = [];
  for (const { address, bytes } of differingPieces(memories)) {
    const left = cells(bytes);
    const right = cells(memories.second.read(address, bytes.length));
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
