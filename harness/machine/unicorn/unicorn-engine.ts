import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { ExceptionCause } from '../../architecture/exception-cause.ts';
import type { ProcessorModel } from '../../architecture/processor-model.ts';
import { registers } from '../../architecture/registers.ts';
import { secureConfiguration } from '../../architecture/secure-configuration.ts';
import type { State } from '../../architecture/state.ts';
import { heldBits } from '../../architecture/system-register-rows.ts';
import type { AccessWindow } from '../access-window.ts';
import type { Attention } from '../attention.ts';
import type { Engine, Read } from '../engine.ts';
import { Memory, pageSize } from '../memory.ts';
import type { MappedRegion } from '../memory.ts';
import { Arena } from './arena.ts';
import { UC, unicorn } from './binding.ts';
import { FastEngine } from './fast-engine.ts';
import type { Processor } from './processor.ts';
import { RegisterFile } from './register-file.ts';
import { shadowTables } from './shadow-tables.ts';
import { StepEngine } from './step-engine.ts';

/** Bytes: two trampoline pages and the register file. */
const arenaSize = 0x10000;

const none: readonly Read[] = [];

/** libunicorn as one of the processors: one of its engines for stretches, and another one for steps. */
export class UnicornEngine implements Engine {
  readonly held: Engine['held'];
  readonly live: State;
  readonly memory: Memory;
  readonly #api = unicorn();
  readonly #arena = new Arena(arenaSize);
  /** The memory of the regions, by its bytes. */
  readonly #pages = new Map<Uint8Array, { readonly arena: Arena; readonly pointer: number }>();
  readonly #regions: MappedRegion[] = [];
  readonly #file: RegisterFile;
  readonly #fast: FastEngine;
  /** Made when it is first needed: most machines never step. */
  #step: StepEngine | undefined;

  constructor(processor: ProcessorModel) {
    this.held = new Map(
      registers
        .map((info) => [info.name, heldBits(info, processor)] as const)
        .filter(([, bits]) => bits !== 0n),
    );
    this.memory = new Memory((size) => this.#allocate(size), shadowTables);
    this.#file = new RegisterFile(this.#arena, processor);
    this.live = this.#file.live;
    this.#fast = new FastEngine(this.#api, this.#file, this.#arena, this.memory);
  }

  get reads(): readonly Read[] {
    return this.#step?.reads ?? none;
  }

  resetState(): State {
    const state = this.#fast.processor.resetState();
    state.set('scr_el3', secureConfiguration(this.live.processor));
    return state;
  }

  map(region: MappedRegion): void {
    this.#regions.push(region);
    this.#mapInto(this.#fast.processor, region);
    if (this.#step !== undefined) {
      this.#step.tables.withdraw();
      this.#mapInto(this.#step.processor, region);
    }
  }

  watch(attention: Attention, begin: number, last: number): number {
    return this.#fast.watch(attention, begin, last);
  }

  unwatch(handle: number): void {
    this.#fast.unwatch(handle);
  }

  forgetCode(address: number, size: number): void {
    this.#fast.processor.forgetCode(address, size);
    this.#step?.processor.forgetCode(address, size);
  }

  stretch(budget: number, usesVectors: boolean): number | undefined {
    return this.#fast.run(budget, usesVectors);
  }

  step(word: InstructionWord, window?: AccessWindow): ExceptionCause | undefined {
    this.#step ??= this.#openStep();
    return this.#step.step(word, window);
  }

  clearMonitor(): void {
    this.#step?.clearMonitor();
  }

  close(): void {
    this.#fast.processor.close();
    this.#step?.processor.close();
    this.#step?.tables.free();
    for (const { arena } of this.#pages.values()) {
      arena.free();
    }
    this.#arena.free();
  }

  #openStep(): StepEngine {
    const step = new StepEngine(this.#api, this.#file, this.#arena, this.memory);
    for (const region of this.#regions) {
      this.#mapInto(step.processor, region);
    }
    return step;
  }

  #mapInto({ uc }: Processor, { address, end, readOnly, bytes }: MappedRegion): void {
    const permissions = readOnly ? UC.PROT_ALL & ~UC.PROT_WRITE : UC.PROT_ALL;
    const pointer = this.#pages.get(bytes)?.pointer ?? 0;
    this.#api.mem_map_ptr(uc, address, end - address, permissions, pointer);
  }

  #allocate(size: number): Uint8Array {
    const arena = new Arena(size + pageSize);
    const { view, address } = arena.bytes(size, pageSize);
    this.#pages.set(view, { arena, pointer: address });
    return view;
  }
}
