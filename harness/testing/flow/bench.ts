import type { RegisterName } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import type { CallRecord } from '../../calls/call-record.ts';
import { memoryMap, regions } from '../../calls/memory-map.ts';
import type { CallRequest } from '../../calls/repeated-call.ts';
import { RepeatedCall } from '../../calls/repeated-call.ts';
import { startState } from '../../calls/start-state.ts';
import type { Machine, MemoryMark, Outcome } from '../../machine/machine.ts';

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
  /** A function that may change all that AAPCS64 lets it, and leaves `functionResult` in x0. */
  callee: memoryMap.stubs.address,
  /** Nothing but code is in the image, up to here. */
  imageEnd: memoryMap.image.address + 0x1_0000n,
} as const;

export const functionResult = 0x77n;

export const eret = 0xd69f03e0;
export const hvc7 = 0xd40000e2;
/** b . */
const spin = 0x14000000;

/** Code whose calls a bench makes. */
export interface BenchCode {
  /** At lower-a64/sync. */
  readonly vector: readonly number[];
  /** What calls, at EL1 unless `values` says otherwise: HVC #7 if undefined. It ends at the address after it. */
  readonly caller?: readonly number[];
  readonly values?: Values;
  /** What the function changes besides `functionResult`. */
  readonly functionLeaves?: Values;
  /** More places where calls end. */
  readonly stops?: ReadonlyMap<bigint, Outcome>;
  /** Instructions. */
  readonly budget?: number;
}

/** A call that can be made again and again from the same memory. */
export interface BenchCall {
  /** Every register before it. */
  readonly state: State;
  readonly run: (request: CallRequest) => CallRecord;
  /** Stepped, from `state` with these values. */
  readonly step: (values?: Values) => CallRecord;
}

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
    const { vector, caller = [hvc7], values = {}, functionLeaves = {}, stops = [] } = code;
    const machine = this.#machine;
    machine.rewind(this.#mark);
    this.#load(places.caller, caller);
    this.#load(places.vector, vector);
    const state = startState(machine.resetState(), {
      origin: 'host',
      table: places.table,
      seed: 1,
      state: new Map(),
    });
    setAll(state, { pc: places.caller, ...values });
    const runner = new RepeatedCall({
      machine,
      start: 'code',
      stops: new Map<bigint, Outcome>([
        [places.caller + BigInt(4 * caller.length), 'returned'],
        [places.callee, 'called'],
        ...stops,
      ]),
      functions: new Set([places.callee]),
      captures: new Set(),
      budget: code.budget ?? 1000,
      memory: [],
      mark: machine.mark(),
      callFunction: (after) => {
        after.set('pc', after.get('x30'));
        setAll(after, { x0: functionResult, ...functionLeaves });
      },
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

function setAll(state: State, values: Values): void {
  for (const [register, value] of Object.entries(values)) {
    state.set(register as RegisterName, value);
  }
}
