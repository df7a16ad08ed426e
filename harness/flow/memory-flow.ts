import type { MemoryShape } from '../architecture/a64/form.ts';
import type { Step } from '../machine/machine.ts';
import type { FlowValue } from './flow-state.ts';
import type { Following } from './following.ts';

const byteWidth = 8;
const wordWidth = 64;

const twoPlaces = 'it accesses two pages that do not follow one another in memory';

/** One of the elements that an instruction loads. */
interface LoadedElement {
  readonly address: bigint;
  /** Where the first one is; virtual, as `address`. */
  readonly addressValue: FlowValue;
  /** Bytes from the first one. */
  readonly offset: number;
}

/** What an element of a load gives: `size` bytes at an address of the step's reads. */
export function loadOf(
  following: Following,
  { address, addressValue, offset }: LoadedElement,
  size: number,
  { reads, address: pc }: Step,
  { isFixed }: { readonly isFixed: (physical: bigint) => boolean },
): FlowValue {
  const { state, sources } = following;
  const end = address + BigInt(size);
  let value = 0n;
  let seen = 0;
  const distances = new Set<bigint>();
  for (const read of reads) {
    const from = read.virtual ?? read.address;
    for (let byte = 0; byte < read.size; byte += 1) {
      const at = from + BigInt(byte);
      if (at >= address && at < end) {
        seen += 1;
        distances.add(read.physical - from);
        value |= ((read.value >> BigInt(byte * byteWidth)) & 0xffn) << ((at - address) * 8n);
      }
    }
  }
  const [distance = 0n] = distances;
  const physical = address + distance;
  if (seen < size) {
    following.refuse('it loads what the machine did not see', pc);
  }
  if (distances.size > 1) {
    following.refuse(twoPlaces, pc);
  }
  const isKnown = isFixed(physical);
  if (!isKnown) {
    for (let byte = 0; byte < size; byte += 1) {
      const at = physical + BigInt(byte);
      following.give(sources.memory(at), (value >> BigInt(byte * byteWidth)) & 0xffn);
      following.loads(at, { addressValue, offset: BigInt(offset + byte) });
    }
  }
  return state.load(physical, size, isKnown, value);
}

/** A load or store with what it stores. */
export interface Storing {
  readonly memory: MemoryShape;
  readonly address: bigint;
  readonly addressValue: FlowValue;
  readonly stored: readonly FlowValue[];
  readonly step: Step;
  readonly index: number;
}

/** What the step stored, if it did: a store exclusive may fail, and a load stores nothing. */
export function storeTo(
  following: Following,
  { memory, address, addressValue, stored, step, index }: Storing,
): void {
  const [first] = step.writes;
  if (first === undefined) {
    return;
  }
  if (stored.length === 0) {
    following.refuse('it stores, which the table of A64 does not say', step.address);
    return;
  }
  const { builder } = following;
  const seen = first.virtual ?? first.address;
  const isSplit = step.writes.some(
    (write) => write.physical - first.physical !== (write.virtual ?? write.address) - seen,
  );
  if (isSplit) {
    following.refuse(twoPlaces, step.address);
  }
  for (const [element, value] of stored.entries()) {
    const distance = BigInt(element * memory.size);
    const at = address + distance;
    following.made(value, index);
    const physical = at + (first.physical - seen);
    following.state.store(physical, value, index);
    following.stores.push({
      step: index,
      address: at + (first.address - seen),
      addressValue: builder.binary('add', addressValue, builder.constant(distance, wordWidth)),
      physical,
      size: memory.size,
      value,
    });
  }
}
