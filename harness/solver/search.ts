import type { Expression } from '../expression/expression.ts';
import { foldUp } from '../expression/walk.ts';
import type { Range } from './range.ts';
import { allOnes, anything, exactly, ofBits, onlyValue, rangeOfOperation } from './range.ts';

/** What a search found; `unsure` where it came to a value with which a condition neither holds nor fails. */
export type Found =
  | { readonly kind: 'value'; readonly value: bigint }
  | { readonly kind: 'none' }
  | { readonly kind: 'unsure' }
  | { readonly kind: 'too much work' };

/** One condition, with its parts in the order in which they can be calculated. */
interface Condition<Name> {
  readonly parts: readonly Expression<Name>[];
  /** Bits of the input that it depends on. */
  readonly bits: bigint;
}

/** A bit that has one value, for a reason: the bits of the condition that would fail. */
interface Forced {
  readonly bit: bigint;
  readonly reason: bigint;
}

/** What is set, and the conditions that may still fail. */
interface State<Name> {
  readonly zeros: bigint;
  readonly ones: bigint;
  readonly open: readonly Condition<Name>[];
}

/** Operations over ranges: some hundredths of a second, and some tenths. */
const mostQuickWork = 40_000;
const mostThoroughWork = 600_000;
/** Rounds in which bits are forced by those of the round before. */
const mostRounds = 4;

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

/** The highest bit of a mask; 0 for none. */
const highestOf = (mask: bigint): bigint =>
  mask === 0n ? 0n : 1n << BigInt(mask.toString(2).length - 1);

/**
 * Looks for the smallest value of the one input of the conditions with which all hold. Bits are set one after the other,
 * the highest first and 0 first; what is known of the value then decides conditions early. Where one fails, the search goes
 * back to the last bit that it depends on. Without a limit on work this finds a value or that there is none.
 */
export class Search<Name> {
  readonly #conditions: readonly Condition<Name>[];
  readonly #width: number;
  #work = 0;
  #mostWork = 0;
  #isThorough = false;
  #isUnsure = false;

  constructor(conditions: readonly Expression<Name>[], width: number) {
    // Of several that fail, the one with the fewest bits leads back the furthest.
    this.#conditions = conditions
      .map(conditionFrom)
      .toSorted((a, b) => countOf(a.bits) - countOf(b.bits));
    this.#width = width;
  }

  /** Bits that some condition depends on. The others are 0. */
  get relevantBits(): bigint {
    return this.#conditions.reduce((all, { bits }) => all | bits, 0n);
  }

  run(): Found {
    const quick = this.#run(false, mostQuickWork);
    return quick.kind === 'too much work' ? this.#run(true, mostThoroughWork) : quick;
  }

  #run(isThorough: boolean, mostWork: number): Found {
    this.#work = 0;
    this.#mostWork = mostWork;
    this.#isThorough = isThorough;
    this.#isUnsure = false;
    const zeros = allOnes(this.#width) & ~this.relevantBits;
    const found = this.#from({ zeros, ones: 0n, open: this.#conditions });
    if (typeof found === 'object') {
      return { kind: 'value', value: found.value };
    }
    if (this.#work > mostWork) {
      return { kind: 'too much work' };
    }
    return { kind: this.#isUnsure ? 'unsure' : 'none' };
  }

  /** The value, or the bits set before that are the reason why there is none. */
  #from(state: State<Name>): { readonly value: bigint } | bigint {
    const undecided = this.#undecided(state);
    if (typeof undecided === 'bigint') {
      return undecided;
    }
    if (!this.#isThorough || undecided.length === 0) {
      return this.#branch({ ...state, open: undecided });
    }
    const forced: Forced[] = [];
    const next = this.#force({ ...state, open: undecided }, forced);
    let found = typeof next === 'bigint' ? next : this.#branch(next);
    for (const { bit, reason } of forced.toReversed()) {
      if (typeof found === 'bigint' && (found & bit) !== 0n) {
        found = (found | reason) & ~bit;
      }
    }
    return found;
  }

  /** The conditions that may still fail, or the bits of one that does. */
  #undecided({ zeros, ones, open }: State<Name>): readonly Condition<Name>[] | bigint {
    const undecided: Condition<Name>[] = [];
    for (const condition of open) {
      const holds = this.#holds(condition, zeros, ones);
      if (holds === false) {
        return condition.bits;
      }
      if (holds === undefined) {
        undecided.push(condition);
      }
    }
    return undecided;
  }

  #branch({ zeros, ones, open }: State<Name>): { readonly value: bigint } | bigint {
    if (open.length === 0) {
      return { value: ones };
    }
    const bit = highestOf(this.relevantBits & ~(zeros | ones));
    if (bit === 0n) {
      this.#isUnsure = true;
      return open.reduce((all, { bits }) => all | bits, 0n);
    }
    if (this.#work > this.#mostWork) {
      return 0n;
    }
    const withZero = this.#from({ zeros: zeros | bit, ones, open });
    if (typeof withZero === 'object' || (withZero & bit) === 0n) {
      return withZero;
    }
    const withOne = this.#from({ zeros, ones: ones | bit, open });
    return typeof withOne === 'object' || (withOne & bit) === 0n
      ? withOne
      : (withZero | withOne) & ~bit;
  }

  /** Sets the bits that have one value, as a condition fails with the other; or gives the bits of one that fails with both. */
  #force(start: State<Name>, forced: Forced[]): State<Name> | bigint {
    let { zeros, ones } = start;
    for (let round = 0; round < mostRounds; round += 1) {
      const before = forced.length;
      for (const condition of start.open) {
        for (let rest = condition.bits & ~(zeros | ones); rest !== 0n; rest &= rest - 1n) {
          const bit = rest & -rest;
          if (this.#holds(condition, zeros | bit, ones) === false) {
            ones |= bit;
          } else if (this.#holds(condition, zeros, ones | bit) === false) {
            zeros |= bit;
          } else {
            continue;
          }
          forced.push({ bit, reason: condition.bits & ~bit });
        }
      }
      if (forced.length === before) {
        break;
      }
    }
    const open = this.#undecided({ ...start, zeros, ones });
    return typeof open === 'bigint' ? open : { zeros, ones, open };
  }

  #holds({ parts }: Condition<Name>, zeros: bigint, ones: bigint): boolean | undefined {
    const input = ofBits(this.#width, zeros, ones);
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
