import { evaluate } from '../../expression/evaluate.ts';
import { binary, constant, extend, input, inputsOf, isExact } from '../../expression/expression.ts';
import type { Location, Meaning, MemoryShape, Value } from './form.ts';

/** The virtual address of the lowest byte that a load or store accesses: 64 bits. */
export function accessAddress(shape: MemoryShape): Value {
  const address = unalignedAddress(shape);
  return shape.alignedTo === undefined
    ? address
    : binary('and', address, constant(-shape.alignedTo, 64));
}

function unalignedAddress({ base, offset, index }: MemoryShape): Value {
  const address = binary('add', input<Location>(base, 64), constant(offset, 64));
  if (index?.register === undefined) {
    return address;
  }
  const { register, extend: how, shift } = index;
  const isWord = how === 'uxtw' || how === 'sxtw';
  const operator = how === 'sxtw' ? 'sign-extend' : 'zero-extend';
  const distance = extend(operator, input<Location>(register, isWord ? 32 : 64), 64);
  return binary('add', address, binary('shl', distance, constant(shift, 64)));
}

/**
 * What an instruction adds to a register, modulo 2^64: to the base by write-back, to SP by ADD and SUB. Undefined where
 * it does not write the register, or where the new value depends on more than the old one. What is written from the old
 * value alone is a sum with a constant, in all of A64.
 */
export function addedTo(location: Location, { writes }: Meaning): bigint | undefined {
  const value = writes.find((write) => write.location === location)?.value;
  if (value === undefined || !isExact(value)) {
    return undefined;
  }
  const inputs = [...inputsOf(value)];
  const isOwn = inputs.length > 0 && inputs.every(({ name }) => name === location);
  return isOwn ? evaluate(value, () => 0n) : undefined;
}

/** Bytes from the base to the access; with a post-index, to where the base goes. */
export function displacement(meaning: Meaning, { base, offset, writeBack }: MemoryShape): number {
  return writeBack === 'post-index'
    ? Number(BigInt.asIntN(64, addedTo(base, meaning) ?? 0n))
    : offset;
}
