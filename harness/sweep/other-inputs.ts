import { registers } from '../architecture/registers.ts';
import { sentinel } from '../calls/sentinel.ts';
import type { PathCondition } from '../flow/condition.ts';
import type { Path } from '../flow/explore.ts';
import type { FlowLanguage } from '../flow/following.ts';
import { secondCall } from '../flow/second-call.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import type { Constraint } from '../solver/condition.ts';
import type { Freedom } from './freedom.ts';

export interface OtherInputsSetting {
  readonly freedom: Freedom;
  readonly language: FlowLanguage;
  /** What holds in every call. */
  readonly given: readonly Constraint<Source>[];
  /** For the values. */
  readonly seed: number;
}

/** Other values of free inputs, as many as can be, with which a call goes the same way. */
export function otherInputs(
  { freedom, language, given, seed }: OtherInputsSetting,
  { flow, conditions }: Path,
): ReadonlyMap<Source, bigint> {
  const proposals = new Map<Source, bigint>(registersOf(freedom, language, seed));
  const { flags, masks, immediate } = language.sources;
  const known = language.sources
    .all()
    .filter(
      (source) =>
        source.kind === 'left' ||
        source.kind === 'left-byte' ||
        source.kind === 'syndrome' ||
        (source.kind === 'memory' && flow.addressOf(source.address) !== undefined),
    );
  for (const [index, source] of [flags, masks, immediate, ...known].entries()) {
    if (freedom.isFree(source)) {
      const width = widthOfSource(source);
      const value = ~flow.base(source, width) ^ BigInt((index + 1) * seed);
      proposals.set(source, BigInt.asUintN(width, value));
    }
  }
  const constraints = [...given, ...conditions];
  const limits = freedom.limits([
    ...constraints.map(({ expression }) => expression),
    ...known.filter(freedom.isFree).map((source) => inputOf(language, source)),
  ]);
  const all = [...limits, ...constraints].map((each): PathCondition => ({
    kind: 'branch',
    step: 0,
    ...each,
  }));
  return secondCall({ ...flow, conditions: all }, proposals).changed;
}

function inputOf({ builder }: FlowLanguage, source: Source): Constraint<Source>['expression'] {
  return builder.input(source, widthOfSource(source));
}

function registersOf(
  freedom: Freedom,
  { sources }: FlowLanguage,
  seed: number,
): [Source, bigint][] {
  return registers.flatMap(({ name }): [Source, bigint][] => {
    const source = sources.register(name);
    const bits = freedom.isFree(source) ? freedom.freeBits(name) : undefined;
    return bits === undefined
      ? []
      : [[source, (sentinel(name, seed, 1) & bits) | (freedom.start.get(name) & ~bits)]];
  });
}
