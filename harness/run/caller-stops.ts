import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { decodeInstruction } from '../architecture/instruction.ts';
import { pstateNumber } from '../architecture/pstate.ts';
import { returnAddresses } from '../architecture/return-address.ts';
import type { State } from '../architecture/state.ts';
import type { CallSite } from '../calls/call-sites.ts';
import type { Action } from '../fixture/test.ts';
import type { Call } from '../judge/call.ts';
import type { Outcome } from '../machine/machine.ts';
import type { Session } from './session.ts';

/**
 * Where the caller has its call behind it: as a rule at the landing of the site. An exception that is raised has no
 * instruction, so that both addresses that it may return to are an end; and so has a call that is done, HVC or SVC: to
 * make it again is another call. A trapped instruction executes again, in earnest.
 */
export function callerStops(
  { start, cause }: Pick<Call, 'start' | 'cause'>,
  action: Action,
  state: State,
  site: CallSite,
  session: Session,
): Map<bigint, Outcome> {
  const done = start === 'code' ? doneCall(cause, action, site, session) : start.cause;
  if (done === undefined) {
    return new Map([[site.landing, 'returned']]);
  }
  const { again, next } = returnAddresses(done, site.address, pstateNumber(state));
  return new Map([
    [again, 'returned'],
    [next, 'returned'],
  ]);
}

/** The call that the action makes, if it is one that is done when its exception is taken. */
function doneCall(
  cause: ExceptionCause | undefined,
  action: Action,
  { address }: CallSite,
  session: Session,
): ExceptionCause | undefined {
  if (cause?.kind === 'hvc') {
    return cause;
  }
  const word = action.kind === 'instruction' ? session.wordAt(address) : undefined;
  const instruction = word === undefined ? undefined : decodeInstruction(word);
  return instruction?.kind === 'svc'
    ? { kind: 'svc', immediate: instruction.immediate }
    : undefined;
}
