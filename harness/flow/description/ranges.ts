import type { Conjunction, SubjectSet } from './conjunction.ts';
import type { Diagram, Diagrams } from './diagram.ts';
import { all, bitsOf, leastOf } from './diagram.ts';
import { countPieces, piecesOf } from './pieces.ts';
import type { ConditionPrinter } from './print-conjunction.ts';
import { printConjunction, printField } from './print-conjunction.ts';
import type { Subject } from './subject.ts';
import { bySubject } from './subject.ts';
import type { ValueClass } from './value-classes.ts';
import { valueClasses } from './value-classes.ts';

/** Where one of the inputs is: from `low` to `high`, both included; or in words, where its values are in too many places. */
type InputRange =
  | { readonly input: string; readonly low: string; readonly high: string }
  | { readonly when: string };

/** Calls of which all that is asked is the same. */
export interface Range<Of> {
  /** Input by input, each within those before it. */
  readonly inputs: readonly InputRange[];
  /** Undefined: none of the alternatives. */
  readonly of: Of | undefined;
}

/** What holds of some calls, and nothing else of them. */
export interface Alternative<Of> extends Conjunction {
  readonly of: Of;
}

export interface RangeSetting<Of> {
  /** Whether values without an alternative are ranges too. */
  readonly keepsGaps: boolean;
  /** How much there is to see where these follow each other: the order of inputs with least of it is taken. */
  readonly changes: (one: Of | undefined, other: Of | undefined) => number;
}

/** What fits on a page. */
const mostRanges = 48;
/** Of one input; more are said in words. */
const mostIntervals = 24;
/** Inputs whose orders are all tried. */
const mostOrdered = 3;

/**
 * All calls in ranges of their inputs, in order: each range has one alternative or none. Undefined where that takes more
 * ranges than anybody looks at. The alternatives must exclude each other.
 */
export function rangesOf<Of>(
  diagrams: Diagrams,
  printer: ConditionPrinter,
  alternatives: readonly Alternative<Of>[],
  setting: RangeSetting<Of>,
): readonly Range<Of>[] | undefined {
  const subjects = [
    ...new Set(alternatives.flatMap(({ sets }) => sets.map(({ subject }) => subject))),
  ].toSorted(bySubject);
  const orders = subjects.length > mostOrdered ? [subjects] : ordersOf(subjects);
  let best: readonly Range<Of>[] | undefined;
  let least = Infinity;
  for (const order of orders) {
    const ranges = new RangeFinder<Of>(diagrams, printer, setting).find(alternatives, order);
    const size = ranges === undefined ? Infinity : sizeOf(ranges, setting);
    if (size < least) {
      best = ranges;
      least = size;
    }
  }
  return best;
}

/** All orders, the first of which is the given one. */
function ordersOf(subjects: readonly Subject[]): readonly (readonly Subject[])[] {
  return subjects.length < 2
    ? [subjects]
    : subjects.flatMap((first) =>
        ordersOf(subjects.filter((each) => each !== first)).map((rest) => [first, ...rest]),
      );
}

/** How much there is to read: the ranges of each input, and what changes from one to the next. */
function sizeOf<Of>(ranges: readonly Range<Of>[], { changes }: RangeSetting<Of>): number {
  return ranges.reduce((sum, { inputs, of }, index) => {
    const before = ranges[index - 1];
    const shared = before === undefined ? 0 : sharedLevels(before.inputs, inputs);
    return sum + inputs.length - shared + (before === undefined ? 0 : changes(before.of, of));
  }, 0);
}

function sharedLevels(one: readonly InputRange[], other: readonly InputRange[]): number {
  const level = one.findIndex((each, at) => JSON.stringify(each) !== JSON.stringify(other[at]));
  return level < 0 ? one.length : level;
}

class TooManyRanges extends Error {}

class RangeFinder<Of> {
  readonly #diagrams: Diagrams;
  readonly #printer: ConditionPrinter;
  readonly #keepsGaps: boolean;
  readonly #names = new Map<Of | undefined, number>();

  constructor(
    diagrams: Diagrams,
    printer: ConditionPrinter,
    { keepsGaps }: Pick<RangeSetting<Of>, 'keepsGaps'>,
  ) {
    this.#diagrams = diagrams;
    this.#printer = printer;
    this.#keepsGaps = keepsGaps;
  }

  find(
    alternatives: readonly Alternative<Of>[],
    subjects: readonly Subject[],
  ): readonly Range<Of>[] | undefined {
    try {
      return this.#within(alternatives, subjects);
    } catch (error) {
      if (error instanceof TooManyRanges) {
        return undefined;
      }
      throw error;
    }
  }

  #within(
    alternatives: readonly Alternative<Of>[],
    subjects: readonly Subject[],
  ): readonly Range<Of>[] {
    const [subject, ...others] = subjects;
    if (alternatives.length === 0) {
      return this.#keepsGaps ? [{ inputs: [], of: undefined }] : [];
    }
    if (subject === undefined) {
      return this.#related(alternatives);
    }
    const classes = this.#merged(subject, alternatives, others);
    if (classes.length === 1 && classes[0]?.set === all) {
      return classes[0].left;
    }
    const ranges = this.#placed(subject, classes).flatMap(({ values, inside }) =>
      inside.map((range): Range<Of> => ({ ...range, inputs: [values, ...range.inputs] })),
    );
    if (ranges.length > mostRanges) {
      throw new TooManyRanges();
    }
    return ranges;
  }

  /** What no input decides alone. */
  #related(alternatives: readonly Alternative<Of>[]): readonly Range<Of>[] {
    const own = alternatives.map(({ relations, of }): Range<Of> => {
      const when = printConjunction(this.#printer, { sets: [], relations });
      return { inputs: relations.length === 0 ? [] : [{ when }], of };
    });
    const isOpen = this.#keepsGaps && alternatives.every(({ relations }) => relations.length > 0);
    return isOpen ? [...own, { inputs: [{ when: 'all others' }], of: undefined }] : own;
  }

  /** The ranges of the other inputs, each once, with the values of this one for which they are what is left. */
  #merged(
    subject: Subject,
    alternatives: readonly Alternative<Of>[],
    others: readonly Subject[],
  ): readonly ValueClass<Range<Of>>[] {
    const classes = valueClasses(this.#diagrams, subject, alternatives, mostRanges);
    if (classes === undefined) {
      throw new TooManyRanges();
    }
    const merged = new Map<
      string,
      { readonly set: Diagram; readonly left: readonly Range<Of>[] }
    >();
    for (const { set, left } of classes) {
      const ranges = this.#within(left, others);
      const key = JSON.stringify(ranges.map(({ inputs, of }) => [inputs, this.#nameOf(of)]));
      const same = merged.get(key);
      merged.set(key, {
        set: same === undefined ? set : this.#diagrams.or(same.set, set),
        left: ranges,
      });
    }
    return [...merged.values()];
  }

  #nameOf(of: Of | undefined): number {
    const name = this.#names.get(of) ?? this.#names.size;
    this.#names.set(of, name);
    return name;
  }

  /** The classes of the values of an input by where they are, from the least value up. */
  #placed(
    subject: Subject,
    classes: readonly ValueClass<Range<Of>>[],
  ): readonly { readonly values: InputRange; readonly inside: readonly Range<Of>[] }[] {
    const shown = classes.filter(({ left }) => left.length > 0);
    const high = Math.max(...classes.map(({ set }) => bitsOf(set)[0] ?? 0));
    const count = shown.reduce((sum, { set }) => sum + countPieces(set, high, 0).inside, 0n);
    if (!isNumber(subject) || count > BigInt(mostIntervals)) {
      return shown
        .toSorted((a, b) => (leastOf(a.set) < leastOf(b.set) ? -1 : 1))
        .map(({ set, left }) => ({
          values: { when: this.#words({ subject, set }) },
          inside: left,
        }));
    }
    const input = printField(this.#printer, subject, { high, low: 0 });
    return shown
      .flatMap(({ set, left }) =>
        piecesOf(set, [high, 0], mostIntervals).map((piece) => ({ ...piece, inside: left })),
      )
      .toSorted((a, b) => (a.low < b.low ? -1 : 1))
      .map(({ low, high: top, inside }) => ({
        values: { input, low: hex(low), high: hex(top) },
        inside,
      }));
  }

  #words(set: SubjectSet): string {
    return printConjunction(this.#printer, { sets: [set], relations: [] });
  }
}

/** Whether its values are numbers that follow each other, rather than flags or bytes side by side. */
function isNumber(subject: Subject): boolean {
  return (
    subject.kind === 'source' &&
    (subject.source.kind === 'immediate' || subject.source.kind === 'register')
  );
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
