import { littleEndianBytes } from '../calls/little-endian.ts';
import type { Expected, RegionCell } from '../abi/expression.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import type { MemoryChange } from '../calls/repeated-call.ts';
import { inputsOf } from '../expression/expression.ts';
import type { Call, MemoryTarget } from '../judge/call.ts';
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

/** What cells of regions hold before the call, where it is to find `memory`, as far as these expressions need them. */
export function cellsOf(
  expressions: readonly Expected[],
  planned: PlannedStep,
  values: StepValues,
  memory: readonly MemoryChange[],
): Call['cell'] {
  const cells = expressions.flatMap((each) =>
    each.kind === 'any'
      ? []
      : [...inputsOf(each)].flatMap(({ name }) => (name.kind === 'cell' ? [name] : [])),
  );
  const held = new Map(
    cells.map((cell) => [keyOf(cell), cellValue(cell, planned, values, memory)]),
  );
  return (cell) => held.get(keyOf(cell)) ?? notNeeded();
}

function cellValue(
  { region, offset, size }: RegionCell,
  { session, step }: PlannedStep,
  values: StepValues,
  memory: readonly MemoryChange[],
): bigint {
  const address = values.regionAddress(region, step.place) + BigInt(offset);
  const held = session.machine.read(address, size).slice();
  for (const { address: from, bytes } of memory) {
    for (const [index, byte] of bytes.entries()) {
      const at = Number(from + BigInt(index) - address);
      if (at >= 0 && at < size) {
        held[at] = byte;
      }
    }
  }
  return held.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function keyOf({ region, offset, size }: RegionCell): string {
  return `${region} ${offset} ${size}`;
}

function notNeeded(): never {
  throw new Error('a cell is read that no expectation of the call names');
}
