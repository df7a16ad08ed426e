import { registers } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { Prober } from '../calls/prober.ts';
import { sentinel } from '../calls/sentinel.ts';
import type { PathCondition } from '../flow/condition.ts';
import type { FollowedCall, Path } from '../flow/explore.ts';
import { disagreement, secondCall } from '../flow/second-call.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import type { CallerExploration } from './caller-exploration.ts';
import { flowEndOf } from './flow-end.ts';
import { makeCall } from './followed-call.ts';
import type { Freedom } from './freedom.ts';

/**
 * Where a call that goes a known way does not do what the way says; undefined where it does. `changed` are the sources
 * whose values differ from those of the known call.
 */
export function differenceFrom(
  call: FollowedCall,
  changed: ReadonlyMap<Source, bigint>,
  second: CallRecord,
  branches: Prober['branches'],
): string | undefined {
  const { record, flow } = call;
  const evaluate = flow.builder.evaluator((source, width) =>
    BigInt.asUintN(width, changed.get(source) ?? flow.base(source, width)),
  );
  const target = chosenEnd(call, branches);
  const pc = (target && evaluate(target)) ?? record.pc;
  return disagreement(flow, { ...record, pc }, { changed, pinned: [] }, second);
}

/** Where a call ends that does not come back, if that is for the caller to choose. */
function chosenEnd(call: FollowedCall, branches: Prober['branches']): FlowValue | undefined {
  const { outcome } = call.record;
  if (outcome !== 'jumped' && outcome !== 'returned-elsewhere') {
    return undefined;
  }
  const { called, target } = flowEndOf(call, branches);
  return outcome === 'jumped' ? called.at(-1)?.target : target;
}

/** Makes calls that go known ways, with an HVC that is executed. */
export class PathCheck {
  readonly #prober: Prober;
  readonly #explored: CallerExploration;

  constructor(prober: Prober, explored: CallerExploration) {
    this.#prober = prober;
    this.#explored = explored;
  }

  /** Whether calls do what the way says: the one that showed it, and one with as much changed as can be. */
  isReal(path: Path): boolean {
    if (path.flow.refusal !== undefined) {
      return false;
    }
    const others = new Map([...path.values, ...this.#otherValues(path)]);
    return (
      this.#difference(path, path.values) === undefined &&
      this.#difference(path, others) === undefined
    );
  }

  #difference(path: Path, values: ReadonlyMap<Source, bigint>): string | undefined {
    const { situation, immediate } = this.#explored;
    const real = situation.raised === undefined;
    const second = makeCall(this.#prober, situation, immediate, values, { real });
    return differenceFrom(path, values, second, this.#prober.branches);
  }

  #otherValues({ flow, conditions }: Path): ReadonlyMap<Source, bigint> {
    const { freedom, language } = this.#explored;
    const proposals = new Map<Source, bigint>(this.#registers(freedom));
    const { flags, masks, immediate } = language.sources;
    const known = language.sources
      .all()
      .filter(
        (source) =>
          source.kind === 'left' ||
          (source.kind === 'memory' && flow.addressOf(source.address) !== undefined),
      );
    for (const [index, source] of [flags, masks, immediate, ...known].entries()) {
      if (freedom.isFree(source)) {
        const width = widthOfSource(source);
        const value = ~flow.base(source, width) ^ BigInt(index + 1);
        proposals.set(source, BigInt.asUintN(width, value));
      }
    }
    const limits = freedom.limits(conditions.map(({ expression }) => expression));
    const all = [...limits, ...conditions].map((each): PathCondition => ({
      kind: 'branch',
      step: 0,
      ...each,
    }));
    return secondCall({ ...flow, conditions: all }, proposals).changed;
  }

  /** Another value of each register that is free. */
  #registers(freedom: Freedom): [Source, bigint][] {
    const { situation, language } = this.#explored;
    const { seed } = this.#prober.setting;
    const start = this.#prober.start(situation);
    return registers.flatMap(({ name }): [Source, bigint][] => {
      const source = language.sources.register(name);
      const bits = freedom.isFree(source) ? freedom.freeBits(name) : undefined;
      return bits === undefined
        ? []
        : [[source, (sentinel(name, seed, 1) & bits) | (start.get(name) & ~bits)]];
    });
  }
}
