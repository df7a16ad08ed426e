import { nzcvMask } from '../architecture/pstate.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { Outcome } from '../machine/machine.ts';
import type { Call } from './call.ts';

/** How a call ended, as its contract has it: where it may change NZCV, another NZCV is no other state. */
export function outcomeFor(
  { mayChangeFlags }: Pick<Call, 'mayChangeFlags'>,
  { outcome, before, after }: CallRecord,
): Outcome {
  const isInFlagsAlone = ((before.get('pstate') ^ after.get('pstate')) & ~nzcvMask) === 0n;
  return outcome === 'returned-wrong-state' && mayChangeFlags && isInFlagsAlone
    ? 'returned'
    : outcome;
}
