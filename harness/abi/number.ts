import type { Operation } from './abi.ts';
import type { SelectorPlace } from './selector.ts';

/** Bits of an HVC's immediate. */
const immediateBits = 16;

/** Bits of a carrier that make a number: so many, from bit `low` on. */
export interface NumberField {
  readonly low: number;
  readonly bits: number;
}

/**
 * Which bits of its carrier make the number of an operation. What abi.yaml says; else the low 32 where every number
 * is that of a fast call (SMC Calling Convention, DEN0028, 2.1 and 3.1: bit 31 is set, and the function identifier is W0),
 * or the whole register.
 */
export function fieldOfNumber(
  selector: SelectorPlace,
  operations: ReadonlyMap<string, Pick<Operation, 'number'>>,
): NumberField {
  if (selector.kind === 'immediate') {
    return { low: 0, bits: immediateBits };
  }
  const numbers = numbersOf(operations);
  const isFast = numbers.length > 0 && numbers.every((number) => number >> 31n === 1n);
  return { low: selector.low ?? 0, bits: selector.bits ?? (isFast ? 32 : 64) };
}

/** The numbers of operations, those that have none left out. */
export function numbersOf(operations: ReadonlyMap<string, Pick<Operation, 'number'>>): bigint[] {
  return [...operations.values()].flatMap(({ number }) => number ?? []);
}
