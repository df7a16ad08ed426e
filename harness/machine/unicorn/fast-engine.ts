import { hcrBits, requiresAlignment } from '../../architecture/traps.ts';
import { wordOf } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import type { Arena } from './arena.ts';
import { UC, register, unregister } from './binding.ts';
import type { Unicorn } from './binding.ts';
import { CodeMap } from './code-map.ts';
import { InstructionCount } from './instruction-count.ts';
import { LoadAddresses } from './load-addresses.ts';
import type { MappedRegion, Memory } from './memory.ts';
import { Processor } from './processor.ts';
import type { RegisterFile } from './register-file.ts';
import { RunningRegisters } from './running-registers.ts';
import { systemWrites } from './system-writes.ts';

const pcHalf = wordOf('pc') * 2;
const pstateHalf = wordOf('pstate') * 2;
const hcrHalf = wordOf('hcr_el2') * 2;
const { tid3, tacr, tsw, tpc, tpu, ttlb, tvm, tdz, trvm } = hcrBits;
const accessTraps = Number(tid3 | tacr | tsw | tpc | tpu | ttlb | tvm | tdz | trvm);

/**
 * Runs whole stretches of code. Native hooks stop it at instructions that the machine does itself; whatever else is
 * out of the ordinary it only notices: then the caller undoes the stretch and runs it again in small steps.
 */
export class FastEngine {
  readonly code: CodeMap;
  readonly #api: Unicorn;
  readonly #file: RegisterFile;
  readonly #memory: Memory;
  readonly #processor: Processor;
  readonly #loads: LoadAddresses;
  readonly #count: InstructionCount;
  readonly #callbacks: bigint[] = [];
  /** Something happened that needs small steps. */
  #irregular = false;
  /** The first instruction was looked at already. */
  #resume = -1;
  /** Instructions that the stretch may have. */
  #budget = 0;
  #aligned = false;
  #trapped = false;

  constructor(api: Unicorn, file: RegisterFile, arena: Arena, memory: Memory) {
    this.#api = api;
    this.#file = file;
    this.#memory = memory;
    const processor = new Processor(api, file, arena, false);
    this.#processor = processor;
    const registers = new RunningRegisters(api, processor.uc, arena);
    this.#loads = new LoadAddresses(registers, memory);
    this.#count = new InstructionCount(registers, memory);
    const stop = api.emu_stop_pointer;
    const interrupt = register.interrupt(() => {
      this.#irregular = true;
    });
    const attend = register.code((_uc, address) => this.#attend(address));
    const trace = register.code((_uc, address) => this.#trace(address));
    const count = register.code((_uc, address) => this.#see(address));
    const align = register.code((_uc, address) => {
      if (this.#aligned && this.#loads.isMisaligned(Number(address))) {
        this.#abandon();
      }
    });
    const store = register.memory((_uc, _type, address, size, value) =>
      this.#store(Number(address), size, value),
    );
    this.#callbacks.push(interrupt, attend, trace, count, align, store);
    processor.hook(UC.HOOK_INTR, Number(interrupt), 1, 0);
    processor.hook(UC.HOOK_INTR, stop, 1, 0);
    processor.hook(UC.HOOK_MEM_WRITE, Number(store), 1, 0);
    this.code = new CodeMap(
      processor,
      {
        stop,
        attend: Number(attend),
        trace: Number(trace),
        count: Number(count),
        align: Number(align),
      },
      (handle) => api.hook_del(processor.uc, handle),
    );
  }

  map(region: MappedRegion): void {
    const permissions = region.readOnly ? UC.PROT_ALL & ~2 : UC.PROT_ALL;
    const { address, end, pointer } = region;
    this.#api.mem_map_ptr(this.#processor.uc, address, end - address, permissions, pointer);
    this.code.addRegion(address, end);
  }

  /**
   * Runs from `live` to the next instruction that the machine must look at. Gives how many instructions that were at most.
   * Undefined when it must be undone and run again in steps, as when they may be more than `budget`; registers and memory
   * are then as they happen to be. `usesVectors` says that the first instruction may write v0-v31; the engine stops before
   * every other one.
   */
  run(budget: number, usesVectors: boolean): number | undefined {
    const { live } = this.#file;
    this.#irregular = false;
    this.#budget = budget;
    this.#resume = pcNumber(live);
    this.#count.start(this.#resume);
    this.#aligned = requiresAlignment(live);
    this.#trapped =
      ((live.halves[hcrHalf] as number) & accessTraps) !== 0 &&
      ((live.halves[pstateHalf] as number) & 0b1100) < 0b1000;
    this.#processor.vectorsDirty = usesVectors;
    const status = this.#processor.run(0);
    if (status !== 0 || this.#irregular) {
      this.#processor.forget();
      return undefined;
    }
    this.#processor.read();
    const count = this.#count.upTo(pcNumber(live));
    return count <= budget ? count : undefined;
  }

  close(): void {
    this.#processor.close();
    for (const callback of this.#callbacks) {
      unregister(callback);
    }
  }

  /** The state that the engine has after reset. */
  resetState(): State {
    return this.#processor.resetState();
  }

  #abandon(): void {
    this.#irregular = true;
    this.#api.emu_stop(this.#processor.uc);
  }

  #attend(address: number | bigint): void {
    if (address !== this.#resume) {
      this.#api.emu_stop(this.#processor.uc);
      return;
    }
    this.#resume = -1;
    this.#see(address);
    this.#noteWrites(address);
  }

  #trace(address: number | bigint): void {
    if (this.#trapped && address !== this.#resume) {
      this.#api.emu_stop(this.#processor.uc);
      return;
    }
    this.#noteWrites(address);
  }

  #see(address: number | bigint): void {
    if (this.#count.see(Number(address)) > this.#budget) {
      this.#abandon();
    }
  }

  #noteWrites(address: number | bigint): void {
    const word = this.#memory.fetch(Number(address));
    if (word === undefined) {
      return;
    }
    for (const index of systemWrites(word)) {
      this.#processor.dirty.add(index);
    }
  }

  #store(address: number, size: number, value: number | bigint): void {
    const region = this.#memory.regionOf(address, size);
    if (region === undefined || size > 8) {
      this.#abandon();
      return;
    }
    if (this.#aligned && address % size !== 0) {
      this.#abandon();
    }
    if (region.readOnly || this.code.overlaps(address, size)) {
      this.#abandon();
    }
    // The engine stores it even when the hook has stopped it.
    if (!region.readOnly) {
      this.#memory.record(region, address, size, BigInt(value));
    }
  }
}

function pcNumber({ halves }: State): number {
  return (halves[pcHalf + 1] as number) * 2 ** 32 + (halves[pcHalf] as number);
}
