import type { Expression, Operation } from './expression.ts';

/** `value & mask | ones`. */
export interface Masked<Name> {
  readonly value: Expression<Name>;
  readonly mask: bigint;
  /** The mask is ~clear, which is shorter. */
  readonly clear: bigint | undefined;
  readonly ones: bigint;
}

/** A part of a concatenation. */
export interface Part<Name> {
  readonly expression: Expression<Name>;
  /** The bit of the whole that its lowest bit is. */
  readonly low: number;
}

const ones = (width: number): bigint => (1n << BigInt(width)) - 1n;

/** The parts of a concatenation, the highest first. */
export function partsOf<Name>(whole: Expression<Name>): readonly Part<Name>[] {
  const parts: Part<Name>[] = [];
  const add = (expression: Expression<Name>, low: number): void => {
    if (expression.kind === 'operation' && expression.operator === 'concat') {
      const [high, rest] = expression.operands;
      if (high !== undefined && rest !== undefined) {
        add(high, low + rest.width);
        add(rest, low);
        return;
      }
    }
    parts.push({ expression, low });
  };
  add(whole, 0);
  return parts;
}

/** What an extraction takes its bits from; undefined for anything else. */
export function sliceOf<Name>(
  expression: Expression<Name>,
): { readonly whole: Expression<Name>; readonly low: number } | undefined {
  if (expression.kind !== 'operation' || expression.operator !== 'extract') {
    return undefined;
  }
  const [whole] = expression.operands;
  return whole === undefined ? undefined : { whole, low: expression.parameter };
}

/** A concatenation of constants and of bits of one value at their own places; undefined for any other. */
export function maskedOf<Name>(concatenation: Operation<Name>): Masked<Name> | undefined {
  let value: Expression<Name> | undefined;
  let mask = 0n;
  let set = 0n;
  for (const { expression, low } of partsOf(concatenation)) {
    if (expression.kind === 'constant') {
      set |= expression.value << BigInt(low);
      continue;
    }
    const slice = sliceOf(expression);
    if (slice === undefined || slice.low !== low || (value ?? slice.whole) !== slice.whole) {
      return undefined;
    }
    value = slice.whole;
    mask |= ones(expression.width) << BigInt(low);
  }
  if (value === undefined) {
    return undefined;
  }
  const { width } = concatenation;
  const clear = ones(width) & ~mask;
  // Bits that are set need not be cleared before, where they are all.
  if (clear === set && width === value.width) {
    return { value, mask: ones(width), clear: 0n, ones: set };
  }
  const isShorter = width === value.width && mask >> BigInt(width - 1) === 1n;
  return { value, mask, clear: isShorter ? clear : undefined, ones: set };
}

/** A rotation to the right; undefined for any other concatenation. */
export function rotationOf<Name>(
  concatenation: Operation<Name>,
): { readonly value: Expression<Name>; readonly amount: number } | undefined {
  const [high, low] = concatenation.operands;
  const above = high === undefined ? undefined : sliceOf(high);
  const below = low === undefined ? undefined : sliceOf(low);
  return above !== undefined &&
    above.low === 0 &&
    below?.whole === above.whole &&
    below.low === high?.width &&
    concatenation.width === above.whole.width
    ? { value: above.whole, amount: below.low }
    : undefined;
}
