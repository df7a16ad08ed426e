import { binary, constant, extend, input } from '../../expression/expression.ts';
import type { Location, MemoryShape, Value } from './form.ts';

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
