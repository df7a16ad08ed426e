import { wordWidth } from '../expression/expression.ts';
import type { MemoryWrite } from '../machine/machine.ts';
import type { Flow, FlowStore } from './flow.ts';
import type { FlowValue } from './flow-state.ts';

/** What a store of the call left at its end, and where. */
export interface StoredValue {
  readonly address: FlowValue;
  readonly value: FlowValue;
  /** Whether anything but what was there before the call. */
  readonly isChange: boolean;
}

const byteWidth = 8;

/** The bytes of a store as they are at the end of the call; undefined for a store that is not followed. */
export function storedValue(
  { stores, builder, sources, after }: Flow,
  { address, size }: Pick<MemoryWrite, 'address' | 'size'>,
): StoredValue | undefined {
  const store = stores.findLast((each: FlowStore) => covers(each, address));
  if (store === undefined) {
    return undefined;
  }
  const distance = address - store.address;
  const bytes = Array.from({ length: size }, (_, index) => {
    const physical = store.physical + distance + BigInt(index);
    const before = builder.input(sources.memory(physical), byteWidth);
    return { before, now: after.byte(physical)?.value ?? before };
  });
  const [value, ...higher] = bytes.map(({ now }) => now) as [FlowValue, ...FlowValue[]];
  return {
    address: builder.binary('add', store.addressValue, builder.constant(distance, wordWidth)),
    value: higher.reduce((low, byte) => builder.concat(byte, low), value),
    isChange: bytes.some(({ before, now }) => before !== now),
  };
}

function covers({ address, size }: FlowStore, at: bigint): boolean {
  return address <= at && at < address + BigInt(size);
}
