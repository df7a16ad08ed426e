import { nzcvMask } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { BranchSite } from '../calls/branch-sites.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import type { FollowedCall } from '../flow/explore.ts';
import { flagsLow, parts } from '../flow/flow-state.ts';
import { follow } from '../flow/follow.ts';
import type { FlowLanguage } from '../flow/following.ts';
import { checked, disagreement, secondCall } from '../flow/second-call.ts';
import type { Source } from '../flow/source.ts';
import { otherRegisters } from '../judge/other-values.ts';
import type { Session } from '../run/session.ts';
import { flowEndOf } from './flow-end.ts';

/** What makes calls that are followed. */
export interface CallTools {
  readonly session: Session;
  readonly prober: Prober;
}

/** Registers keep their sentinels where a routine's HVC is under way. */
const nothingScrambled: ReadonlySet<RegisterName> = new Set();
const allFlags = 0xfn;

/** Makes a call, stepped, and follows it. */
export function followCall(
  { session, prober }: CallTools,
  situation: Situation,
  immediate: number,
  state: State = prober.start(situation, 0),
  language?: FlowLanguage,
): FollowedCall {
  const record = prober.callFrom(state, situation, immediate, 0, { watch: 'steps' });
  const setting = { isFixed: session.isFixed, scrambled: nothingScrambled };
  return { record, flow: follow(record, setting, language) };
}

/**
 * The call with a flow that the machine agrees with: it is made again, not stepped, with each register changed that its
 * way does not pin, nor the place that it jumps away to. Where the machine does not agree, the flow says so as its refusal.
 * `branches` are those of the image that may lead out of it.
 */
export function checkedCall(
  call: FollowedCall,
  { prober }: CallTools,
  [situation, immediate]: readonly [Situation, number],
  branches: ReadonlyMap<bigint, BranchSite>,
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
  if (record.outcome === 'jumped') {
    const jump = flowEndOf(call, branches).called.at(-1);
    const kept = jump === undefined ? [] : flow.builder.inputsOf(jump.target);
    kept.forEach((source) => proposals.delete(source));
  }
  const other = secondCall(flow, proposals);
  const state = withSources(prober.start(situation, 0), other.changed);
  const second = prober.callFrom(state, situation, immediate, 0);
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
