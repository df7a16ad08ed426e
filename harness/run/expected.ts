import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import { hexadecimal } from '../judge/finding.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import { regionOf, regionPlaceText } from '../calls/placed-region.ts';
import { liveStores, storedBytes } from '../calls/lasting-stores.ts';

/** What a fixture expects in memory. */
export interface ExpectedMemory {
  readonly address: string;
  /** Bytes. */
  readonly size: number;
  readonly value: string;
}

/** Bytes: what is so near to where a register points is named by it. */
const near = 0x1000n;
/** Smaller values come from anywhere. */
const smallest = 0x1_0000n;
/** PSTATE.NZCV. */
const flags = 0xf000_0000n;
const wordLimit = 1n << 64n;

/** Registers that point to memory of the vectors' own. */
const pointers = ['sp_el2', 'tpidr_el2'] as const satisfies readonly RegisterName[];

/**
 * A value as an expectation writes it, true with other sentinels too where a register held it before the call; `any` for
 * what an expectation cannot write: more than 64 bits. `register` is where the value is, if it is in one.
 */
export function expressionOf(value: bigint, trial: CallRecord, register?: RegisterName): string {
  if (value >= wordLimit) {
    return 'any';
  }
  if (register?.startsWith('spsr_') === true && value === trial.before.get('pstate')) {
    return 'pstate';
  }
  if (register === 'pstate' && trial.outcome === 'taken-to-el1') {
    // The exception leaves the flags as they are.
    return `pstate & ${hexadecimal(flags)} | ${hexadecimal(value & ~flags)}`;
  }
  return sourceOf(value, trial) ?? pointerTo(value, trial) ?? hexadecimal(value);
}

/** What a call stored, but for what does not matter: the stacks below the SP before the call. */
export function expectedMemory(
  trial: CallRecord,
  regions: readonly PlacedRegion[],
): ExpectedMemory[] {
  const stores = liveStores(trial.writes, trial.before);
  const bytes = storedBytes(stores);
  const places = new Map(stores.map((store) => [`${store.address} ${store.size}`, store]));
  return [...places.values()].map(({ address, size }) => {
    const value = Array.from({ length: size }, (_, index) => index).reduce(
      (sum, index) =>
        sum | (BigInt(bytes.get(address + BigInt(index))?.after ?? 0) << BigInt(8 * index)),
      0n,
    );
    return {
      address: placeOf(address, regions) ?? expressionOf(address, trial),
      size,
      value: expressionOf(value, trial),
    };
  });
}

function placeOf(address: bigint, regions: readonly PlacedRegion[]): string | undefined {
  const region = regionOf(regions, address);
  return region && regionPlaceText({ region: region.name, offset: address - region.address });
}

/** A register that held this value before the call, and at the vector: the value came from there. */
function sourceOf(value: bigint, { before, entry }: CallRecord): RegisterName | undefined {
  return value < smallest
    ? undefined
    : registers.find(
        ({ name, kind, volatile, syndrome }) =>
          !volatile &&
          kind !== 'pc' &&
          before.get(name) === value &&
          (!syndrome || entry.get(name) === value),
      )?.name;
}

function pointerTo(value: bigint, { before }: CallRecord): string | undefined {
  for (const name of pointers) {
    const distance = value - before.get(name);
    if (distance > -near && distance < near) {
      return `${name} ${distance < 0n ? '-' : '+'} ${hexadecimal(distance < 0n ? -distance : distance)}`;
    }
  }
  return undefined;
}
