import { classField } from '../../architecture/esr.ts';
import type { SubjectSet } from './conjunction.ts';
import type { Diagram, Diagrams } from './diagram.ts';
import { all, bitsOf, none } from './diagram.ts';
import type { Interval } from './pieces.ts';
import { countPieces, piecesOf } from './pieces.ts';
import type { Subject } from './subject.ts';
import { isSyndrome } from './subject.ts';

/** What the bits `high` to `low` of something have to be. */
export interface Field {
  readonly high: number;
  readonly low: number;
  /** Of the whole: no other bit makes a difference. */
  readonly set: Diagram;
}

/** Numbers of intervals with which one field is written, at least. */
function sizeOf({ set, high, low }: Field): bigint {
  const { inside, outside } = countPieces(set, high, low);
  return inside < outside ? inside : outside;
}

/** The set with one part of it replaced by all values. */
function without(diagrams: Diagrams, set: Diagram, part: Diagram): Diagram {
  const known = new Map<Diagram, Diagram>([[part, all]]);
  const replaced = (each: Diagram): Diagram => {
    if (each.kind !== 'decision') {
      return each;
    }
    let result = known.get(each);
    if (result === undefined) {
      result = diagrams.decision(each.bit, replaced(each.zero), replaced(each.one));
      known.set(each, result);
    }
    return result;
  };
  return replaced(set);
}

/**
 * Where the high bits and the low bits of a set that depends on these bits do not depend on each other: the set of each,
 * from the highest bit down.
 */
function cutsOf(
  diagrams: Diagrams,
  set: Diagram,
  bits: readonly number[],
): (readonly [Diagram, Diagram])[] {
  const cuts: (readonly [Diagram, Diagram])[] = [];
  let rests = new Set([set]);
  for (const bit of bits.slice(0, -1)) {
    const next = new Set<Diagram>();
    for (const rest of rests) {
      const sides = rest.kind === 'decision' && rest.bit === bit ? [rest.zero, rest.one] : [rest];
      sides.filter((side) => side !== none).forEach((side) => next.add(side));
    }
    rests = next;
    const [low] = rests;
    if (rests.size === 1 && low !== undefined && low.kind === 'decision') {
      cuts.push([without(diagrams, set, low), low]);
    }
  }
  return cuts;
}

/** Bits of what is a number of its own: a byte, a halfword, a word, a doubleword. */
const numberWidths = [8, 16, 32, 64] as const;

/**
 * What the bits of something are: one number, flags of which each is something by itself, numbers side by side, or the
 * syndrome of an exception, of which the class says what the rest means.
 */
type Layout = 'number' | 'flags' | 'numbers' | 'syndrome';

function layoutOf(subject: Subject): Layout {
  if (subject.kind === 'doubleword') {
    return 'numbers';
  }
  if (isSyndrome(subject)) {
    return 'syndrome';
  }
  const { kind } = subject.source;
  return kind === 'flags' || kind === 'masks' ? 'flags' : 'number';
}

/** A set of syndromes for which a class and what it is to mean depend on each other: worse than any list. */
const mixedSize = 1n << 32n;

/** Whether it has bits of the class, and others. */
function isMixed({ high, low }: Field): boolean {
  return high >= classField.low && low < classField.low;
}

/** Bits of a field that is one of several side by side, or a multiple of them. */
const partWidth = 16;

/**
 * The bits that make a difference; for `x0 < 0x4` all of x0, although its two lowest bits make none. Among numbers side
 * by side one may begin at any byte that its size allows.
 */
function fieldOf(set: Diagram, bits: readonly number[], layout: Layout): Field {
  const [high = 0] = bits;
  const low = bits.at(-1) ?? 0;
  const narrow = { set, high, low };
  if (high === low || (low % partWidth === 0 && isOneNumber(narrow))) {
    return narrow;
  }
  const lows = numberWidths
    .map((width) => high + 1 - width)
    .filter((start) => start >= 0 && start < low)
    .filter((start) => (layout === 'numbers' ? start % (high + 1 - start) === 0 : start === 0));
  return (
    lows.map((start) => ({ set, high, low: start })).find((field) => sizeOf(field) <= 1n) ?? narrow
  );
}

/** Whether it is a number other than 0: the half of a register, say. */
function isOneNumber({ set, high, low }: Field): boolean {
  const [piece, other] = piecesOf(set, [high, low], 2);
  return piece !== undefined && other === undefined && piece.low === piece.high && piece.low > 0n;
}

/** Of the intervals of a field so many are given. */
export const mostPieces = 8;

/** How the values of a field are best given: as those that it has, or as those that it has not. */
export interface FieldValues {
  readonly isInside: boolean;
  /** The first ones, `mostPieces` at most. */
  readonly pieces: readonly Interval[];
  /** Of all. */
  readonly count: bigint;
}

/** Takes sets apart into fields, each set once. */
export class Fields {
  readonly #diagrams: Diagrams;
  readonly #known: Readonly<Record<Layout, Map<Diagram, readonly Field[]>>> = {
    number: new Map(),
    flags: new Map(),
    numbers: new Map(),
    syndrome: new Map(),
  };
  readonly #values = new Map<Field, FieldValues>();

  constructor(diagrams: Diagrams) {
    this.#diagrams = diagrams;
  }

  /**
   * A set as fields that must each have one of their values. They are taken apart where that makes fewer intervals; flags
   * wherever they do not depend on each other. No field for all values; the set must not be empty.
   */
  of({ subject, set }: SubjectSet): readonly Field[] {
    return this.#of(set, layoutOf(subject));
  }

  /** The values of one of these fields. */
  valuesOf(field: Field): FieldValues {
    let values = this.#values.get(field);
    if (values === undefined) {
      values = valuesOf(field);
      this.#values.set(field, values);
    }
    return values;
  }

  /** How many intervals it takes to write a set. */
  sizeOf(set: SubjectSet): bigint {
    const sizeOfField = isSyndrome(set.subject)
      ? (field: Field): bigint => (isMixed(field) ? mixedSize : sizeOf(field))
      : sizeOf;
    return this.of(set).reduce((sum, field) => sum + sizeOfField(field), 0n);
  }

  #of(set: Diagram, layout: Layout): readonly Field[] {
    const known = this.#known[layout];
    let fields = known.get(set);
    if (fields === undefined) {
      fields = this.#takenApart(set, layout);
      known.set(set, fields);
    }
    return fields;
  }

  #takenApart(set: Diagram, layout: Layout): readonly Field[] {
    if (set.kind !== 'decision') {
      return [];
    }
    if (layout === 'syndrome') {
      return this.#syndromeFields(set);
    }
    const bits = bitsOf(set);
    const field = fieldOf(set, bits, layout);
    const size = sizeOf(field);
    if (size === 1n) {
      return [field];
    }
    let least = layout === 'flags' ? undefined : size;
    let best: readonly Field[] = [field];
    for (const sides of cutsOf(this.#diagrams, set, bits)) {
      const fields = sides.map((side) => fieldOf(side, bitsOf(side), layout));
      const sum = fields.reduce((total, side) => total + sizeOf(side), 0n);
      if (least === undefined || sum < least) {
        best = fields;
        least = sum;
      }
    }
    return best.length === 1 ? best : best.flatMap((side) => this.#of(side.set, layout));
  }

  /** The class, and what is below it, where they do not depend on each other. */
  #syndromeFields(set: Diagram): readonly Field[] {
    const bits = bitsOf(set);
    const narrow = { set, high: bits[0] ?? 0, low: bits.at(-1) ?? 0 };
    const { low, width } = classField;
    if (!isMixed(narrow)) {
      return narrow.low >= low ? [{ set, high: low + width - 1, low }] : this.#of(set, 'number');
    }
    const sides = cutsOf(this.#diagrams, set, bits).find(
      ([above, below]) => (bitsOf(above).at(-1) ?? 0) >= low && (bitsOf(below)[0] ?? 0) < low,
    );
    return sides === undefined ? [narrow] : sides.flatMap((side) => this.#of(side, 'syndrome'));
  }
}

function valuesOf({ set, high, low }: Field): FieldValues {
  const { inside, outside } = countPieces(set, high, low);
  const bounds = [high, low] as const;
  const holes = outside <= inside && high > low ? piecesOf(set, bounds, mostPieces, false) : [];
  // Some values that are not there are said sooner than all that are; of one bit, the other value is.
  const isInside = inside <= outside && !(holes.length > 0 && holes.every(isOneValue));
  return {
    isInside,
    pieces: isInside ? piecesOf(set, bounds, mostPieces) : piecesOf(set, bounds, mostPieces, false),
    count: isInside ? inside : outside,
  };
}

const isOneValue = ({ low, high }: Interval): boolean => low === high;
