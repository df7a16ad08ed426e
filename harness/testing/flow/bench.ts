import type { RegisterName } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import { changedByFunction } from '../../architecture/call-changes.ts';
import type { ActNames, Acts } from '../../calls/act.ts';
import { plainAct, plainActs } from '../../calls/act.ts';
import type { CallRecord } from '../../calls/call-record.ts';
import { memoryMap, regions } from '../../calls/memory-map.ts';
import type { PlacedRegion } from '../../calls/placed-region.ts';
import { namedRegion } from '../../calls/placed-region.ts';
import type { CallRequest, MemoryChange } from '../../calls/repeated-call.ts';
import { RepeatedCall } from '../../calls/repeated-call.ts';
import { startState } from '../../calls/start-state.ts';
import type {
  Interruption,
  Machine,
  MemoryMark,
  Outcome,
  RaisedException,
} from '../../machine/machine.ts';

/** The values that registers have before a call, where they are no sentinels. */
export type Values = Readonly<Partial<Record<RegisterName, bigint>>>;

/** Where a bench has everything. */
export const places = {
  caller: memoryMap.callers.address,
  table: memoryMap.image.address,
  /** lower-a64/sync */
  vector: memoryMap.image.address + 0x400n,
  /** current-spx/sync */
  ownVector: memoryMap.image.address + 0x200n,
  /** current-spx/irq */
  irqVector: memoryMap.image.address + 0x280n,
  /** A function that changes all that AAPCS64 lets it. */
  callee: memoryMap.stubs.address,
  /** Nothing but code is in the image, up to here. */
  imageEnd: memoryMap.image.address + 0x1_0000n,
} as const;

/** For the sentinels. */
const seed = 1;

/** What it leaves in x0. */
const usualActs = plainActs(plainAct(changedByFunction.general));

export const eret = 0xd69f03e0;
const hvc7 = 0xd40000e2;
/** b . */
const spin = 0x14000000;

/** Code whose calls a bench makes. */
export interface BenchCode {
  /** At lower-a64/sync. */
  readonly vector: readonly number[];
  /** What calls, at EL1 unless `values` says otherwise: HVC #7 if undefined. It ends at the address after it. */
  readonly caller?: readonly number[];
  readonly values?: Values;
  /** What it starts with; if it is an exception, the call ends where that was. */
  readonly start?: RaisedException;
  /** What comes in its middle. */
  readonly interruption?: Interruption;
  /** At current-spx/irq. */
  readonly irq?: readonly number[];
  /** Data that are there before it. */
  readonly memory?: readonly MemoryChange[];
  /** More places where calls end. */
  readonly stops?: ReadonlyMap<bigint, Outcome>;
  /** Instructions. */
  readonly budget?: number;
  /** What functions and firmware do; functions change all that one may that uses no floating-point register, if left out. */
  readonly acts?: Acts;
  /** Memory that has names. */
  readonly regions?: readonly PlacedRegion[];
}

/** A call that can be made again and again from the same memory. */
export interface BenchCall {
  /** Every register before it. */
  readonly state: State;
  readonly run: (request: CallRequest) => CallRecord;
  /** Stepped, from `state` with these values. */
  readonly step: (values?: Values) => CallRecord;
}

/** A table of level 1 of the lowest 512 GiB: blocks of 1 GiB, AF, inner shareable, AP[1] (Arm ARM, D5.3.1). */
function blocks(away: number): MemoryChange {
  const entries = Array.from({ length: 512 }, (_, block) => BigInt(Math.max(0, block - away)));
  const table = BigUint64Array.from(entries, (block) => (block << 30n) | 0x741n);
  return { address: memoryMap.data.address, bytes: new Uint8Array(table.buffer) };
}

/** Registers and memory with which EL2 translates each of the lowest 512 GiB to itself. */
export const translated = {
  values: {
    // M, with the RES1 bits.
    sctlr_el2: 0x30c5_1831n,
    // T0SZ 25, cacheable, inner shareable, 40 bits of physical address, with the RES1 bits.
    tcr_el2: 0x8082_3519n,
    mair_el2: 0xffn,
    ttbr0_el2: memoryMap.data.address,
  },
  memory: [blocks(0)],
} as const satisfies Partial<BenchCode>;

/** Bytes from where something is to where EL2 has it with `moved`. */
export const distance = 0xc000_0000n;

/** The same, but everything is three blocks above where it is in memory. */
export const moved = {
  values: { ...translated.values, vbar_el2: places.table + distance },
  memory: [blocks(3)],
} as const satisfies Partial<BenchCode>;

const words = (address: bigint, ...values: readonly bigint[]): MemoryChange => ({
  address,
  bytes: new Uint8Array(BigUint64Array.from(values).buffer),
});
const { address: data } = memoryMap.data;
const pages = 0x8000_0000n;

/**
 * The same as `translated`, but the stack pointer is between two pages that do not follow one another in memory: what accesses both
 * is not followed.
 */
export const apart = {
  values: { ...translated.values, sp_el2: pages + 0x1000n },
  memory: [
    ...translated.memory,
    // A table of level 2 in place of a block, one of level 3, and the pages: AF, inner shareable, AP[1] (Arm ARM, D5.3.1).
    words(data + (pages >> 30n) * 8n, (data + 0x3000n) | 3n),
    words(data + 0x3000n, (data + 0x4000n) | 3n),
    words(data + 0x4000n, (data + 0x8000n) | 0x743n, (data + 0xa000n) | 0x743n),
  ],
} as const satisfies Partial<BenchCode>;

/** Why what `apart` is for is not followed. */
export const twoPlaces = 'it accesses two pages that do not follow one another in memory';

/** Whether a byte of memory is a bench's code. */
export function isFixed(address: bigint): boolean {
  return address >= places.table && address < places.imageEnd;
}

/** A machine that makes calls of code by words, as the session of a test does. */
export class Bench {
  readonly #machine: Machine;
  readonly #mark: MemoryMark;

  constructor(create: () => Machine) {
    this.#machine = create();
    this.#machine.map(regions);
    this.#load(places.ownVector, [spin]);
    this.#mark = this.#machine.mark();
  }

  /** The code, ready to be called; what was prepared before it is gone. */
  prepare(code: BenchCode): BenchCall {
    const { vector, caller = [hvc7], irq = [spin], values = {}, memory = [], stops = [] } = code;
    const machine = this.#machine;
    machine.rewind(this.#mark);
    this.#load(places.caller, caller);
    this.#load(places.vector, vector);
    this.#load(places.irqVector, irq);
    memory.forEach((change) => machine.write({ ...change, execute: false }));
    const state = startState(machine.resetState(), {
      origin: 'host',
      table: places.table,
      seed,
      state: new Map(),
    });
    setAll(state, { pc: places.caller, ...values });
    const runner = new RepeatedCall({
      machine,
      start: code.start ?? 'code',
      stops: new Map<bigint, Outcome>([
        [places.caller + BigInt(code.start ? 0 : 4 * caller.length), 'returned'],
        [places.callee, 'called'],
        ...stops,
      ]),
      functions: new Set([places.callee]),
      captures: new Set(),
      budget: code.budget ?? 1000,
      memory: [],
      mark: machine.mark(),
      acts: code.acts ?? usualActs,
      names: namesOf(code.regions),
      isData: (address, size) => machine.isMapped(address, size),
      seed,
      interruption: code.interruption,
    });
    const run = (request: CallRequest): CallRecord => runner.run(request);
    const step = (more: Values = {}): CallRecord => {
      const start = state.clone();
      setAll(start, more);
      return run({ state: start, watch: 'steps', memory: [], scrambled: new Map() });
    };
    return { state, run, step };
  }

  close(): void {
    this.#machine.close();
  }

  #load(address: bigint, words: readonly number[]): void {
    const bytes = new Uint8Array(Uint32Array.from(words).buffer);
    this.#machine.write({ address, bytes, execute: true });
  }
}

function namesOf(placed: readonly PlacedRegion[] = []): ActNames {
  return {
    symbol: (name) => {
      throw new RangeError(`a bench has no symbol '${name}'`);
    },
    region: (name, place) => namedRegion(placed, name, place),
    inputs: new Map(),
  };
}

function setAll(state: State, values: Values): void {
  for (const [register, value] of Object.entries(values)) {
    state.set(register as RegisterName, value);
  }
}
