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

/** What memory must hold before the call. `first` is undefined for a later step. */
export function memoryBefore(
  { step }: PlannedStep,
  values: StepValues,
  first: FirstRegions | undefined,
): MemoryChange[] {
  return [
    ...(first === undefined ? [] : values.regionContents(first.placed, first.seed)),
    ...step.memory.map(({ address, size, value, place }) => ({
      address: values.mappedAddress(address, size, place),
      bytes: littleEndian(values.evaluate(value, place), size),
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

function littleEndian(value: bigint, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) =>
    Number((value >> BigInt(8 * index)) & 0xffn),
  );
}
