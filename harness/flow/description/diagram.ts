/**
 * A set of values of a bit vector, as a reduced, ordered decision diagram: bits are asked for from the highest down, a bit
 * that makes no difference is left out, and equal diagrams of the same `Diagrams` are the same object. So comparisons,
 * masks, fields and sums with constants are small, and every set is exact.
 */
export type Diagram = Leaf | Decision;

export interface Leaf {
  readonly kind: 'none' | 'all';
  /** Below every bit. */
  readonly bit: -1;
  readonly order: number;
}

export interface Decision {
  readonly kind: 'decision';
  readonly bit: number;
  readonly zero: Diagram;
  readonly one: Diagram;
  /** In which it was made, after the leaves; less than 2^26. */
  readonly order: number;
}

export const none: Leaf = { kind: 'none', bit: -1, order: 0 };
export const all: Leaf = { kind: 'all', bit: -1, order: 1 };

/** A set that would take more decisions than are of use. */
class TooManyDecisions extends Error {}

type Combine = 'and' | 'or' | 'xor';

const orderFactor = 2 ** 26;
/** Of what was combined, so many results are kept. */
const mostKept = 2 ** 18;
/** Decisions made for one set; a comparison of 64 bits takes 64, one of a sum some thousands on its way. */
const mostDecisions = 16_384;

/** The result where one operand is a leaf; undefined where it takes a look at both. */
function atLeaf(how: Combine, a: Diagram, b: Diagram): Diagram | undefined {
  if (how === 'xor') {
    return a === b ? none : a === none ? b : b === none ? a : undefined;
  }
  const [neutral, strong] = how === 'and' ? [all, none] : [none, all];
  if (a === strong || b === strong) {
    return strong;
  }
  return a === b || b === neutral ? a : a === neutral ? b : undefined;
}

/** Makes diagrams, each one once. */
export class Diagrams {
  #count = 2;
  #limit = Infinity;
  readonly #decisions = new Map<number, Map<number, Decision>>();
  readonly #opposites = new Map<Decision, Diagram>();
  readonly #results: Readonly<Record<Combine, Map<number, Diagram>>> = {
    and: new Map(),
    or: new Map(),
    xor: new Map(),
  };

  /** Throws TooManyDecisions inside of `limited` where there are too many. */
  decision(bit: number, zero: Diagram, one: Diagram): Diagram {
    if (zero === one) {
      return zero;
    }
    let ofBit = this.#decisions.get(bit);
    if (ofBit === undefined) {
      ofBit = new Map();
      this.#decisions.set(bit, ofBit);
    }
    const key = zero.order * orderFactor + one.order;
    let known = ofBit.get(key);
    if (known === undefined) {
      if (this.#count >= this.#limit) {
        throw new TooManyDecisions();
      }
      known = { kind: 'decision', bit, zero, one, order: this.#count };
      this.#count += 1;
      ofBit.set(key, known);
    }
    return known;
  }

  /** Values in which the bit is 1. */
  bit(bit: number): Diagram {
    return this.decision(bit, none, all);
  }

  and(a: Diagram, b: Diagram): Diagram {
    return this.#combined('and', a, b);
  }

  or(a: Diagram, b: Diagram): Diagram {
    return this.#combined('or', a, b);
  }

  xor(a: Diagram, b: Diagram): Diagram {
    return a === all ? this.not(b) : b === all ? this.not(a) : this.#combined('xor', a, b);
  }

  not(a: Diagram): Diagram {
    if (a.kind !== 'decision') {
      return a === all ? none : all;
    }
    let opposite = this.#opposites.get(a);
    if (opposite === undefined) {
      opposite = this.decision(a.bit, this.not(a.zero), this.not(a.one));
      this.#opposites.set(a, opposite);
    }
    return opposite;
  }

  /** `yes` where the condition has the value, else `no`. */
  choice(condition: Diagram, yes: Diagram, no: Diagram): Diagram {
    return this.or(this.and(condition, yes), this.and(this.not(condition), no));
  }

  /** All of them together, two and two, so that small ones are combined with small ones. */
  reduce(how: 'and' | 'or', sets: readonly Diagram[]): Diagram {
    let open = sets;
    while (open.length > 1) {
      open = open.flatMap((set, index) => {
        const other = open[index + 1];
        return index % 2 === 1 ? [] : [other === undefined ? set : this.#combined(how, set, other)];
      });
    }
    return open[0] ?? (how === 'and' ? all : none);
  }

  /** What `make` gives; undefined where that would take too many decisions. */
  limited<Result>(make: () => Result): Result | undefined {
    this.#limit = this.#count + mostDecisions;
    try {
      return make();
    } catch (error) {
      if (error instanceof TooManyDecisions) {
        return undefined;
      }
      throw error;
    } finally {
      this.#limit = Infinity;
    }
  }

  #combined(how: Combine, a: Diagram, b: Diagram): Diagram {
    return atLeaf(how, a, b) ?? this.#combinedBits(how, a, b);
  }

  #combinedBits(how: Combine, a: Diagram, b: Diagram): Diagram {
    const bit = Math.max(a.bit, b.bit);
    const [zeroA, zeroB] = [sideOf(a, bit, 'zero'), sideOf(b, bit, 'zero')];
    const [oneA, oneB] = [sideOf(a, bit, 'one'), sideOf(b, bit, 'one')];
    const [zero, one] = [atLeaf(how, zeroA, zeroB), atLeaf(how, oneA, oneB)];
    if (zero !== undefined || one !== undefined) {
      // Where one side at most goes on, it is quicker to go than to look it up: most diagrams are such chains.
      return this.decision(
        bit,
        zero ?? this.#combinedBits(how, zeroA, zeroB),
        one ?? this.#combinedBits(how, oneA, oneB),
      );
    }
    const results = this.#results[how];
    const key =
      a.order < b.order ? a.order * orderFactor + b.order : b.order * orderFactor + a.order;
    let result = results.get(key);
    if (result === undefined) {
      result = this.decision(
        bit,
        this.#combinedBits(how, zeroA, zeroB),
        this.#combinedBits(how, oneA, oneB),
      );
      if (results.size >= mostKept) {
        results.clear();
      }
      results.set(key, result);
    }
    return result;
  }
}

function sideOf(set: Diagram, bit: number, side: 'zero' | 'one'): Diagram {
  return set.kind === 'decision' && set.bit === bit ? set[side] : set;
}

/** Whether a value is in the set; `isOne` gives its bits. */
export function has(set: Diagram, isOne: (bit: number) => boolean): boolean {
  let at = set;
  while (at.kind === 'decision') {
    at = isOne(at.bit) ? at.one : at.zero;
  }
  return at === all;
}

/** Each decision of a diagram once. */
function decisionsOf(set: Diagram): ReadonlySet<Decision> {
  const seen = new Set<Decision>();
  const open = [set];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'decision' && !seen.has(next)) {
      seen.add(next);
      open.push(next.zero, next.one);
    }
  }
  return seen;
}

export function countDecisions(set: Diagram): number {
  return decisionsOf(set).size;
}

/** The bits that a set depends on, the highest first. */
export function bitsOf(set: Diagram): number[] {
  const bits = new Set([...decisionsOf(set)].map(({ bit }) => bit));
  return [...bits].toSorted((a, b) => b - a);
}

/** The one value of a set of values of so many bits; undefined where there is not exactly one. */
export function onlyValueOf(set: Diagram, width: number): bigint | undefined {
  let value = 0n;
  let at = set;
  for (let bit = width - 1; bit >= 0; bit -= 1) {
    if (at.kind !== 'decision' || at.bit !== bit || (at.zero !== none && at.one !== none)) {
      return undefined;
    }
    const isOne = at.zero === none;
    value = (value << 1n) | (isOne ? 1n : 0n);
    at = isOne ? at.one : at.zero;
  }
  return at === all ? value : undefined;
}

/** The least value of a set that is not empty; bits that make no difference are 0. */
export function leastOf(set: Diagram): bigint {
  let value = 0n;
  let at = set;
  while (at.kind === 'decision') {
    const isOne = at.zero === none;
    value |= isOne ? 1n << BigInt(at.bit) : 0n;
    at = isOne ? at.one : at.zero;
  }
  return value;
}
