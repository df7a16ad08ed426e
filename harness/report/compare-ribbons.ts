import { given } from '../collections/given.ts';
import { groupBy } from '../collections/group-by.ts';
import type {
  CallerDifference,
  DifferentClass,
  TableDifferences,
} from '../comparison/comparison.ts';
import { effectsFirst, exampleCall } from './compare-classes.ts';
import { kindOfConsequence } from './consequence-kind.ts';
import { anchorOf, anchorsOf } from './page.ts';
import type { Lane, ShownRibbon } from './ribbon-html.ts';
import type { RibbonLayout, SegmentKind } from './ribbon-layout.ts';
import { layOutRibbon } from './ribbon-layout.ts';

/** Calls of which a table below a ribbon says more. */
export interface RibbonRow {
  readonly anchor: string;
  readonly when: string;
  readonly first: string;
  readonly second: string;
  readonly kind: SegmentKind;
  /** Of calls that differ. */
  readonly example?: string;
}

/** Callers whose calls are shown together. */
export interface CallerRibbon {
  readonly title: string;
  /** Absent where there are too many ranges. */
  readonly ribbon?: ShownRibbon;
  readonly rows: readonly RibbonRow[];
  readonly notCovered: readonly string[];
}

type AlikeCallers = Omit<CallerDifference, 'caller'> & { readonly names: readonly string[] };

/** The ribbons of two tables: first those of callers of whom calls differ, last one of all who always get the same. */
export function ribbonsOf(
  title: string,
  { callers }: TableDifferences,
  sides: readonly [string, string],
): readonly CallerRibbon[] {
  const groups = groupBy(callers, (each) => JSON.stringify(each, allButName));
  const alike = [...groups.values()].map((own): AlikeCallers => {
    const [{ classes, notCovered, ribbon }] = own as [CallerDifference];
    return {
      names: own.map(({ caller }) => caller),
      classes,
      notCovered,
      ...given({ ribbon }),
    };
  });
  const uniform = alike.filter(isUniform);
  return [
    ...alike.filter((each) => !isUniform(each)).map((each) => ribbonOf(title, each, sides)),
    ...(uniform.length === 0 ? [] : [uniformRibbon(title, uniform, sides)]),
  ];
}

/** For JSON: what has to be the same of callers that are shown together. */
function allButName(key: string, value: unknown): unknown {
  return key === 'caller' || key === 'traces' ? undefined : value;
}

function isUniform({ classes, notCovered, ribbon }: AlikeCallers): boolean {
  return classes.length === 0 && notCovered.length === 0 && ribbon?.ranges.length === 1;
}

function ribbonOf(
  title: string,
  { names, classes, notCovered, ribbon }: AlikeCallers,
  sides: readonly [string, string],
): CallerRibbon {
  const who = names.join(', ');
  const layout = ribbon && layOutRibbon(ribbon, classes);
  const alike = ribbon?.alike ?? [];
  const whens = new Map([
    ...classes.map(({ when }, index): [string, string] => [`class ${index}`, when]),
    ...alike.map(({ when }, index): [string, string] => [`alike ${index}`, `the same ${when}`]),
    ['unknown', 'not covered'],
  ]);
  const nameOf = (row: string): string => `${title} ${who} ${whens.get(row) ?? ''}`;
  const anchors = anchorsOf([...whens.keys()].map(nameOf));
  const anchorOfRow = (row: string): string => anchors.get(nameOf(row)) ?? '';
  const lane = (side: 0 | 1, segments: RibbonLayout['first']): Lane => ({
    name: `${who} on ${sides[side]}`,
    segments: segments.map((each) => ({ ...each, anchor: anchorOfRow(each.row) })),
  });
  return {
    title: `From ${who}`,
    notCovered,
    ...(layout === undefined
      ? {}
      : {
          ribbon: {
            label: `${title}, from ${who}`,
            columns: layout.columns,
            scales: layout.scales,
            lanes: [lane(0, layout.first), lane(1, layout.second)],
          },
        }),
    rows: [
      ...effectsFirst(classes).map((each) =>
        classRow(each, anchorOfRow(`class ${classes.indexOf(each)}`)),
      ),
      ...alike.map(({ when, does }, index): RibbonRow => ({
        anchor: anchorOfRow(`alike ${index}`),
        when,
        first: does,
        second: does,
        kind: 'same',
      })),
      ...(layout?.second.some(({ kind }) => kind === 'unknown')
        ? [unknownRow(anchorOfRow('unknown'), notCovered)]
        : []),
    ],
  };
}

function classRow(
  { kind, when, first, second, consequence, example }: DifferentClass,
  anchor: string,
): RibbonRow {
  return {
    anchor,
    when,
    first,
    second,
    kind: kind === 'lost' ? 'lost' : kindOfConsequence(consequence),
    example: exampleCall(example),
  };
}

function unknownRow(anchor: string, reasons: readonly string[]): RibbonRow {
  const text = reasons.join('; ');
  return { anchor, when: 'all others', first: text, second: text, kind: 'unknown' };
}

/** Calls that do one thing, whatever their inputs, need no table. */
function uniformRibbon(
  title: string,
  callers: readonly AlikeCallers[],
  sides: readonly [string, string],
): CallerRibbon {
  const names = callers.flatMap((each) => each.names);
  const lanes = callers.flatMap(({ names: own, ribbon, classes }): Lane[] => {
    const who = own.join(', ');
    const layout = ribbon && layOutRibbon(ribbon, classes);
    return ([0, 1] as const).map((side): Lane => ({
      name: `${who} on ${sides[side]}`,
      segments: ((side === 0 ? layout?.first : layout?.second) ?? []).map((segment) => ({
        ...segment,
        anchor: anchorOf(`${title} ${who} ${side === 0 ? 'first' : 'second'}`),
        isOwnAnchor: true,
      })),
    }));
  });
  const who = names.join(', ');
  return {
    title: `From ${who}: every call does the same on both`,
    ribbon: { label: `${title}, from ${who}`, columns: [1], scales: [], lanes },
    rows: [],
    notCovered: [],
  };
}

/** Of all ribbons of a page, the kinds that its legend needs. */
export function kindsIn(ribbons: readonly CallerRibbon[]): ReadonlySet<SegmentKind> {
  return new Set(
    ribbons.flatMap(({ ribbon }) =>
      (ribbon?.lanes ?? []).flatMap(({ segments }) => segments.flatMap(({ kind }) => kind ?? [])),
    ),
  );
}
