import type { RegisterName } from '../architecture/registers.ts';
import type { Situation } from '../calls/prober.ts';
import type { Exploration, FollowedCall } from '../flow/explore.ts';
import { explore } from '../flow/explore.ts';
import { newFlowLanguage } from '../flow/following.ts';
import { descriptionOf, setInSituation } from './description.ts';
import type { Effect } from './effect.ts';
import { effectOfFlow } from './flow-effect.ts';
import type { CallTools } from './followed-call.ts';
import { followCall } from './followed-call.ts';

/** Ways that the calls of one situation go at most. */
const mostWays = 512;

/** Where no HVC is that caused it, the syndrome says nothing of an immediate. */
const firstImmediate = 0xa5c3;

/** Makes calls and follows them, so that what is equal in several of them is one. */
export class FollowedCalls {
  readonly tools: CallTools;
  readonly #language = newFlowLanguage();

  constructor(tools: CallTools) {
    this.tools = tools;
  }

  /** One call. `real`: by an HVC that is executed, not by the exception that it would cause. */
  call(situation: Situation, immediate: number, real = false): FollowedCall {
    return followCall(this.tools, situation, immediate, { real, language: this.#language });
  }

  /** Every way that calls of the situation go, whatever their immediate is. */
  ways(situation: Situation): Exploration {
    const { immediate } = this.#language.sources;
    return explore({
      language: this.#language,
      isFree: (source) => source === immediate,
      call: (values) => this.call(situation, Number(values.get(immediate) ?? firstImmediate)),
      most: mostWays,
    });
  }

  /** What a call does. `selectors` are registers that the caller chose as well as those of the situation. */
  effect(
    call: FollowedCall,
    situation: Situation,
    selectors: ReadonlySet<RegisterName>,
  ): Effect {
    const set = new Set([...setInSituation(this.tools, situation), ...selectors]);
    return effectOfFlow(call, descriptionOf(this.tools, call.record, set));
  }
}
