import { evaluate } from '../abi/evaluate.ts';
import type { Expression } from '../abi/expression.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { Region } from '../abi/abi.ts';
import { cellSize, regionRegisters, registerOf } from '../abi/region.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { given } from '../collections/given.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { inputsOf } from '../expression/expression.ts';
import type { MemoryRegion } from '../machine/machine.ts';
import { dataRegions, memoryMap, overlapping, pageSize, regionAt } from './memory-map.ts';
import { littleEndianBytes } from '../collections/little-endian.ts';
import type { MemoryChange } from './repeated-call.ts';
import type { PlacedRegion } from './placed-region.ts';
import { cellSentinel } from './sentinel.ts';
import { hasSentinel, startPstate } from './start-state.ts';

/** What regions are placed on. */
export interface RegionGround {
  readonly isMapped: (address: bigint, size: number) => boolean;
  readonly symbol: (name: string, how: 'phys' | 'link' | 'hyp', place?: Place) => bigint;
  /** Whether a byte is part of the code or its data, which keep what they hold. */
  readonly isLoaded: (address: bigint) => boolean;
}

/** A call, as far as regions depend on it. */
export interface RegionUse {
  /** The operation's inputs. */
  readonly inputs: ReadonlyMap<string, RegisterName>;
  /** Registers that somebody gives a value. */
  readonly given: ReadonlySet<RegisterName>;
  /** The caller has 32 bits of a pointer. */
  readonly isNarrow: boolean;
}

/** The last place of a call site, far from those that tests use. */
const lastCaller = memoryMap.callers.address + BigInt(memoryMap.callers.size) - 0x10n;

/** Where the regions of an ABI or of a test lie. Those that a register names which nobody gives a value have memory of their own. */
export class RegionMap {
  readonly #regions: readonly Region[];
  readonly #ground: RegionGround;
  /** Bytes from the start of the memory that is made for regions, by name. */
  readonly #offsets: ReadonlyMap<string, bigint>;

  /** Throws `region-size` where there is not enough memory for all. */
  constructor(regions: Iterable<Region>, ground: RegionGround) {
    this.#regions = [...regions];
    this.#ground = ground;
    this.#offsets = offsetsOf(this.#regions);
  }

  get isEmpty(): boolean {
    return this.#regions.length === 0;
  }

  /** Puts the addresses of their own memory into the registers that name regions and that nobody gives a value. */
  point(state: State, use: RegionUse): void {
    for (const region of this.#regions) {
      const carrier = carrierOf(region.at, use.inputs);
      const address = this.#ownAddress(region, use);
      if (
        carrier !== undefined &&
        address !== undefined &&
        !use.given.has(carrier) &&
        hasSentinel(carrier, address)
      ) {
        state.set(carrier, address);
      }
    }
  }

  /** The registers that say where regions are. */
  registers({ inputs }: Pick<RegionUse, 'inputs'>): RegisterName[] {
    return regionRegisters(this.#regions, inputs);
  }

  /**
   * The regions as they are for a call from `state`. Left out is one whose input the operation does not have, and one
   * whose register is given a value that leads to no memory, if `isFirst` or not. Throws `region-address`,
   * `region-overlap`, or what is wrong with a symbol.
   */
  place(state: State, use: RegionUse, isFirst = true): PlacedRegion[] {
    const placed: (PlacedRegion & { readonly region: Region })[] = [];
    for (const region of this.#regions) {
      const address = this.#address(region, state, use, isFirst);
      if (address === undefined) {
        continue;
      }
      const { name, size, access, context } = region;
      const other = overlapping(address, size, placed);
      if (other !== undefined) {
        throw overlap(region, address, other);
      }
      placed.push({
        name,
        address,
        size,
        access,
        pointers: new Map(),
        region,
        ...given({ context }),
      });
    }
    const addresses = new Map(placed.map(({ name, address }) => [name, address]));
    return placed.map(({ region, ...rest }) => ({
      ...rest,
      pointers: pointersOf(region, addresses),
    }));
  }

  /** Where a region begins; undefined for one that is not there in the call. */
  addressOf(name: string, state: State, use: RegionUse): bigint | undefined {
    const region = this.#regions.find((each) => each.name === name);
    return region && this.#address(region, state, use, false);
  }

  /**
   * What regions hold before the first of some calls, those that only a later one has included: sentinels, and the
   * addresses of others. Data of the code stay as they are.
   */
  contents(placed: readonly PlacedRegion[], use: RegionUse, seed: number): MemoryChange[] {
    const addresses = new Map(
      this.#regions.flatMap((region): [string, bigint][] => {
        const own = this.#ownAddress(region, use);
        return own === undefined ? [] : [[region.name, own]];
      }),
    );
    placed.forEach(({ name, address }) => addresses.set(name, address));
    return this.#regions.flatMap((region) => {
      const { name, size } = region;
      const address = addresses.get(name);
      if (address === undefined) {
        return [];
      }
      const fill = this.#isFree(address, size)
        ? [{ address, bytes: sentinelBytes(name, size, seed) }]
        : [];
      const cells = [...pointersOf(region, addresses)].map(([offset, target]) => ({
        address: address + BigInt(offset),
        bytes: littleEndianBytes(target, cellSize),
      }));
      const returns = fill.length === 0 ? [] : returnOf(region, address);
      return [...fill, ...returns, ...cells];
    });
  }

  /** Whether memory may hold anything before a call. */
  #isFree(address: bigint, size: number): boolean {
    const last = address + BigInt(size) - 1n;
    return (
      regionAt(address, dataRegions) !== undefined &&
      regionAt(address, dataRegions) === regionAt(last, dataRegions) &&
      !this.#ground.isLoaded(address) &&
      !this.#ground.isLoaded(last)
    );
  }

  #address(
    region: Region,
    state: State,
    { inputs, given }: RegionUse,
    isFirst: boolean,
  ): bigint | undefined {
    const { at, size, place } = region;
    const names = [...inputsOf(at)].map(({ name }) => name);
    if (names.some((name) => name.kind === 'input' && !inputs.has(name.name))) {
      return undefined;
    }
    const address = evaluate(at, {
      register: (register) => state.get(register),
      input: (name) => state.get(inputs.get(name) as RegisterName),
      symbol: (name, how) => this.#ground.symbol(name, how, place),
      region: notBeforeRegions,
      cell: notBeforeRegions,
    });
    if (this.#ground.isMapped(address, size)) {
      return address;
    }
    const registers = names.flatMap((name) => registerOf(name, inputs) ?? []);
    if (!isFirst || registers.some((register) => given.has(register))) {
      return undefined;
    }
    throw noMemory(region, address, registers);
  }

  #ownAddress(region: Region, { isNarrow }: RegionUse): bigint | undefined {
    const offset = this.#offsets.get(region.name);
    const { address } = isNarrow ? memoryMap.aarch32Regions : memoryMap.regions;
    return offset === undefined ? undefined : address + offset;
  }
}

function notBeforeRegions(): never {
  throw new Error('a region does not lie where another says');
}

/** Whether an input, or a register with a sentinel, alone is the address of a region. */
function isCarried({ at }: Region): boolean {
  return (
    at.kind === 'input' &&
    (at.name.kind === 'input' ||
      (at.name.kind === 'register' && hasSentinel(at.name.register, memoryMap.regions.address)))
  );
}

/** The register that alone is the address of a region; undefined for anything else. */
function carrierOf(at: Expression, inputs: RegionUse['inputs']): RegisterName | undefined {
  return at.kind === 'input' ? registerOf(at.name, inputs) : undefined;
}

/** Where the caller of a context can go on: an ERET has to find a PSTATE that it may have, and an address. */
function returnOf({ context }: Region, address: bigint): MemoryChange[] {
  const values: Readonly<Partial<Record<RegisterName, bigint>>> = {
    elr_el2: context?.of === 'aarch32' ? memoryMap.aarch32Callers.address : lastCaller,
    spsr_el2: startPstate(context?.of ?? 'host'),
  };
  return [...(context?.cells ?? [])].flatMap(([register, { offset, size }]): MemoryChange[] => {
    const value = values[register];
    return value === undefined
      ? []
      : [{ address: address + BigInt(offset), bytes: littleEndianBytes(value, size) }];
  });
}

/** The cells that point to regions which have an address. */
function pointersOf(
  { pointers }: Region,
  addresses: ReadonlyMap<string, bigint>,
): Map<number, bigint> {
  return new Map(
    [...pointers].flatMap(([offset, name]): [number, bigint][] => {
      const target = addresses.get(name);
      return target === undefined ? [] : [[offset, target]];
    }),
  );
}

/** Bytes from one region to the next, with a free page at least between them. */
function strideOf({ size }: Region): bigint {
  return ((BigInt(size) + pageSize - 1n) / pageSize + 1n) * pageSize;
}

function offsetsOf(regions: readonly Region[]): Map<string, bigint> {
  const offsets = new Map<string, bigint>();
  let next = 0n;
  for (const region of regions) {
    if (isCarried(region)) {
      offsets.set(region.name, next);
      next += strideOf(region);
      if (next > memoryMap.regions.size) {
        throw problemAt(
          'region-size',
          `there is not enough memory for the region '${region.name}' besides the others`,
          region.place,
          'make some of them smaller, or give one an address of its own',
        );
      }
    }
  }
  return offsets;
}

function overlap(region: Region, address: bigint, other: MemoryRegion): HcallError {
  return problemAt(
    'region-overlap',
    `the region '${region.name}' at ${hexadecimal(address)} overlaps '${other.name}' at ${hexadecimal(other.address)}`,
    region.place,
    `'${other.name}' has ${hexadecimal(BigInt(other.size))} bytes: correct an address or a size`,
  );
}

function noMemory(
  { name, size, at, place }: Region,
  address: bigint,
  registers: readonly RegisterName[],
): HcallError {
  const [register] = registers;
  const isAlone = at.kind === 'input';
  return problemAt(
    'region-address',
    `there is no memory for the ${size} bytes of the region '${name}' at ${hexadecimal(address)}`,
    place,
    register === undefined || isAlone
      ? "'hcall doctor' prints the memory map"
      : `write '${register}' alone, which leads to memory, or give it a value that does`,
  );
}

const filled = new Map<string, Uint8Array>();

/** The same for all calls of a run. */
function sentinelBytes(name: string, size: number, seed: number): Uint8Array {
  const key = `${name} ${size} ${seed}`;
  const known = filled.get(key);
  if (known !== undefined) {
    return known;
  }
  const bytes = new Uint8Array(size);
  for (let offset = 0; offset < size; offset += cellSize) {
    const cell = littleEndianBytes(cellSentinel(name, offset, seed), cellSize);
    bytes.set(cell.subarray(0, size - offset), offset);
  }
  filled.set(key, bytes);
  return bytes;
}

function hexadecimal(value: bigint): string {
  return `0x${value.toString(16)}`;
}
