import { given } from '../collections/given.ts';
import { Describer } from '../flow/description/describer.ts';
import { newFlowLanguage } from '../flow/following.ts';
import type { SmtSolver } from '../solver/smt-solver.ts';
import type { Disassembler } from '../disassembler/disassembler.ts';
import { whenText } from '../sweep/classes.ts';
import { exampleOf } from '../sweep/example.ts';
import type { CallSpec, Measurement } from '../sweep/measure.ts';
import { measure } from '../sweep/measure.ts';
import type { SweepPart } from '../sweep/part.ts';
import type { OpenTable } from '../sweep/service.ts';
import type { DifferentClass, PairDifference } from './comparison.ts';
import type { DifferenceKind } from './difference-kind.ts';
import type { DifferentCalls } from './table-difference.ts';
import { differenceOf } from './difference.ts';
import { effectText, lossText } from './effect-text.ts';
import { ExploredTable } from './explored-table.ts';
import { ribbonOf } from './ribbon.ts';
import type { CallAnswer } from './table-calls.ts';
import { TableCalls } from './table-calls.ts';

/** A call on one of the tables, by its index. Plain data. */
export interface TableCall {
  readonly table: number;
  readonly spec: CallSpec;
}

/** What is to be found out of the calls of one caller. Plain data. */
export interface CallerWork {
  readonly part: SweepPart;
  /** Tables that are compared, by their indices. */
  readonly pairs: readonly (readonly [number, number])[];
  /** What these calls do. */
  readonly calls: readonly TableCall[];
  /** These are measured as well. */
  readonly measured: readonly TableCall[];
  readonly exhaustive: boolean;
  /** Report what the examples execute. */
  readonly traces: boolean;
}

/** Plain data. */
export interface CallerResult {
  /** In the order of the pairs. */
  readonly pairs: readonly PairDifference[];
  /** What is taken for granted. */
  readonly assumptions: readonly string[];
  readonly answers: readonly CallAnswer[];
  readonly measured: readonly Measurement[];
}

/** Explores the calls of one caller on each table once, and compares what they do. */
export async function compareCaller(
  opened: readonly OpenTable[],
  {
    disassembler,
    smt,
    mostPaths,
  }: {
    readonly disassembler: Disassembler;
    readonly smt: SmtSolver;
    readonly mostPaths: number;
  },
  { part, pairs, calls, measured, exhaustive, traces }: CallerWork,
): Promise<CallerResult> {
  const language = newFlowLanguage();
  const describer = new Describer(language);
  const tables: ExploredTable[] = [];
  for (const open of opened) {
    tables.push(await ExploredTable.explore(open, { part, language, smt, mostPaths, exhaustive }));
  }
  const settings = opened.map((open) => ({ ...open, disassembler }));
  const found: PairDifference[] = [];
  for (const pair of pairs) {
    const both = pair.map((index) => tables[index]) as [ExploredTable, ExploredTable];
    const difference = await differenceOf(both, { language, describer, smt });
    const { classes, notCovered } = difference;
    const ribbon = ribbonOf(difference, describer, both[0].nameOfCode);
    found.push({
      classes: classes.map((each) => ({
        ...classOf(each, both, describer),
        ...(traces ? { traces: both.map((table) => table.trace(disassembler, each.values)) } : {}),
      })),
      notCovered,
      ...given({ ribbon }),
    });
  }
  const ofTables = tables.map((table, index) => {
    const setting = settings[index] as (typeof settings)[number];
    return new TableCalls(table, language, setting);
  });
  return {
    pairs: found,
    assumptions: tables.flatMap(({ assumptions }) => assumptions),
    answers: calls.map(({ table, spec }) => (ofTables[table] as TableCalls).answer(spec)),
    measured: measured.flatMap(({ table, spec }) =>
      measure(settings[table] as (typeof settings)[number], [spec]),
    ),
  };
}

function classOf(
  { kind, alternatives, effects, values }: DifferentCalls,
  [table]: readonly [ExploredTable, ExploredTable],
  describer: Describer,
): DifferentClass {
  const [one, other] = effects;
  const { nameOfCode, explored } = table;
  const { path } = one;
  return {
    kind,
    when: whenText({ alternatives, flow: path.flow }, describer, nameOfCode),
    first: textOf(kind, [one, other]),
    second: textOf(kind, [other, one]),
    consequence: kind === 'lost' ? 'same' : other.behaviour.consequence,
    example: exampleOf(explored, path, values, nameOfCode),
  };
}

function textOf(kind: DifferenceKind, [one, other]: DifferentCalls['effects']): string {
  return kind === 'lost' ? lossText(one) : effectText(one, other);
}
