import type { FollowedCall } from '../flow/explore.ts';
import type { FollowSetting } from '../flow/follow.ts';
import { follow } from '../flow/follow.ts';
import { checked, disagreement, secondCall } from '../flow/second-call.ts';
import { proposals, secondVariant } from '../judge/other-values.ts';
import { noVariant, requestOf } from '../judge/variant.ts';
import type { PreparedCall } from './execute.ts';
import { requirePlaced } from './misplaced-store.ts';

/** A call of a test, followed, as far as the machine agrees with the flow. */
export function followedCall(
  { call, runner }: PreparedCall,
  setting: Partial<Pick<FollowSetting, 'scrambled' | 'onPoint'>> = {},
): FollowedCall {
  const record = requirePlaced(runner.run(requestOf(call, noVariant, 'steps')), call.nameOf);
  const { isFixed, scrambled, regions } = call;
  const flow = follow(record, { isFixed, scrambled, regions, ...setting });
  const other = secondCall(flow, proposals(call, flow));
  const variant = secondVariant(call, flow, other.changed);
  const second = runner.run(requestOf(call, variant, 'nothing'));
  return { record, flow: checked(flow, disagreement(flow, record, other, second)) };
}
