import type { ProcessorModel } from '../architecture/processor-model.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import { modes } from '../architecture/pstate.ts';
import { systemRegisterRow } from '../architecture/system-register-rows.ts';
import type { State } from '../architecture/state.ts';
import { isTranslated } from '../architecture/traps.ts';
import { CodeMap } from './code-map.ts';
import type { Engine } from './engine.ts';
import { Execution } from './execution.ts';
import type {
  Machine,
  MemoryContent,
  MemoryMark,
  MemoryRegion,
  Observation,
  Probe,
} from './machine.ts';
import { newObservation } from './machine.ts';
import type { Memory } from './memory.ts';

/** DAIF, all of them masked. */
const masked = 0x3c0n;

/** The halves of a state of which the engine does not hold every bit. */
interface PartialHalves {
  readonly indexes: Uint16Array;
  /** The bits that it holds of each. */
  readonly masks: Int32Array;
  /** Those of them that are always 1. */
  readonly ones: Int32Array;
}

function partialHalves(held: Engine['held'], processor: ProcessorModel): PartialHalves {
  const partial = registers
    .flatMap(({ name, word, words }) => {
      const bits = held.get(name) ?? 0n;
      const ones = bits & (systemRegisterRow(name, processor)?.ones ?? 0n);
      return Array.from({ length: words * 2 }, (_, index) => ({
        half: word * 2 + index,
        mask: Number((bits >> BigInt(index * 32)) & 0xffff_ffffn),
        ones: Number((ones >> BigInt(index * 32)) & 0xffff_ffffn),
      }));
    })
    .filter(({ mask }) => mask !== 0xffff_ffff);
  return {
    indexes: Uint16Array.from(partial, ({ half }) => half),
    masks: Int32Array.from(partial, ({ mask }) => mask),
    ones: Int32Array.from(partial, ({ ones }) => ones),
  };
}

class RuledMachine implements Machine {
  readonly observable: ReadonlySet<RegisterName>;
  readonly #engine: Engine;
  readonly #memory: Memory;
  readonly #code: CodeMap;
  readonly #execution: Execution;
  readonly #partial: PartialHalves;
  #pinned: {
    stops?: Probe['stops'];
    captures?: Probe['captures'];
    /** The instruction of an interruption. */
    interruption?: bigint;
  } = {};
  #closed = false;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#memory = engine.memory;
    this.observable = new Set(engine.held.keys());
    this.#partial = partialHalves(engine.held, engine.live.processor);
    this.#code = new CodeMap(engine);
    this.#execution = new Execution(engine, {
      reach: (address) => this.#code.reach(address),
      written: (address, size) => this.#noteCode(address, size),
    });
  }

  resetState(): State {
    const state = this.#engine.resetState();
    for (const { name } of registers) {
      const reset = systemRegisterRow(name, state.processor)?.reset;
      if (reset !== undefined) {
        state.set(name, reset);
      }
    }
    state.set('pc', 0n);
    state.set('pstate', modes.el2h | masked);
    return state;
  }

  map(regions: readonly MemoryRegion[]): void {
    for (const region of regions) {
      const mapped = this.#memory.map(region);
      this.#engine.map(mapped);
      this.#code.addRegion(mapped.address, mapped.end);
    }
  }

  write({ address, bytes, execute }: MemoryContent): void {
    const at = Number(address);
    this.#memory.write(at, bytes);
    if (execute || this.#memory.code.overlaps(at, bytes.length)) {
      this.#noteCode(at, bytes.length);
    }
  }

  read(address: bigint, size: number): Uint8Array {
    return this.#memory.read(Number(address), size);
  }

  isMapped(address: bigint, size: number): boolean {
    return this.#memory.regionOf(Number(address), size) !== undefined;
  }

  physical(address: bigint, size: number): bigint {
    return this.#memory.physical(Number(address), size);
  }

  locate(state: State, address: bigint, access: 'fetch' | 'load' | 'store'): bigint | undefined {
    if (!isTranslated(state)) {
      return address;
    }
    this.#engine.live.copyFrom(state);
    return this.#execution.locate(address, access);
  }

  mark(): MemoryMark {
    return this.#memory.mark();
  }

  rewind(mark: MemoryMark): void {
    for (const { address, size } of this.#memory.rewind(mark)) {
      this.#place(address, size);
    }
  }

  newObservation(): Observation {
    return newObservation(this.#engine.live.processor);
  }

  run(probe: Probe, out: Observation): void {
    const { live } = this.#engine;
    live.copyFrom(probe.state);
    const { halves } = live;
    const { indexes, masks, ones } = this.#partial;
    for (let index = 0; index < indexes.length; index += 1) {
      const half = indexes[index] as number;
      halves[half] =
        ((halves[half] as number) & (masks[index] as number)) | (ones[index] as number);
    }
    this.#pin(probe);
    this.#memory.journal.truncate(0);
    this.#execution.run(probe, out);
  }

  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#engine.close();
  }

  /** Lets the engine stop where the probe wants to. */
  #pin({ stops, captures, interruption }: Probe): void {
    this.#pinInterruption(interruption?.address);
    if (stops !== this.#pinned.stops || captures !== this.#pinned.captures) {
      this.#pinned = { ...this.#pinned, stops, captures };
      for (const address of [...stops.keys(), ...(captures ?? [])]) {
        this.#code.pin(address);
      }
    }
  }

  /** One at a time: they come before each instruction of a call in turn, which would all stay slow. */
  #pinInterruption(address: bigint | undefined): void {
    const { interruption } = this.#pinned;
    if (address === interruption) {
      return;
    }
    if (interruption !== undefined) {
      this.#code.unpin(interruption);
    }
    // It may have been a stop as well.
    this.#pinned = address === undefined ? {} : { interruption: address };
    if (address !== undefined) {
      this.#code.pin(address);
    }
  }

  #noteCode(address: number, size: number): void {
    this.#memory.noteCode({ address, size });
    this.#place(address, size);
  }

  /** Takes the words that these bytes are part of as code. */
  #place(address: number, size: number): void {
    const begin = address - (address % 4);
    this.#code.place(begin, Math.ceil((address + size - begin) / 4) * 4);
  }
}

/** A machine by the architecture's rules, on an engine that is its own from now on: it closes it with itself. */
export function machineOn(engine: Engine): Machine {
  return new RuledMachine(engine);
}
