import type { Origin } from '../abi/origin.ts';
import type { TestStep } from '../fixture/test.ts';

/** Who calls. A raised exception comes from where its slot says. */
export function originOf({ action, origin }: Pick<TestStep, 'action' | 'origin'>): Origin {
  if (action.kind !== 'raise') {
    return origin;
  }
  if (action.slot.startsWith('current')) {
    return 'el2';
  }
  return action.slot.startsWith('lower-a32') ? 'aarch32' : origin;
}
