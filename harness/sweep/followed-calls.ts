import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import { branchSites } from '../calls/branch-sites.ts';
import { isDead } from '../calls/dead-stack.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import type { Exploration, FollowedCall } from '../flow/explore.ts';
import { explore } from '../flow/explore.ts';
import { follow } from '../flow/follow.ts';
import { newFlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import type { Effect } from './effect.ts';
import type { FlowEffectSetting } from './flow-effect.ts';
import { effectOfFlow } from './flow-effect.ts';

/** Ways that the calls of one situation go at most. */
const mostWays = 512;

/** Where no HVC is that caused it, the syndrome says nothing of an immediate. */
const firstImmediate = 0xa5c3;

/** Makes calls and follows them, so that what is equal in several of them is one. */
export class FollowedCalls {
  readonly prober: Prober;
  readonly #language = newFlowLanguage();
  readonly #branches: FlowEffectSetting['branches'];

  constructor(prober: Prober) {
    this.prober = prober;
    this.#branches = branchSites(prober.setting.session.image);
  }

  /** One call. `real`: by an HVC that is executed, not by the exception that it would cause. */
  call(situation: Situation, immediate: number, real = false): FollowedCall {
    const record = this.prober.call(situation, immediate, 0, { real, watch: 'steps' });
    const { isFixed } = this.prober.setting.session;
    return { record, flow: follow(record, { isFixed, scrambled: new Set() }, this.#language) };
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
  effect(call: FollowedCall, { given }: Situation, selectors: ReadonlySet<RegisterName>): Effect {
    const { session } = this.prober.setting;
    const { before } = call.record;
    return effectOfFlow(call, {
      nameOf: (address) => session.nameOf(address),
      nameOfCode: (address) =>
        session.functions.has(address) || session.lookup.sectionAt(address) !== undefined
          ? session.nameOf(address)
          : undefined,
      isUndeclared: (source: Source) => {
        switch (source.kind) {
          case 'register':
            return (
              registerInfo(source.register).kind === 'general' &&
              !given.has(source.register) &&
              !selectors.has(source.register)
            );
          case 'flags':
            return true;
          case 'memory':
            return isDead({ address: source.address, size: 1 }, before);
          default:
            return false;
        }
      },
      branches: this.#branches,
    });
  }
}
