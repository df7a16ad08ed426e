import type { CallRecord } from '../calls/call-record.ts';
import type { RepeatedCall } from '../calls/repeated-call.ts';
import type { Call } from '../judge/call.ts';
import type { Judgement } from '../judge/judge.ts';
import { requirePlaced } from './misplaced-store.ts';
import { judge } from '../judge/judge.ts';

/** Lets the judge have the trials that it asks for; the first one, which `onSteps` sees, is the call itself. */
export function judgeCall(
  call: Call,
  runner: RepeatedCall,
  { onSteps }: { readonly onSteps?: (trial: CallRecord) => void } = {},
): Judgement {
  const judging = judge(call);
  let next = judging.next();
  for (let isOwn = true; next.done !== true; isOwn = false) {
    const trial = runner.run(next.value);
    if (isOwn) {
      requirePlaced(trial, call.nameOf);
      onSteps?.(trial);
    }
    next = judging.next(trial);
  }
  return next.value;
}
