import { given } from '../collections/given.ts';
import type { CallerDifference, Ribbon } from '../comparison/comparison.ts';
import type { ConsequenceKind } from './consequence-kind.ts';
import { kindOfConsequence } from './consequence-kind.ts';

/** What the calls of a segment come to; `lost` is the same but for scratch registers. */
export type SegmentKind = ConsequenceKind | 'lost' | 'unknown';

/** Where something stands along a ribbon. */
interface Stretch {
  /** The first of its columns, from 0. */
  readonly start: number;
  /** Columns. */
  readonly span: number;
}

/** A range of an input, drawn above the lanes. */
export interface Tick extends Stretch {
  /** `immediate`; absent where the scale has it, or the text. */
  readonly input?: string;
  /** `0x3-0xffff`, or what has to be so in words. */
  readonly text: string;
  /** Its values: `65,533`, `about 2^64`; absent for one value, and for words. */
  readonly count?: string;
  /** It is drawn far shorter than it is. */
  readonly isBroken: boolean;
  /** Scales that it reaches down: nothing divides it further. */
  readonly depth: number;
}

export interface Scale {
  /** Where all its ranges are of one input. */
  readonly input?: string;
  readonly ticks: readonly Tick[];
}

/** Calls next to each other of which a lane says the same. */
export interface Segment extends Stretch {
  /** What they do on that side. */
  readonly text: string;
  /** What has to be so for them. */
  readonly where: string;
  /** Only of the second side: what that is to a caller who means what the first does. */
  readonly kind?: SegmentKind;
  /** The first of their rows: `class 0`, `alike 1`, `unknown`. */
  readonly row: string;
}

/** All calls side by side, from the least to the greatest: what each range does on both sides. */
export interface RibbonLayout {
  /** How wide each column is to the others. */
  readonly columns: readonly number[];
  readonly scales: readonly Scale[];
  readonly first: readonly Segment[];
  readonly second: readonly Segment[];
}

type Range = Ribbon['ranges'][number];
type InputRange = Range['inputs'][number];

export function layOutRibbon(
  { ranges }: Ribbon,
  classes: CallerDifference['classes'],
): RibbonLayout {
  const kinds = ranges.map((range) => kindOf(range, classes));
  const segments = (
    side: 'first' | 'second',
    isSame: (one: number, other: number) => boolean,
  ): Segment[] =>
    stretches(ranges.length, isSame).map(({ start, span }) => ({
      start,
      span,
      text: ranges[start]?.[side] ?? 'not known',
      where: whereText(ranges.slice(start, start + span)),
      ...given({ kind: side === 'second' ? kinds[start] : undefined }),
      row: rowOf(ranges[start]),
    }));
  return {
    columns: ranges.map(({ inputs }) =>
      inputs.reduce((width, each) => width * widthOf(countOf(each)), 1),
    ),
    scales: scalesOf(ranges.map(({ inputs }) => inputs)),
    // What the first side does is one stretch, whatever becomes of it on the second.
    first: segments('first', (one, other) => ranges[one]?.first === ranges[other]?.first),
    second: segments('second', (one, other) => rowOf(ranges[one]) === rowOf(ranges[other])),
  };
}

/** Which row of the table says more of a range. */
function rowOf(range: Range | undefined): string {
  return range?.class !== undefined
    ? `class ${range.class}`
    : range?.alike === undefined
      ? 'unknown'
      : `alike ${range.alike}`;
}

function kindOf(range: Range, classes: CallerDifference['classes']): SegmentKind {
  const own = range.class === undefined ? undefined : classes[range.class];
  if (own !== undefined) {
    return own.kind === 'lost' ? 'lost' : kindOfConsequence(own.consequence);
  }
  return range.alike === undefined ? 'unknown' : 'same';
}

/** Neighbours that are the same, put together. */
function stretches(
  length: number,
  isSame: (one: number, other: number) => boolean,
): readonly Stretch[] {
  const starts = Array.from({ length }, (_, index) => index).filter(
    (index) => index === 0 || !isSame(index - 1, index),
  );
  return starts.map((start, at) => ({ start, span: (starts[at + 1] ?? length) - start }));
}

function scalesOf(ranges: readonly (readonly InputRange[])[]): Scale[] {
  const levels = Math.max(...ranges.map((inputs) => inputs.length));
  return Array.from({ length: levels }, (_, level): Scale => {
    const names = new Set(ranges.flatMap((inputs) => inputOf(inputs[level]) ?? []));
    const words = ranges.some((inputs) => inputs[level] !== undefined && !inputOf(inputs[level]));
    const [input] = names.size === 1 && !words ? names : [];
    const prefixOf = (column: number): string =>
      JSON.stringify(ranges[column]?.slice(0, level + 1));
    const ticks = stretches(ranges.length, (one, other) => prefixOf(one) === prefixOf(other));
    return {
      ...(input === undefined ? {} : { input }),
      ticks: ticks.flatMap((stretch): Tick[] => {
        const own = ranges[stretch.start] ?? [];
        const values = own[level];
        const isLast = own.length === level + 1;
        return values === undefined
          ? []
          : [{ ...stretch, ...tickOf(values, input), depth: isLast ? levels - level : 1 }];
      }),
    };
  });
}

function inputOf(values: InputRange | undefined): string | undefined {
  return values !== undefined && 'input' in values ? values.input : undefined;
}

function tickOf(
  values: InputRange,
  ofScale: string | undefined,
): Pick<Tick, 'input' | 'text' | 'count' | 'isBroken'> {
  const count = countOf(values);
  if (count === undefined || 'when' in values) {
    return { text: 'when' in values ? values.when : '', isBroken: true };
  }
  return {
    ...(ofScale === undefined ? { input: values.input } : {}),
    text: rangeText(values),
    ...(count === 1n ? {} : { count: countText(count) }),
    isBroken: count > mostInProportion,
  };
}

/** Of more values the range is marked as broken. */
const mostInProportion = 16n;
const wholeRegister = '0xffffffffffffffff';

function rangeText({ low, high }: Exclude<InputRange, { readonly when: string }>): string {
  return low === high ? low : high === wholeRegister ? `${low} and above` : `${low}-${high}`;
}

/** Undefined for words: nobody counted. */
function countOf(values: InputRange): bigint | undefined {
  return 'when' in values ? undefined : BigInt(values.high) - BigInt(values.low) + 1n;
}

/** How wide values are drawn: few of them one by one, many in steps, so that single ones can be seen next to all others. */
function widthOf(count: bigint | undefined): number {
  if (count === 1n) {
    return 1;
  }
  return count === undefined || count <= 1n << 16n ? 1.5 : count <= 1n << 32n ? 2 : 3;
}

/** Greater counts are given as a power of two. */
const mostWritten = 1_000_000n;

function countText(count: bigint): string {
  if (count <= mostWritten) {
    return count.toLocaleString('en');
  }
  const power = Math.round(Math.log2(Number(count)));
  return `${count === 1n << BigInt(power) ? '' : 'about '}2^${power}`;
}

/** What ranges next to each other have in common, or where they begin and end. */
function whereText(ranges: readonly Range[]): string {
  const [first, last] = [ranges[0]?.inputs ?? [], ranges.at(-1)?.inputs ?? []];
  const level = first.findIndex((each, at) => JSON.stringify(each) !== JSON.stringify(last[at]));
  const shared = level < 0 ? first : first.slice(0, level);
  return ranges.length === 1 || shared.length > 0
    ? inputsText(ranges.length === 1 ? first : shared)
    : `${inputsText(first)} to ${inputsText(last)}`;
}

function inputsText(inputs: readonly InputRange[]): string {
  return inputs.map(inputText).join(', ') || 'all calls';
}

function inputText(values: InputRange): string {
  return 'when' in values ? values.when : `${values.input} ${rangeText(values)}`;
}
