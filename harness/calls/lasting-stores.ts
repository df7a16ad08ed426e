import type { State } from '../architecture/state.ts';
import type { MemoryWrite } from '../machine/machine.ts';
import { isDead } from './dead-stack.ts';

/** A byte of memory before the stores and after them. */
export interface StoredByte {
  readonly before: number;
  after: number;
}

/** Each byte that these stores wrote, by address. */
export function storedBytes(writes: readonly MemoryWrite[]): Map<bigint, StoredByte> {
  const bytes = new Map<bigint, StoredByte>();
  for (const write of writes) {
    for (let index = 0; index < write.size; index += 1) {
      const address = write.address + BigInt(index);
      const after = byteOf(write.after, index);
      const known = bytes.get(address);
      if (known === undefined) {
        bytes.set(address, { before: byteOf(write.before, index), after });
      } else {
        known.after = after;
      }
    }
  }
  return bytes;
}

/** The stores that do not lie in dead stack, by the stack pointers of `state`. */
export function liveStores(writes: readonly MemoryWrite[], state: State): readonly MemoryWrite[] {
  return writes.length === 0 ? writes : writes.filter((write) => !isDead(write, state));
}

/** Of these stores, in order, those of which a byte is covered by no later one; with `changed`, one that it changed. */
export function lastingStores(
  stores: readonly MemoryWrite[],
  { changed }: { readonly changed: boolean },
): MemoryWrite[] {
  const bytes = storedBytes(stores);
  const covered = new Set<bigint>();
  return stores
    .toReversed()
    .filter(({ address, size }) => {
      let lasts = false;
      for (let at = address; at < address + BigInt(size); at += 1n) {
        const byte = bytes.get(at);
        lasts ||= !covered.has(at) && !(changed && byte?.before === byte?.after);
        covered.add(at);
      }
      return lasts;
    })
    .toReversed();
}

function byteOf(value: bigint, index: number): number {
  return Number((value >> BigInt(8 * index)) & 0xffn);
}

/** The bytes that these stores wrote; what a stand-in left there is what was there before. */
export function withStandIns(writes: readonly MemoryWrite[]): Map<bigint, StoredByte> {
  const last = writes.findLastIndex(({ isStandIn }) => isStandIn);
  if (last < 0) {
    return storedBytes(writes);
  }
  const bytes = new Map<bigint, StoredByte>();
  for (const write of writes) {
    for (const [address, { before, after }] of storedBytes([write])) {
      const known = bytes.get(address)?.before ?? before;
      bytes.set(address, { before: write.isStandIn ? after : known, after });
    }
  }
  return bytes;
}
