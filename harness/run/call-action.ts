import { nop } from '../architecture/a64/instructions.ts';
import { a32Nop, encodeA32Hvc } from '../architecture/aarch32.ts';
import type { Abi } from '../abi/abi.ts';
import { selectorOf } from '../abi/selector.ts';
import type { Action, TestStep } from '../fixture/test.ts';
import type { CallSite } from '../calls/call-sites.ts';
import { callOf, hvc64 } from '../calls/encodings.ts';
import { originOf } from './origin.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { Session } from './session.ts';

/** The call site of a step: the one instruction that makes its call. Memory must be pristine. */
export function callSiteOf(session: Session, step: TestStep): CallSite {
  const { action } = step;
  const aarch32 = originOf(step) === 'aarch32';
  switch (action.kind) {
    case 'operation':
    case 'hvc': {
      const immediate = immediateOf(action, session.abi);
      return aarch32
        ? session.callSite('aarch32Callers', `hvc ${immediate}`, () => [encodeA32Hvc(immediate)])
        : session.callSite('callers', `hvc ${immediate}`, () => [hvc64(immediate)]);
    }
    case 'raise':
      return aarch32
        ? session.callSite('aarch32Callers', 'nop', () => [a32Nop])
        : session.callSite('callers', 'nop', () => [nop]);
    case 'routine': {
      refuseAarch32(step, aarch32);
      const target = session.address(action.symbol, 'phys', step.place);
      return session.callSite('routineCallers', action.symbol, (address) =>
        callOf(address, target),
      );
    }
    case 'instruction': {
      refuseAarch32(step, aarch32);
      const { text } = action;
      return session.callSite('callers', text, () => [session.encode(text, step.place)]);
    }
  }
}

/** The immediate of the HVC that an action makes. */
export function immediateOf(
  action: Extract<Action, { kind: 'operation' | 'hvc' }>,
  { selector }: Abi,
): number {
  if (action.kind === 'hvc') {
    return action.immediate;
  }
  return selectorOf(selector).write(action.operation.number).immediate;
}

function refuseAarch32({ action, place }: TestStep, aarch32: boolean): void {
  if (aarch32) {
    const note = 'use hvc, operation or raise, or another origin';
    const message = `a caller in AArch32 state has no '${action.kind}'`;
    throw problemAt('origin-cannot-do', message, place, note);
  }
}
