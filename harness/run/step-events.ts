import type { TestStep } from '../fixture/test.ts';
import type { EventTarget } from '../judge/call.ts';
import type { StepValues } from './step-values.ts';

/** The events that a step lists, with regions where they lie. Throws `unknown-region` for one that is not there. */
export function eventTargets(
  { expectation }: TestStep,
  values: StepValues,
): readonly EventTarget[] | undefined {
  return expectation.events?.map(({ instruction, operand, stored, place }) => {
    if (stored === undefined) {
      return { instruction, operand };
    }
    const { region, offset, size, exact } = stored;
    const address = values.regionAddress(region, place) + BigInt(offset);
    return { instruction, operand, stored: { address, size, exact } };
  });
}
