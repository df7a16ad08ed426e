import type { Operation } from './abi.ts';
import type { SelectorPlace } from './selector.ts';

/** Bits of an HVC's immediate. */
const immediateBits = 16;

/**
 * How many bits of its carrier make the number of an operation, from bit 0. What abi.yaml says; else 32 where every number
 * is that of a fast call (SMC Calling Convention, DEN0028, 2.1 and 3.1: bit 31 is set, and the function identifier is W0),
 * or the whole register.
 */
export function bitsOfNumber(
  selector: SelectorPlace,
  operations: ReadonlyMap<string, Pick<Operation, 'number'>>,
): number {
  if (selector.kind === 'immediate') {
    return immediateBits;
  }
  const numbers = numbersOf(operations);
  const isFast = numbers.length > 0 && numbers.every((number) => number >> 31n === 1n);
  return selector.bits ?? (isFast ? 32 : 64);
}

/** The numbers of operations, those that have none left out. */
export function numbersOf(operations: ReadonlyMap<string, Pick<Operation, 'number'>>): bigint[] {
  return [...operations.values()].flatMap(({ number }) => number ?? []);
}
