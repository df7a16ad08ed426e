import { decode } from '../../architecture/a64/decode.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { ExceptionCause } from '../../architecture/exception-cause.ts';
import { faultStatus, isPhysical, untranslatedFault } from '../../architecture/fault-status.ts';
import { decodeInstruction, isAtomic, isExclusive } from '../../architecture/instruction.ts';
import { memoryAccess } from '../../architecture/memory-access.ts';
import { pstateBits, pstateNumber } from '../../architecture/pstate.ts';
import { wordOf } from '../../architecture/registers.ts';
import { createState } from '../../architecture/state.ts';
import type { State } from '../../architecture/state.ts';
import { checksAlignment, isTranslated, requiresAlignment } from '../../architecture/traps.ts';
import type { Read } from '../engine.ts';
import { pageSize } from '../memory.ts';
import type { Memory } from '../memory.ts';
import type { Arena } from './arena.ts';
import { UC, intno } from './binding.ts';
import type { Unicorn } from './binding.ts';
import { Processor } from './processor.ts';
import type { RegisterFile } from './register-file.ts';
import { systemWrites } from './system-writes.ts';

interface Access extends Read {
  readonly write: boolean;
}

const pcWord = wordOf('pc');
const branchType = Number(pstateBits.btype);
const branchTypeLow = 10;

/** Runs one instruction at a time, and finds out exactly what it did or why it could not run. */
export class StepEngine {
  /** The loads of the last step. */
  reads: Read[] = [];
  readonly processor: Processor;
  readonly #file: RegisterFile;
  readonly #memory: Memory;
  readonly #before: State;
  #interrupt: number = intno.none;
  #last: Access | undefined;
  /** The access that is not aligned, or that nothing answers. */
  #refused: { readonly access: Access; readonly status: number } | undefined;
  #aligned = false;
  /** Bytes of each access of an FP/SIMD instruction, which the engine makes in other pieces; 0 for the others. */
  #element = 0;
  #fetchFails = false;
  /** Before 2.1 the engine reports an access before its translation, since then only when that did not fail. */
  readonly #reportsFailures: boolean;
  /** A store exclusive, for which the engine loads what it compares with. */
  #onlyStores = false;
  /** The exclusive monitor may be set. */
  #monitor = false;

  constructor(api: Unicorn, file: RegisterFile, arena: Arena, memory: Memory) {
    this.#file = file;
    this.#before = createState(file.live.processor);
    this.#memory = memory;
    this.#reportsFailures = api.version.startsWith('2.0.');
    // The constructor of a processor uses `live` to reach its base state.
    const before = file.live.clone();
    const processor = new Processor(api, file, arena, true);
    file.live.copyFrom(before);
    this.processor = processor;
    const { callbacks } = processor;
    const interrupt = callbacks.add('interrupt', (_uc, number) => {
      this.#interrupt = number;
    });
    const access = callbacks.add('memory', (_uc, type, address, size, value) =>
      this.#access(type === UC.MEM_WRITE, address, size, value),
    );
    const invalid = callbacks.add('invalidMemory', (_uc, type, address, size) => {
      const at = BigInt.asUintN(64, BigInt(address));
      if (type === UC.MEM_FETCH_UNMAPPED || type === UC.MEM_FETCH_PROT) {
        this.#fetchFails = true;
      } else {
        const isWrite = type === UC.MEM_WRITE_UNMAPPED || type === UC.MEM_WRITE_PROT;
        const write = isWrite || this.#onlyStores;
        const access = { address: at, size, write };
        // The engine reports a load that nothing answers here alone.
        this.#checkAlignment(access);
        this.#refuse(access, untranslatedFault(at));
      }
      return false;
    });
    processor.hook(UC.HOOK_INTR, interrupt, 1, 0);
    processor.hook(UC.HOOK_INTR, api.emu_stop_pointer, 1, 0);
    processor.hook(UC.HOOK_MEM_READ | UC.HOOK_MEM_WRITE, access, 1, 0);
    processor.hook(UC.HOOK_MEM_INVALID, invalid, 1, 0);
  }

  /** See Engine. */
  step(word: InstructionWord): ExceptionCause | undefined {
    const { live } = this.#file;
    const stores = this.#memory.journal.length;
    this.reads = [];
    this.#interrupt = intno.none;
    this.#last = undefined;
    this.#refused = undefined;
    this.#fetchFails = false;
    this.#aligned = requiresAlignment(live);
    this.#before.copyFrom(live);
    for (const index of systemWrites(word)) {
      this.processor.dirty.add(index);
    }
    this.processor.vectorsDirty = decodeInstruction(word).kind === 'fp';
    this.#element = this.processor.vectorsDirty ? (memoryAccess(word, live)?.element ?? 0) : 0;
    this.#onlyStores = false;
    if (isAtomic(word)) {
      const access = memoryAccess(word, live);
      // Of an exclusive one the engine looks at the monitor first (Arm ARM, AArch64.ExclusiveMonitorsPass).
      if (access !== undefined && access.address % BigInt(access.element) !== 0n) {
        return dataAbort(access, faultStatus.alignment);
      }
      if (isExclusive(word)) {
        this.#onlyStores = access?.write === true;
        this.#monitor = true;
      }
    }
    const status = this.processor.run(1);
    const done = status === 0 && this.#interrupt === intno.none;
    if (this.#refused === undefined && (done || this.#fetchFailed())) {
      this.processor.read();
      if (done || live.words[pcWord] !== this.#before.words[pcWord]) {
        return undefined;
      }
    }
    this.processor.forget();
    live.copyFrom(this.#before);
    this.#memory.undo(stores);
    this.reads = [];
    return this.#cause(word, status);
  }

  /** See Engine. */
  clearMonitor(): void {
    if (!this.#monitor) {
      return;
    }
    this.#monitor = false;
    this.processor.forget();
  }

  /** A failed fetch: of the next instruction, when PC has moved on. */
  #fetchFailed(): boolean {
    return this.#fetchFails || this.#interrupt === intno.prefetchAbort;
  }

  #cause(word: InstructionWord, status: number): ExceptionCause {
    const { live } = this.#file;
    const pc = live.words[pcWord] as bigint;
    const refusal = (address: bigint): number =>
      isTranslated(live) ? faultStatus.translation : untranslatedFault(address);
    if (this.#refused !== undefined) {
      const { access, status: code } = this.#refused;
      return dataAbort(access, code);
    }
    if (this.#fetchFailed()) {
      return { kind: 'instruction-abort', address: pc, status: refusal(pc) };
    }
    switch (this.#interrupt) {
      case intno.undefined:
        return branchTargetFault(word, live) ?? { kind: 'undefined' };
      case intno.dataAbort: {
        const access = this.#untranslated(word);
        if (access === undefined) {
          break;
        }
        const { address, size } = access;
        const misaligned = checksAlignment(live) && address % BigInt(size) !== 0n;
        return dataAbort(access, misaligned ? faultStatus.alignment : refusal(address));
      }
    }
    throw new Error(
      `Unicorn stops with status ${status}, interrupt ${this.#interrupt} at 0x${pc.toString(16)}`,
    );
  }

  /**
   * The access whose translation failed: that of the first page, or of the second one when the instruction reaches
   * that far and the first one passed. Before 2.1 the engine does not say which page it was of a single store to two:
   * then it is the first.
   */
  #untranslated(word: InstructionWord): Access | undefined {
    const access = memoryAccess(word, this.#file.live);
    if (access === undefined) {
      return this.#last;
    }
    const { address, size, element, write } = access;
    const end = address + BigInt(size) - 1n;
    const second = end - (end % BigInt(pageSize));
    const seen = this.#last?.address;
    const passed = seen !== undefined && (!this.#reportsFailures || seen >= second);
    return { address: passed && second > address ? second : address, size: element, write };
  }

  #refuse(access: Access, status: number): void {
    this.#refused ??= { access, status };
  }

  #checkAlignment(access: Access): void {
    const { address, size } = access;
    // Where the first element is aligned, so are the others.
    const unit = this.#element === 0 ? size : this.#last === undefined ? this.#element : 1;
    if (this.#aligned && address % BigInt(unit) !== 0n) {
      // Without SCTLR_ELx.A the address size fault comes first.
      if (isPhysical(address) || checksAlignment(this.#file.live)) {
        this.#refuse(access, faultStatus.alignment);
      }
    }
  }

  #access(write: boolean, address: number | bigint, size: number, value: number | bigint): void {
    if (this.#onlyStores && !write) {
      return;
    }
    const access = { address: BigInt.asUintN(64, BigInt(address)), size, write };
    this.#checkAlignment(access);
    this.#last = access;
    const at = Number(access.address);
    // The engine does the access in any case, so a store is recorded, to be undone.
    const region = this.#memory.regionOf(at, size);
    // Beyond physical memory the engine raises the abort itself.
    if (region === undefined) {
      return;
    }
    if (!write) {
      this.reads.push({ address: access.address, size });
      return;
    }
    if (region.readOnly) {
      return;
    }
    this.#memory.record(region, at, size, BigInt(value));
  }
}

/** What the engine reports as UNDEFINED too: only a guarded page can make it of an instruction that the processor has. */
function branchTargetFault(word: InstructionWord, live: State): ExceptionCause | undefined {
  const btype = (pstateNumber(live) & branchType) >>> branchTypeLow;
  const isFault = btype !== 0 && isTranslated(live) && decode(word) !== undefined;
  return isFault ? { kind: 'branch-target', btype } : undefined;
}

function dataAbort(access: Access, status: number): ExceptionCause {
  return { kind: 'data-abort', address: access.address, status, write: access.write };
}
