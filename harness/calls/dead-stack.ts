import type { State } from '../architecture/state.ts';
import type { MemoryRegion, MemoryWrite } from '../machine/machine.ts';
import type { CallRecord } from './call-record.ts';
import { memoryMap } from './memory-map.ts';

/** The memory of a stack. What lies in it below the stack pointer is dead space, which a call may overwrite. */
export interface StackBounds {
  readonly register: 'sp_el1' | 'sp_el2';
  /** The address from which on, up to `low`, there is memory that no push may reach. */
  readonly guard: bigint;
  /** The lowest address of the stack. */
  readonly low: bigint;
  /** The first address above it. */
  readonly high: bigint;
}

/** Those of the two levels whose handlers and callers push. */
export const stacks: readonly StackBounds[] = [
  boundsOf('sp_el1', memoryMap.el1Stack, memoryMap.el1Stack.address),
  boundsOf('sp_el2', memoryMap.el2Stack, memoryMap.el2StackGuard.address),
];

function boundsOf(
  register: StackBounds['register'],
  { address: low, size }: MemoryRegion,
  guard: bigint,
): StackBounds {
  return { register, guard, low, high: low + BigInt(size) };
}

/** Whether all these bytes lie in a stack below its stack pointer in `state`, which is what the program calls them. */
export function isDead(
  { address, virtual = address, size }: Pick<MemoryWrite, 'address' | 'virtual' | 'size'>,
  state: State,
): boolean {
  return stacks.some(
    ({ register, low, high }) =>
      address >= low && address < high && virtual + BigInt(size) <= state.get(register),
  );
}

/** The stack that an address lies in, or in whose guard. */
export function stackAt(address: bigint): StackBounds | undefined {
  return stacks.find(({ guard, high }) => address >= guard && address < high);
}

/** Bytes of EL2 stack that a call used below SP_EL2 at its start. */
export function stackUse({ writes, before }: CallRecord): number {
  const top = before.get('sp_el2');
  const low = writes
    .filter(({ address }) => stackAt(address)?.register === 'sp_el2')
    .map(({ address, virtual = address }) => virtual)
    .filter((address) => address < top)
    .reduce((least, address) => (address < least ? address : least), top);
  return Number(top - low);
}
