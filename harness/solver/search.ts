import type { Expression } from '../expression/expression.ts';
import { foldUp } from '../expression/walk.ts';
import type { Range } from './range.ts';
import { allOnes, anything, exactly, ofBits, onlyValue, rangeOfOperation } from './range.ts';

/** What a search found; `cannot be told` where it came to a value with which a condition neither holds nor fails. */
export type Found =
  | { readonly kind: 'value'; readonly value: bigint }
  | { readonly kind: 'none' }
  | { readonly kind: 'cannot be told' }
  | { readonly kind: 'too much work' };

/** One condition, with its parts in the order in which they can be calculated. */
interface Condition<Name> {
  readonly parts: readonly Expression<Name>[];
  /** Bits of the input that it depends on. */
  readonly bits: bigint;
}

/** Some tenths of a second: operations over ranges. */
const mostWork = 150_000;

function conditionFrom<Name>(whole: Expression<Name>): Condition<Name> {
  const bits = foldUp<Name, bigint>(whole, new Map(), (part, bitsOf) => {
    switch (part.kind) {
      case 'constant':
        return 0n;
      case 'input':
        return allOnes(part.width);
      case 'opaque':
        return part.operands.reduce((all, operand) => all | bitsOf(operand), 0n);
      case 'operation': {
        const [first] = part.operands;
        return part.operator === 'extract' && first?.kind === 'input'
          ? allOnes(part.width) << BigInt(part.parameter)
          : part.operands.reduce((all, operand) => all | bitsOf(operand), 0n);
      }
    }
  });
  const parts: Expression<Name>[] = [];
  foldUp<Name, number>(whole, new Map(), (part) => parts.push(part));
  return { parts, bits };
}

function countOf(bits: bigint): number {
  return bits.toString(2).replaceAll('0', '').length;
}

function rangeOf<Name>(
  part: Expression<Name>,
  input: Range,
  ranges: ReadonlyMap<Expression<Name>, Range>,
): Range {
  switch (part.kind) {
    case 'constant':
      return exactly(part.value, part.width);
    case 'input':
      return input;
    case 'opaque':
      return anything(part.width);
    case 'operation':
      return rangeOfOperation(
        part,
        part.operands.map((operand) => ranges.get(operand) ?? anything(operand.width)),
      );
  }
}

/**
 * Looks for the smallest value of the one input of the conditions with which all hold. Bits are set one after the other,
 * the highest first and 0 first; what is known of the value then decides conditions early. Where one fails, the search goes
 * back to the last bit that it depends on. Without a limit on work this finds a value or that there is none.
 */
export class Search<Name> {
  readonly #conditions: readonly Condition<Name>[];
  readonly #width: number;
  /** Those that some condition depends on, the highest first; the others are 0. */
  readonly #bits: readonly bigint[];
  #work = 0;
  #isUnsure = false;

  constructor(conditions: readonly Expression<Name>[], width: number) {
    // Of several that fail, the one with the fewest bits leads back the furthest.
    this.#conditions = conditions
      .map(conditionFrom)
      .toSorted((a, b) => countOf(a.bits) - countOf(b.bits));
    this.#width = width;
    const relevant = this.relevantBits;
    this.#bits = Array.from(
      { length: width },
      (_, index) => 1n << BigInt(width - 1 - index),
    ).filter((bit) => (relevant & bit) !== 0n);
  }

  get relevantBits(): bigint {
    return this.#conditions.reduce((all, { bits }) => all | bits, 0n);
  }

  run(): Found {
    const found = this.#from(0, allOnes(this.#width) & ~this.relevantBits, 0n, this.#conditions);
    if (typeof found === 'object') {
      return { kind: 'value', value: found.value };
    }
    if (this.#work > mostWork) {
      return { kind: 'too much work' };
    }
    return { kind: this.#isUnsure ? 'cannot be told' : 'none' };
  }

  /** The value, or the bits set before that are the reason why there is none. */
  #from(
    depth: number,
    zeros: bigint,
    ones: bigint,
    open: readonly Condition<Name>[],
  ): { readonly value: bigint } | bigint {
    const input = ofBits(this.#width, zeros, ones);
    const undecided: Condition<Name>[] = [];
    for (const condition of open) {
      const holds = this.#holds(condition, input);
      if (holds === false) {
        return condition.bits;
      }
      if (holds === undefined) {
        undecided.push(condition);
      }
    }
    if (undecided.length === 0) {
      return { value: ones };
    }
    const bit = this.#bits[depth];
    if (bit === undefined) {
      this.#isUnsure = true;
      return undecided.reduce((all, { bits }) => all | bits, 0n);
    }
    if (this.#work > mostWork) {
      return 0n;
    }
    const withZero = this.#from(depth + 1, zeros | bit, ones, undecided);
    if (typeof withZero === 'object' || (withZero & bit) === 0n) {
      return withZero;
    }
    const withOne = this.#from(depth + 1, zeros, ones | bit, undecided);
    return typeof withOne === 'object' ? withOne : (withZero | withOne) & ~bit;
  }

  #holds({ parts }: Condition<Name>, input: Range): boolean | undefined {
    const ranges = new Map<Expression<Name>, Range>();
    let last: Range | undefined;
    for (const part of parts) {
      last = rangeOf(part, input, ranges);
      ranges.set(part, last);
    }
    this.#work += parts.length;
    const value = last === undefined ? undefined : onlyValue(last);
    return value === undefined ? undefined : value === 1n;
  }
}
