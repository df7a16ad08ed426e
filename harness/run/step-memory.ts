import { littleEndianBytes } from '../collections/little-endian.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import type { MemoryChange } from '../calls/repeated-call.ts';
import type { MemoryTarget } from '../judge/call.ts';
import type { PlannedStep } from './planned-step.ts';
import type { StepValues } from './step-values.ts';

/** The regions as the first step of a test finds them, which a later one leaves as they are. */
interface FirstRegions {
  readonly placed: readonly PlacedRegion[];
  readonly seed: number;
}

/** What memory must hold before the call, what the test gives last. `first` is undefined for a later step; `guest` is for its guest. */
export function memoryBefore(
  { step }: PlannedStep,
  values: StepValues,
  first: FirstRegions | undefined,
  guest: readonly MemoryChange[],
): MemoryChange[] {
  return [
    ...(first === undefined ? [] : values.regionContents(first.placed, first.seed)),
    ...guest,
    ...step.memory.map(({ address, size, value, place }) => ({
      address: values.mappedAddress(address, size, place),
      bytes: littleEndianBytes(values.evaluate(value, place), size),
    })),
  ];
}

/** What memory must hold after the call. */
export function memoryTargets({ step }: PlannedStep, values: StepValues): MemoryTarget[] {
  return step.expectation.memory.map(({ address, size, value, place }) => ({
    address: values.mappedAddress(address, size, place),
    size,
    value,
  }));
}
