import type { Conjunction } from '../flow/description/conjunction.ts';
import type { Describer } from '../flow/description/describer.ts';
import type { Diagram } from '../flow/description/diagram.ts';
import { bitsOf, leastOf } from '../flow/description/diagram.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import type { KnownValues } from '../flow/way-solver.ts';
import { solverOfAll } from '../flow/way-solver.ts';
import type { Constraint } from '../solver/condition.ts';
import type { SmtSolver } from '../solver/smt-solver.ts';

/** What has to be so, and what values are looked for with. */
export interface ValueSearch {
  readonly language: FlowLanguage;
  readonly describer: Describer;
  readonly smt: SmtSolver;
  readonly isFree: (source: Source) => boolean;
  /** All that has to be so, of free sources alone. */
  readonly constraints: readonly Constraint<Source>[];
  /** What a source is that nobody chose. */
  readonly base: KnownValues['base'];
}

/**
 * Values with which two conditions hold, the second of which is all of the first and more: of what the first depends on, and
 * of what else cannot be as nobody chose it. Undefined where there are none, the reason where that is not known.
 */
export async function valuesFor(
  condition: Conjunction,
  whole: Conjunction,
  search: ValueSearch,
): Promise<ReadonlyMap<Source, bigint> | string | undefined> {
  const { language, describer, smt, isFree, constraints, base } = search;
  const inputs = inputsOf(language, condition);
  const unchosen = new Map<Source, bigint>(
    [...inputs].map((source) => [source, base(source, widthOfSource(source))]),
  );
  const likely = [condition, whole].map(
    (each) => new Map([...unchosen, ...leastValues(language, each)]),
  );
  const found = likely.find((values) =>
    describer.contains(whole, (source, width) =>
      BigInt.asUintN(width, values.get(source) ?? base(source, width)),
    ),
  );
  if (found !== undefined) {
    return found;
  }
  const solve = solverOfAll({ language, isFree, smt });
  const solved = await solve(constraints, { values: new Map(), base });
  return typeof solved === 'string' || solved === undefined
    ? solved
    : new Map([...unchosen, ...solved]);
}

function inputsOf(
  { builder, sources }: FlowLanguage,
  { sets, relations }: Conjunction,
): Set<Source> {
  return new Set([
    ...sets.flatMap(({ subject, set }) =>
      subject.kind === 'source'
        ? [subject.source]
        : bytesIn(set).map((byte) => sources.memory(subject.address + BigInt(byte))),
    ),
    ...relations.flatMap((relation) => [...builder.inputsOf(relation)]),
  ]);
}

const byteWidth = 8;

/** The least values of what there are sets of, each of which has some. */
function leastValues({ sources }: FlowLanguage, { sets }: Conjunction): Map<Source, bigint> {
  const values = new Map<Source, bigint>();
  for (const { subject, set } of sets) {
    const least = leastOf(set);
    if (subject.kind === 'source') {
      values.set(subject.source, least);
      continue;
    }
    for (const byte of bytesIn(set)) {
      const value = BigInt.asUintN(byteWidth, least >> BigInt(byte * byteWidth));
      values.set(sources.memory(subject.address + BigInt(byte)), value);
    }
  }
  return values;
}

/** Of a doubleword, the bytes that a set of its values depends on. */
function bytesIn(set: Diagram): number[] {
  return [...new Set(bitsOf(set).map((bit) => Math.floor(bit / byteWidth)))];
}
