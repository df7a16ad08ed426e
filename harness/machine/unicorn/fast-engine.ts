import { decodeInstruction } from '../../architecture/instruction.ts';
import { trapRowOf } from '../../architecture/traps.ts';
import { wordOf } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import type { Attention } from '../attention.ts';
import { InstructionCount } from '../instruction-count.ts';
import { LoadAddresses } from '../load-addresses.ts';
import type { Memory } from '../memory.ts';
import type { ScannedCode } from '../scanned-code.ts';
import type { Arena } from './arena.ts';
import { UC } from './binding.ts';
import type { Unicorn } from './binding.ts';
import { HookedRegisters } from './hooked-registers.ts';
import { Processor } from './processor.ts';
import type { RegisterFile } from './register-file.ts';
import { systemWrites } from './system-writes.ts';

const pcHalf = wordOf('pc') * 2;
const pstateHalf = wordOf('pstate') * 2;

/**
 * Runs whole stretches of code. Native hooks stop it at instructions that the machine does itself; whatever else is
 * out of the ordinary it only notices: then the caller undoes the stretch and runs it again in small steps.
 */
export class FastEngine {
  readonly processor: Processor;
  readonly #api: Unicorn;
  readonly #file: RegisterFile;
  readonly #memory: Memory;
  readonly #code: ScannedCode;
  /** Native callbacks by kind of attention. */
  readonly #attention: Readonly<Record<Attention, number>>;
  readonly #loads: LoadAddresses;
  readonly #count: InstructionCount;
  /** Something happened that needs small steps. */
  #irregular = false;
  /** The first instruction was looked at already. */
  #resume = -1;
  /** Instructions that the stretch may have. */
  #budget = 0;
  /** At EL1 or EL0, where a system instruction may be trapped. */
  #lower = false;

  constructor(api: Unicorn, file: RegisterFile, arena: Arena, memory: Memory) {
    this.#api = api;
    this.#file = file;
    this.#memory = memory;
    this.#code = memory.code;
    const processor = new Processor(api, file, arena, false);
    this.processor = processor;
    const registers = new HookedRegisters(api, processor.uc, arena);
    this.#loads = new LoadAddresses(registers, memory);
    this.#count = new InstructionCount(registers, memory);
    const { callbacks } = processor;
    const stop = api.emu_stop_pointer;
    const interrupt = callbacks.add('interrupt', () => {
      this.#irregular = true;
    });
    const store = callbacks.add('memory', (_uc, _type, address, size, value) =>
      this.#store(Number(address), size, value),
    );
    this.#attention = {
      stop,
      attend: callbacks.add('code', (_uc, address) => this.#attend(address)),
      trace: callbacks.add('code', (_uc, address) => this.#trace(address)),
      count: callbacks.add('code', (_uc, address) => this.#see(address)),
      align: callbacks.add('code', (_uc, address) => {
        if (this.#loads.isMisaligned(Number(address))) {
          this.#abandon();
        }
      }),
    };
    processor.hook(UC.HOOK_INTR, interrupt, 1, 0);
    processor.hook(UC.HOOK_INTR, stop, 1, 0);
    processor.hook(UC.HOOK_MEM_WRITE, store, 1, 0);
  }

  /** See Engine. */
  watch(attention: Attention, begin: number, last: number): number {
    return this.processor.hook(UC.HOOK_CODE, this.#attention[attention], begin, last);
  }

  unwatch(handle: number): void {
    this.#api.hook_del(this.processor.uc, handle);
  }

  /** See Engine.stretch. */
  run(budget: number, usesVectors: boolean): number | undefined {
    const { live } = this.#file;
    this.#irregular = false;
    this.#budget = budget;
    this.#resume = pcNumber(live);
    this.#count.start(this.#resume);
    this.#lower = ((live.halves[pstateHalf] as number) & 0b1100) < 0b1000;
    this.processor.vectorsDirty = usesVectors;
    const status = this.processor.run(0);
    if (status !== 0 || this.#irregular) {
      this.processor.forget();
      return undefined;
    }
    this.processor.read();
    const count = this.#count.upTo(pcNumber(live));
    return count <= budget ? count : undefined;
  }

  #abandon(): void {
    this.#irregular = true;
    this.#api.emu_stop(this.processor.uc);
  }

  #attend(address: number | bigint): void {
    if (address !== this.#resume) {
      this.#api.emu_stop(this.processor.uc);
      return;
    }
    this.#resume = -1;
    this.#see(address);
    this.#noteWrites(address);
  }

  #trace(address: number | bigint): void {
    if (this.#lower && address !== this.#resume && this.#isTrapped(address)) {
      this.#api.emu_stop(this.processor.uc);
      return;
    }
    this.#noteWrites(address);
  }

  /** What the controls were before the stretch they still are: no level writes those of its own system instructions. */
  #isTrapped(address: number | bigint): boolean {
    const word = this.#memory.fetch(Number(address));
    return word !== undefined && trapRowOf(decodeInstruction(word), this.#file.live) !== undefined;
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
      this.processor.dirty.add(index);
    }
  }

  #store(address: number, size: number, value: number | bigint): void {
    const region = this.#memory.regionOf(address, size);
    if (region === undefined || size > 8) {
      this.#abandon();
      return;
    }
    // All memory is Device memory while addresses are not translated.
    if (address % size !== 0) {
      this.#abandon();
    }
    if (region.readOnly || this.#code.overlaps(address, size)) {
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
