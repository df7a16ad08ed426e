import { registers, wordOf } from '../../architecture/registers.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import { vectorBaseMask } from '../../architecture/exception.ts';
import { modes } from '../../architecture/pstate.ts';
import { createState } from '../../architecture/state.ts';
import type { State } from '../../architecture/state.ts';
import type {
  Machine,
  MemoryContent,
  MemoryMark,
  MemoryRegion,
  Observation,
  Probe,
} from '../machine.ts';
import { Arena } from './arena.ts';
import { unicorn } from './binding.ts';
import { Execution } from './execution.ts';
import { FastEngine } from './fast-engine.ts';
import { Memory } from './memory.ts';
import type { MappedRegion } from './memory.ts';
import { engineScr, trampolinePage } from './processor.ts';
import { RegisterFile } from './register-file.ts';
import { StepEngine } from './step-engine.ts';

/** Bytes: two trampoline pages and the register file. */
const arenaSize = 0x10000;

/** Registers that this engine has as constants. */
const constants: ReadonlySet<RegisterName> = new Set<RegisterName>([
  ...(['actlr_el1', 'afsr0_el1', 'afsr1_el1', 'amair_el1'] as const),
  ...(['actlr_el2', 'afsr0_el2', 'afsr1_el2', 'amair_el2', 'hacr_el2'] as const),
]);

/** Registers of which this engine keeps some bits only. */
const kept: readonly (readonly [RegisterName, bigint])[] = [
  // No ARMv8.1 controls, and HCD is RES0 where EL3 exists.
  ['hcr_el2', 0x3_dfff_ffffn],
  ['vbar_el1', vectorBaseMask],
  ['vbar_el2', vectorBaseMask],
  ['csselr_el1', 0xfn],
];

const observable: ReadonlySet<RegisterName> = new Set(
  registers.filter((info) => !info.volatile && !constants.has(info.name)).map(({ name }) => name),
);

const unobservableHalves = registers
  .filter(({ name }) => !observable.has(name))
  .flatMap(({ word }) => [word * 2, word * 2 + 1]);
const keptWords = kept.map(([name, mask]) => ({
  half: wordOf(name) * 2,
  low: Number(mask & 0xffff_ffffn),
  high: Number((mask >> 32n) & 0xffff_ffffn),
}));

class UnicornMachine implements Machine {
  readonly observable = observable;
  readonly #api = unicorn();
  readonly #arena = new Arena(arenaSize);
  readonly #memory = new Memory();
  readonly #regions: MappedRegion[] = [];
  readonly #file: RegisterFile;
  readonly #fast: FastEngine;
  readonly #execution: Execution;
  #step: StepEngine | undefined;
  #pinned: { stops?: Probe['stops']; captures?: Probe['captures'] } = {};
  #closed = false;

  constructor() {
    this.#file = new RegisterFile(this.#arena);
    this.#fast = new FastEngine(this.#api, this.#file, this.#arena, this.#memory);
    this.#execution = new Execution({
      live: this.#file.live,
      memory: this.#memory,
      fast: this.#fast,
      step: () => this.#stepEngine(),
      codeWritten: (address, size) => this.#noteCode(address, size),
    });
  }

  resetState(): State {
    const state = this.#fast.resetState();
    state.set('pc', 0n);
    state.set('pstate', modes.el2h | 0x3c0n);
    state.set('scr_el3', engineScr);
    return state;
  }

  map(regions: readonly MemoryRegion[]): void {
    for (const region of regions) {
      const mapped = this.#memory.map(region, trampolinePage);
      this.#regions.push(mapped);
      this.#fast.map(mapped);
      this.#step?.map(mapped);
    }
  }

  write({ address, bytes, execute }: MemoryContent): void {
    const at = Number(address);
    this.#memory.write(at, bytes);
    if (execute || this.#fast.code.overlaps(at, bytes.length)) {
      this.#noteCode(at, bytes.length);
    }
  }

  read(address: bigint, size: number): Uint8Array {
    return this.#memory.read(Number(address), size);
  }

  isMapped(address: bigint, size: number): boolean {
    return this.#memory.regionOf(Number(address), size) !== undefined;
  }

  mark(): MemoryMark {
    return this.#memory.mark();
  }

  rewind(mark: MemoryMark): void {
    for (const { address, size } of this.#memory.rewind(mark)) {
      this.#scan(address, size);
    }
  }

  newObservation(): Observation {
    return {
      outcome: 'out-of-budget',
      pc: 0n,
      instructions: undefined,
      before: createState(),
      entry: createState(),
      after: createState(),
      exceptions: [],
      writes: [],
      captures: [],
      steps: undefined,
    };
  }

  run(probe: Probe, out: Observation): void {
    const { live } = this.#file;
    live.copyFrom(probe.state);
    for (const half of unobservableHalves) {
      live.halves[half] = 0;
    }
    for (const { half, low, high } of keptWords) {
      live.halves[half] = (live.halves[half] as number) & low;
      live.halves[half + 1] = (live.halves[half + 1] as number) & high;
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
    this.#fast.close();
    this.#step?.close();
    this.#memory.free();
    this.#arena.free();
  }

  /** Lets the fast engine stop where the probe wants to. */
  #pin({ stops, captures }: Probe): void {
    if (stops !== this.#pinned.stops || captures !== this.#pinned.captures) {
      this.#pinned = { stops, captures };
      for (const address of [...stops.keys(), ...(captures ?? [])]) {
        this.#fast.code.pin(address);
      }
    }
  }

  /** Made when it is first needed: most machines never step. */
  #stepEngine(): StepEngine {
    if (this.#step === undefined) {
      const { code } = this.#fast;
      this.#step = new StepEngine(
        this.#api,
        this.#file,
        this.#arena,
        this.#memory,
        (address, size) => code.overlaps(address, size),
      );
      for (const region of this.#regions) {
        this.#step.map(region);
      }
    }
    return this.#step;
  }

  #noteCode(address: number, size: number): void {
    this.#memory.noteCode({ address, size });
    this.#scan(address, size);
  }

  /** Looks at the words that these bytes are part of. */
  #scan(address: number, size: number): void {
    const begin = address - (address % 4);
    const length = Math.ceil((address + size - begin) / 4) * 4;
    this.#fast.code.scan(begin, this.#memory.read(begin, length));
    this.#step?.forgetCode(begin, length);
  }
}

/**
 * A machine on libunicorn, of the Cortex-A72 model: EL2 and EL3, no Armv8.1 features. Throws an HcallError
 * 'engine-missing' or 'engine-version'.
 */
export function createMachine(): Machine {
  return new UnicornMachine();
}
