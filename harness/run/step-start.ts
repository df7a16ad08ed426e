import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { given } from '../collections/given.ts';
import type { Action } from '../fixture/test.ts';
import type { RaisedException } from '../machine/machine.ts';
import { immediateOf } from './call-action.ts';
import type { PlannedStep } from './planned-step.ts';

/** What a call begins with: the code of its site, or an exception that is raised there. */
export function startOf(action: Action): 'code' | RaisedException {
  if (action.kind !== 'raise') {
    return 'code';
  }
  const { slot, esr, far, hpfar, preferredReturn } = action;
  if (esr === undefined) {
    return {
      cause: { kind: slot.endsWith('/irq') ? 'irq' : slot.endsWith('/fiq') ? 'fiq' : 'serror' },
      slot,
    };
  }
  return {
    cause: {
      kind: 'synchronous',
      esr,
      preferredReturn,
      ...given({ far, hpfar }),
    },
    slot,
  };
}

/** The exception that the call must cause first; undefined where the test does not determine it. */
export function causeOf({ session, step, origin }: PlannedStep): ExceptionCause | undefined {
  const { action } = step;
  const makesHvc = action.kind === 'operation' || action.kind === 'hvc';
  return makesHvc && origin !== 'el0'
    ? { kind: 'hvc', immediate: immediateOf(action, session.abi) }
    : undefined;
}
