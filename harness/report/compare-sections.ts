import { registerRanges } from '../abi/register-ranges.ts';
import type { Consequence } from '../sweep/consequence.ts';
import { isAnswered } from '../comparison/compare.ts';
import {
  counterpartName,
  fullTableName,
  otherSide,
  targetName,
} from '../comparison/table-names.ts';
import type {
  Comparison,
  OperationSide,
  Side,
  TableDifferences,
} from '../comparison/comparison.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';
import { groupBy } from '../collections/group-by.ts';
import { kindOfConsequence } from './consequence-kind.ts';
import { effectsFirst, exampleCall, groupAlike } from './compare-classes.ts';
import { callsAsTheyAre } from './compare-summary.ts';

/** A table of a report, with what it shows. */
export interface Section {
  readonly title: string;
  /** A sentence below the title. */
  readonly text?: string;
  readonly head: readonly string[];
  readonly rows: readonly SectionRow[];
  /** What a page shows of it, besides the table: all calls of two tables, as ribbons. */
  readonly differences?: {
    readonly of: TableDifferences;
    /** What the two are called. */
    readonly sides: readonly [string, string];
  };
}

export interface SectionRow {
  readonly cells: readonly string[];
  /** What is bad about one of the cells, by its number. */
  readonly marked?: { readonly cell: number; readonly as: 'dangerous' | 'silent' };
}

/** Marks the cell that says what a caller gets; what is as it should be has no mark. */
function markedAs(cell: number, consequence: Consequence): Pick<SectionRow, 'marked'> {
  const kind = kindOfConsequence(consequence);
  return kind === 'dangerous' || kind === 'silent' ? { marked: { cell, as: kind } } : {};
}

/** What a consequence means, for a person. */
const consequenceTexts: Readonly<Record<Consequence, string>> = {
  same: 'the same',
  error: 'an error',
  nothing: 'nothing, silently',
  trap: 'a trap',
  'wrong-value': 'a wrong value',
  dangerous: 'something dangerous',
};

/** The report of a comparison, the most important first. With `short`, only what a change of the vectors means for callers. */
export function compareSections(comparison: Comparison, short = false): Section[] {
  return sectionsOf(comparison, short).filter(({ rows }) => rows.length > 0);
}

/** The same for a page, which shows what calls do where none differs too. */
export function comparePageSections(comparison: Comparison): Section[] {
  return sectionsOf(comparison, false).filter(
    ({ rows, differences }) => rows.length > 0 || differences !== undefined,
  );
}

function sectionsOf(comparison: Comparison, short: boolean): Section[] {
  const { a, b, differences, disagreements, failures } = comparison;
  const important = [
    unconverted(comparison),
    ...differences.map((each) =>
      differenceSection(differenceTitle(comparison, each), each, [a.vectors, b.vectors]),
    ),
  ];
  const more = (): Section[] => [
    operations(comparison),
    ...(['a', 'b'] as const).flatMap((side) =>
      disagreements[side].map((each) => {
        const [one, other] = each.tables;
        const title = `Within ${nameOf(comparison, side)}: ${one} and ${other} differ`;
        return differenceSection(title, each, each.tables);
      }),
    ),
    namespace(comparison),
    assumed(comparison),
    failureSection([{ vectors: `${a.vectors} and ${b.vectors}`, failures }]),
  ];
  return [...important, ...(short ? [] : more())];
}

function nameOf({ a, b }: Comparison, side: Side): string {
  return side === 'a' ? a.vectors : b.vectors;
}

/** The table that answers the question. Where both sides follow one ABI, callers that get the same are not worth a row. */
function unconverted(comparison: Comparison): Section {
  const { a, b } = comparison;
  const isOneAbi = a.abi === b.abi;
  const calls = callsAsTheyAre(comparison).filter(
    ({ consequence }) => !isOneAbi || consequence !== 'same',
  );
  const origins = [...new Set(calls.map(({ caller = 'host' }) => caller))];
  return {
    title: isOneAbi ? 'Operations that do something else' : 'Callers that nobody converts',
    text: `What a call that is made for ${isOneAbi ? 'the first does on the second' : 'one side does on the other'}, ${origins.length === 1 ? `from a ${origins.join('')}` : 'from whom it is made for'}.`,
    head: ['made for', 'on', 'operation', 'call', 'means', 'gets', 'that is'],
    rows: calls.map((each) => {
      const { from, table, operation, caller = 'host', call, means, gets, consequence } = each;
      const isPair = counterpartName(comparison, from, table) !== undefined;
      const own = isPair ? nameOf(comparison, from) : fullTableName(comparison, from, table);
      return {
        cells: [
          origins.length === 1 ? own : `${own}, a ${caller}`,
          fullTableName(comparison, otherSide(from), targetName(comparison, each)),
          operation,
          call,
          means,
          gets,
          consequenceTexts[consequence],
        ],
        ...markedAs(5, consequence),
      };
    }),
  };
}

function operations(comparison: Comparison): Section {
  const rows = comparison.operations.flatMap(({ name, table, a, b }): SectionRow[] => {
    const [ofA, ofB] = [a, b].map(operationCells) as [readonly string[], readonly string[]];
    const other = counterpartName(comparison, 'a', table);
    const row = (side: Side, own: string, cells: readonly string[]): SectionRow => ({
      cells: [name, fullTableName(comparison, side, own), ...cells],
    });
    const both = table === other ? `both/${table}` : 'both';
    if (other === undefined) {
      return [a === undefined ? row('b', table, ofB) : row('a', table, ofA)];
    }
    return ofA.join('\n') === ofB.join('\n')
      ? [{ cells: [name, both, ...ofA] }]
      : [row('a', table, ofA), row('b', other, ofB)];
  });
  const measured = comparison.operations.flatMap(({ a, b }) =>
    [a, b].flatMap((side) => side ?? []),
  );
  const origins = [...new Set(measured.map((side) => side.measured.caller))];
  return {
    title: 'Operations',
    text: `From a ${origins.join(' or a ')}; instructions from the vector to the ERET, called functions left out; stack in bytes.`,
    head: [
      'operation',
      'vectors',
      'call',
      'does',
      'changes',
      'may clobber',
      'instructions',
      'stack',
    ],
    rows,
  };
}

function operationCells(side: OperationSide | undefined): readonly string[] {
  if (side === undefined) {
    return ['no such operation', '', '', '', '', ''];
  }
  const { call, measured, declaredClobbers } = side;
  return [
    call,
    measured.name,
    changedText(side),
    registersText(declaredClobbers),
    String(measured.instructions),
    String(measured.stack),
  ];
}

function changedText({ measured }: OperationSide): string {
  return registersText(measured.changes.map(({ register }) => register));
}

/** Of the tables of two sides. */
function differenceTitle({ a, b }: Comparison, { tables }: TableDifferences): string {
  const [first, second] = tables;
  const isAcross = a.vectors !== first || b.vectors !== second;
  const suffix = first === second ? first : `${first} and ${second}`;
  return isAcross ? `Calls that differ: ${suffix}` : 'Calls that differ';
}

function differenceSection(
  title: string,
  differences: TableDifferences,
  sides: readonly [string, string],
): Section {
  return {
    title,
    differences: { of: differences, sides },
    text: 'Each class of calls that does one thing on one side and another on the other, with a call that was made on both.',
    head: ['callers', 'when', ...sides, 'for example'],
    rows: groupAlike(differences.callers).flatMap(({ names, classes }) =>
      effectsFirst(classes).map(({ when, consequence, example, ...each }) => ({
        cells: [names.join(', '), when, each.first, each.second, exampleCall(example)],
        ...markedAs(3, consequence),
      })),
    ),
  };
}

function namespace(comparison: Comparison): Section {
  const ofTable = groupBy(answersWorthATable(comparison), ({ user, side, table, host, guest }) =>
    JSON.stringify([user, side, table, host, guest]),
  );
  const alike = groupBy([...ofTable.values()], (answers) =>
    JSON.stringify(answers.map(({ user, call, host, guest }) => [user, call, host, guest])),
  );
  return {
    title: 'Others who use HVC',
    text: "Their numbers, as these vectors take them: from a host, and from a guest, whom VTTBR_EL2 keeps apart where the answer is a guest's exit.",
    head: [
      'user',
      'calls',
      'on',
      'from a host',
      'taken for a call of its own',
      'from a guest',
      'kept apart by',
    ],
    rows: [...alike.values()].map((tables): SectionRow => {
      const [answers] = tables as [(typeof tables)[number]];
      const [answer] = answers as [Comparison['namespace'][number]];
      const { user, keptApartBy, host, guest, hostConsequence } = answer;
      const on = tables.flatMap(([own]) =>
        own === undefined ? [] : [fullTableName(comparison, own.side, own.table)],
      );
      return {
        cells: [
          user,
          answers.map(({ call }) => call).join('; '),
          on.join(', '),
          host,
          isAnswered(hostConsequence) ? 'yes' : 'no',
          guest,
          keptApartBy ?? '',
        ],
        ...(isAnswered(hostConsequence) ? markedAs(3, hostConsequence) : {}),
      };
    }),
  };
}

/** Where both sides follow one ABI, only those that are not the same on both. */
function answersWorthATable({ a, b, namespace }: Comparison): Comparison['namespace'] {
  const alike = groupBy(namespace, ({ user, call, table, host, guest }) =>
    JSON.stringify([user, call, table, host, guest]),
  );
  return a.abi === b.abi
    ? [...alike.values()].flatMap((answers) => (answers.length === 1 ? answers : []))
    : namespace;
}

/** What is taken for granted. */
export function assumed({ assumptions }: Pick<Comparison, 'assumptions'>): Section {
  return {
    title: 'Taken for granted',
    head: ['what'],
    rows: assumptions.map((text) => ({ cells: [text] })),
  };
}

/** The parts of results that could not be made. */
export function failureSection(
  results: readonly Pick<SweepResult, 'vectors' | 'failures'>[],
): Section {
  return {
    title: 'Not measured',
    head: ['part', 'reason'],
    rows: results.flatMap(({ vectors, failures }) =>
      failures.map(({ part, reason }) => ({ cells: [`${vectors} ${part}`, reason] })),
    ),
  };
}

/** `x0, x17, x18`, with ranges for three and more in a row: `x1-x18`. */
export function registersText(names: readonly string[]): string {
  return registerRanges(names).join(', ');
}
