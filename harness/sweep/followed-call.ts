import { nzcvMask } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import type { FollowedCall } from '../flow/explore.ts';
import { flagsLow, parts } from '../flow/flow-state.ts';
import { follow } from '../flow/follow.ts';
import type { FlowLanguage } from '../flow/following.ts';
import { checked, disagreement, secondCall } from '../flow/second-call.ts';
import type { Source } from '../flow/source.ts';
import { otherRegisters } from '../judge/other-values.ts';
import type { Session } from '../run/session.ts';

/** What makes calls that are followed. */
export interface CallTools {
  readonly session: Session;
  readonly prober: Prober;
}

/** Registers keep their sentinels where a routine's HVC is under way. */
const nothingScrambled: ReadonlySet<RegisterName> = new Set();
const allFlags = 0xfn;

/** How a call is made that is followed. */
interface FollowOptions {
  readonly state?: State;
  /** Calls that are followed in one language have their equal values in common. */
  readonly language?: FlowLanguage;
  /** By an HVC that is executed, not by the exception that it would cause. */
  readonly real?: boolean;
}

/** Makes a call, stepped, and follows it. */
export function followCall(
  { session, prober }: CallTools,
  situation: Situation,
  immediate: number,
  { state = prober.start(situation), language, real = false }: FollowOptions = {},
): FollowedCall {
  const record = prober.callFrom(state, situation, immediate, { real, watch: 'steps' });
  const { branches } = prober;
  const { isFixed } = session;
  const regions = prober.regions(situation);
  const setting = { isFixed, scrambled: nothingScrambled, branches, regions };
  return { record, flow: follow(record, setting, language) };
}

/**
 * The call with a flow that the machine agrees with: it is made again, not stepped, with each register changed that its
 * way does not pin. Where the machine does not agree, the flow says so as its refusal.
 */
export function checkedCall(
  call: FollowedCall,
  { prober }: CallTools,
  [situation, immediate]: readonly [Situation, number],
): FollowedCall {
  const { record, flow } = call;
  if (flow.refusal !== undefined) {
    return call;
  }
  const narrow = situation.caller.origin === 'aarch32';
  const others = otherRegisters({
    seed: prober.setting.seed,
    generalRegisterBits: narrow ? 32 : 64,
  });
  const { sources, base } = flow;
  const proposals = new Map<Source, bigint>(
    others.map(([register, value]) => [sources.register(register), value]),
  );
  proposals.set(sources.flags, base(sources.flags, parts.flags) ^ allFlags);
  const other = secondCall(flow, proposals);
  const state = withSources(prober.start(situation), other.changed);
  const second = prober.callFrom(state, situation, immediate);
  const difference = disagreement(flow, record, other, second);
  return { record, flow: checked(flow, difference) };
}

/** The state with other values of sources; those that are no registers are left out. */
export function withSources(state: State, values: ReadonlyMap<Source, bigint>): State {
  for (const [source, value] of values) {
    if (source.kind === 'register') {
      state.set(source.register, value);
    } else if (source.kind === 'flags') {
      const rest = state.get('pstate') & ~nzcvMask;
      state.set('pstate', rest | (value << BigInt(flagsLow)));
    }
  }
  return state;
}
