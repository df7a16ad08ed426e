import type { SubjectSet } from './conjunction.ts';
import type { Diagram, Diagrams } from './diagram.ts';
import { all, bitsOf, none } from './diagram.ts';
import type { Interval } from './pieces.ts';
import { countPieces, piecesOf } from './pieces.ts';
import type { Subject } from './subject.ts';

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

/** Where a set is one of high bits and one of low bits that do not depend on each other. */
interface Cut {
  readonly high: Diagram;
  readonly low: Diagram;
  /** Whether bits between them make no difference. */
  readonly isGap: boolean;
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

/** All cuts of a set that depends on these bits, from the highest down. */
function cutsOf(diagrams: Diagrams, set: Diagram, bits: readonly number[]): Cut[] {
  const cuts: Cut[] = [];
  let rests = new Set([set]);
  for (const [index, bit] of bits.slice(0, -1).entries()) {
    const next = new Set<Diagram>();
    for (const rest of rests) {
      const sides = rest.kind === 'decision' && rest.bit === bit ? [rest.zero, rest.one] : [rest];
      sides.filter((side) => side !== none).forEach((side) => next.add(side));
    }
    rests = next;
    const [low] = rests;
    if (rests.size === 1 && low !== undefined && low.kind === 'decision') {
      const isGap = bits[index + 1] !== bit - 1;
      cuts.push({ high: without(diagrams, set, low), low, isGap });
    }
  }
  return cuts;
}

/** Bits of what is a number of its own: a byte, a halfword, a word, a doubleword. */
const numberWidths = [8, 16, 32, 64] as const;

/**
 * The bits that make a difference; for `x0 < 0x4` all of x0, although its two lowest bits make none. In memory a number
 * may begin at any byte that its size allows.
 */
function fieldOf(set: Diagram, bits: readonly number[], kind: Subject['kind']): Field {
  const [high = 0] = bits;
  const low = bits.at(-1) ?? 0;
  const lows = numberWidths
    .map((width) => high + 1 - width)
    .filter(
      (start) =>
        start >= 0 &&
        start < low &&
        (kind === 'source' ? start === 0 : start % (high + 1 - start) === 0),
    );
  return (
    (high === low ? [] : lows)
      .map((start) => ({ set, high, low: start }))
      .find((field) => sizeOf(field) <= 1n) ?? { set, high, low }
  );
}

/**
 * A set as fields that must each have one of their values. They are taken apart where that makes fewer intervals, or as
 * many with bits between them that make no difference. No field for all values; the set must not be empty.
 */
export function fieldsOf(
  diagrams: Diagrams,
  set: Diagram,
  kind: Subject['kind'],
): readonly Field[] {
  if (set.kind !== 'decision') {
    return [];
  }
  const bits = bitsOf(set);
  const field = fieldOf(set, bits, kind);
  const size = sizeOf(field);
  if (size === 1n) {
    return [field];
  }
  let best: readonly Field[] = [field];
  let least = size;
  for (const { high, low, isGap } of cutsOf(diagrams, set, bits)) {
    const sides = [high, low].map((side) => fieldOf(side, bitsOf(side), kind));
    const sum = sides.reduce((total, side) => total + sizeOf(side), 0n);
    if (sum < least || (sum === least && isGap && best.length === 1)) {
      best = sides;
      least = sum;
    }
  }
  return best.length === 1 ? best : best.flatMap((side) => fieldsOf(diagrams, side.set, kind));
}

/** How many intervals it takes to write a set. */
export function sizeOfSet(diagrams: Diagrams, { set, subject }: SubjectSet): bigint {
  return fieldsOf(diagrams, set, subject.kind).reduce((sum, field) => sum + sizeOf(field), 0n);
}

/** How the values of a field are best given: as those that it has, or as those that it has not. */
export interface FieldValues {
  readonly isInside: boolean;
  /** The first ones. */
  readonly pieces: readonly Interval[];
  /** Of all. */
  readonly count: bigint;
}

/** The values, with so many intervals at most. */
export function valuesOfField({ set, high, low }: Field, most: number): FieldValues {
  const { inside, outside } = countPieces(set, high, low);
  const bounds = [high, low] as const;
  const [hole] = outside === 1n ? piecesOf(set, bounds, 1, false) : [];
  // One value that is not there is said sooner than all that are; of one bit, the other value is.
  const isOneHole = hole !== undefined && hole.low === hole.high && high > low;
  const isInside = !isOneHole && inside <= outside;
  return {
    isInside,
    pieces: piecesOf(set, bounds, most, isInside),
    count: isInside ? inside : outside,
  };
}
