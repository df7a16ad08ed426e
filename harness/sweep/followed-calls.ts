import type { RegisterName } from '../architecture/registers.ts';
import type { Situation } from '../calls/prober.ts';
import type { Exploration, FollowedCall, Path } from '../flow/explore.ts';
import { explore } from '../flow/explore.ts';
import { newFlowLanguage } from '../flow/following.ts';
import { disagreement } from '../flow/second-call.ts';
import { descriptionOf, setInSituation } from './description.ts';
import type { Effect } from './effect.ts';
import { effectOfFlow } from './flow-effect.ts';
import type { CallTools } from './followed-call.ts';
import { followCall } from './followed-call.ts';
import { ImmediateSet, ImmediateSets } from './immediate-sets.ts';
import type { ImmediateRange } from './immediates.ts';
import { plainImmediates } from './immediates.ts';

/** Ways that the calls of one situation go at most. */
const mostWays = 512;

/** The first one to call with: no ABI's number. */
const [usualImmediate = 0] = plainImmediates;

/** Makes calls and follows them, so that what is equal in several of them is one. */
export class FollowedCalls {
  readonly tools: CallTools;
  readonly #language = newFlowLanguage();
  readonly sets = new ImmediateSets(this.#language.builder);

  constructor(tools: CallTools) {
    this.tools = tools;
  }

  /** One call. `real`: by an HVC that is executed, not by the exception that it would cause. */
  call(situation: Situation, immediate: number, real = false): FollowedCall {
    return followCall(this.tools, situation, immediate, { real, language: this.#language });
  }

  /** Every way that calls of the situation go with an immediate of the range. */
  ways(situation: Situation, { from, to }: ImmediateRange): Promise<Exploration> {
    const { immediate } = this.#language.sources;
    const isInside = (number: number): boolean => number >= from && number <= to;
    const first = isInside(usualImmediate) ? usualImmediate : from;
    const inside = ImmediateSet.where(isInside);
    return explore({
      language: this.#language,
      isFree: (source) => source === immediate,
      known: this.tools.prober.known,
      call: (values) => this.call(situation, Number(values.get(immediate) ?? first)),
      most: mostWays,
      solve: (constraints, { base }) => {
        const set = this.sets.where(constraints, base);
        set.keep(inside, true);
        const found = set.first();
        const values = found === undefined ? undefined : new Map([[immediate, BigInt(found)]]);
        return Promise.resolve(values);
      },
    });
  }

  /** Where an HVC that is executed does not do what a way says of its immediate; undefined where it does. */
  difference({ record, flow }: Path, situation: Situation, immediate: number): string | undefined {
    const changed = new Map([[flow.sources.immediate, BigInt(immediate)]]);
    const end = flow.conditions.findLast(
      ({ equation }) => equation?.number === record.pc,
    )?.equation;
    const isChosen = record.outcome === 'jumped' || record.outcome === 'returned-elsewhere';
    const pc =
      isChosen && end !== undefined
        ? flow.builder.evaluator((source, width) =>
            BigInt.asUintN(width, changed.get(source) ?? flow.base(source, width)),
          )(end.value)
        : record.pc;
    const second = this.tools.prober.call(situation, immediate, { real: true });
    return disagreement(flow, { ...record, pc: pc ?? record.pc }, { changed, pinned: [] }, second);
  }

  /** What a call does. `selectors` are registers that the caller chose as well as those of the situation. */
  effect(call: FollowedCall, situation: Situation, selectors: ReadonlySet<RegisterName>): Effect {
    const set = new Set([...setInSituation(this.tools, situation), ...selectors]);
    return effectOfFlow(call, descriptionOf(this.tools, call.record, set));
  }
}
