import type { RegisterName } from '../architecture/registers.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { CallOptions, Prober, Situation } from '../calls/prober.ts';
import type { FollowedCall } from '../flow/explore.ts';
import { choose, chosenCall } from '../flow/chosen-call.ts';
import { parts } from '../flow/flow-state.ts';
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
  /** Sources that have another value than they have in other calls of the situation. */
  readonly values?: ReadonlyMap<Source, bigint>;
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
  { values = new Map(), language, real = false }: FollowOptions = {},
): FollowedCall {
  const record = makeCall(prober, situation, immediate, values, { real, watch: 'steps' });
  const { branches } = prober;
  const { isFixed } = session;
  const regions = prober.regions(situation);
  const setting = { isFixed, scrambled: nothingScrambled, branches, regions };
  return { record, flow: follow(record, setting, language) };
}

/** Makes a call in which sources have these values. */
export function makeCall(
  prober: Prober,
  situation: Situation,
  immediate: number,
  values: ReadonlyMap<Source, bigint>,
  options: Pick<CallOptions, 'real' | 'watch'> = {},
): CallRecord {
  const chosen = chosenCall(values);
  const state = choose(prober.start(situation), chosen);
  const { memory, left, syndrome } = chosen;
  return prober.callFrom(state, situation, chosen.immediate ?? immediate, {
    ...options,
    memory,
    left,
    syndrome,
  });
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
    state: record.before,
  });
  const { sources, base } = flow;
  const proposals = new Map<Source, bigint>(
    others.map(([register, value]) => [sources.register(register), value]),
  );
  proposals.set(sources.flags, base(sources.flags, parts.flags) ^ allFlags);
  const other = secondCall(flow, proposals);
  const second = makeCall(prober, situation, immediate, other.changed);
  const difference = disagreement(flow, record, other, second);
  return { record, flow: checked(flow, difference) };
}
