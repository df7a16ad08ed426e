import type { Conjunction } from '../flow/description/conjunction.ts';
import type { Describer } from '../flow/description/describer.ts';
import { bitsOf, leastOf } from '../flow/description/diagram.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import type { KnownValues } from '../flow/way-solver.ts';
import { solverOfOne } from '../flow/way-solver.ts';
import type { Constraint } from '../solver/condition.ts';

const byteWidth = 8;

/** The least values of what a conjunction has sets of: with them it holds, but for its relations. */
export function leastValues({ sources }: FlowLanguage, { sets }: Conjunction): Map<Source, bigint> {
  const values = new Map<Source, bigint>();
  for (const { subject, set } of sets) {
    const least = leastOf(set);
    if (subject.kind === 'source') {
      values.set(subject.source, least);
      continue;
    }
    for (const byte of new Set(bitsOf(set).map((bit) => Math.floor(bit / byteWidth)))) {
      const value = BigInt.asUintN(byteWidth, least >> BigInt(byte * byteWidth));
      values.set(sources.memory(subject.address + BigInt(byte)), value);
    }
  }
  return values;
}

/** What values are looked for with. */
export interface ValueSearch {
  readonly language: FlowLanguage;
  readonly describer: Describer;
  readonly isFree: (source: Source) => boolean;
  /** Values that fulfil some of it, the likeliest first. */
  readonly likely: readonly ReadonlyMap<Source, bigint>[];
  /** What a source is that has no value. */
  readonly base: KnownValues['base'];
}

/** Solutions of one condition after the other that are tried. */
const mostRounds = 8;

/**
 * Values of all that a conjunction depends on, with which it holds: undefined where none are found, although there may be
 * some. What it has sets of alone always has some.
 */
export function valuesFor(
  conjunction: Conjunction,
  search: ValueSearch,
): ReadonlyMap<Source, bigint> | undefined {
  const { language, describer, base, likely } = search;
  const { builder } = language;
  const least = leastValues(language, conjunction);
  const inputs = new Set(
    conjunction.relations.flatMap((relation) => [...builder.inputsOf(relation)]),
  );
  const withInputs = (values: ReadonlyMap<Source, bigint>): Map<Source, bigint> =>
    new Map([
      ...[...inputs].map((source): [Source, bigint] => [
        source,
        values.get(source) ?? base(source, widthOfSource(source)),
      ]),
      ...[...least.keys()].map((source): [Source, bigint] => [
        source,
        values.get(source) ?? least.get(source) ?? 0n,
      ]),
    ]);
  const fits = (values: ReadonlyMap<Source, bigint>): boolean =>
    describer.contains(conjunction, (source, width) =>
      BigInt.asUintN(width, values.get(source) ?? base(source, width)),
    ) === true;
  const candidates = [least, ...likely].map(withInputs);
  const found = candidates.find(fits);
  if (found !== undefined) {
    return found;
  }
  const solved = candidates.map((start) => solvedFrom(start, conjunction.relations, search));
  return solved.find((values) => values !== undefined && fits(values));
}

/** Changes one value after the other until all relations hold. */
function solvedFrom(
  start: ReadonlyMap<Source, bigint>,
  relations: readonly FlowValue[],
  { language, isFree, base }: ValueSearch,
): ReadonlyMap<Source, bigint> | undefined {
  const solve = solverOfOne(language, isFree);
  let values = start;
  for (let round = 0; round < mostRounds; round += 1) {
    const evaluate = language.builder.evaluator((source, width) =>
      BigInt.asUintN(width, values.get(source) ?? base(source, width)),
    );
    const failing = relations.filter((relation) => evaluate(relation) !== 1n);
    const [first] = failing;
    if (first === undefined) {
      return values;
    }
    const constraints = [...relations.filter((relation) => relation !== first), first].map(
      (expression): Constraint<Source> => ({ expression, holds: true }),
    );
    const found = solve(constraints, { values, base });
    if (found === undefined || typeof found === 'string') {
      return undefined;
    }
    values = found;
  }
  return undefined;
}
