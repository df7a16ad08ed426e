import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { ExceptionCause } from '../../architecture/exception-cause.ts';
import { faultStatus, isPhysical, untranslatedFault } from '../../architecture/fault-status.ts';
import { decodeInstruction, isAtomic, isExclusive } from '../../architecture/instruction.ts';
import { memoryAccess } from '../../architecture/memory-access.ts';
import { wordOf } from '../../architecture/registers.ts';
import { createState } from '../../architecture/state.ts';
import type { State } from '../../architecture/state.ts';
import { checksAlignment } from '../../architecture/traps.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import { piecesOf } from '../access-window.ts';
import type { AccessWindow } from '../access-window.ts';
import { dataAbort } from '../data-abort.ts';
import type { Read } from '../engine.ts';
import type { Memory } from '../memory.ts';
import type { Arena } from './arena.ts';
import { UC, intno } from './binding.ts';
import type { Unicorn } from './binding.ts';
import { Processor } from './processor.ts';
import type { RegisterFile } from './register-file.ts';
import { ShadowTables } from './shadow-tables.ts';
import { systemWrites } from './system-writes.ts';

interface Access {
  readonly address: bigint;
  /** Bytes. */
  readonly size: number;
  readonly write: boolean;
}

const pcWord = wordOf('pc');

/** Runs one instruction at a time, and finds out exactly what it did or why it could not run. */
export class StepEngine {
  /** The loads of the last step. */
  reads: Read[] = [];
  readonly processor: Processor;
  readonly tables: ShadowTables;
  readonly #file: RegisterFile;
  readonly #memory: Memory;
  readonly #before: State;
  #interrupt: number = intno.none;
  #last: Access | undefined;
  /** The access that is not aligned, or that nothing answers. */
  #refused: { readonly access: Access; readonly status: number } | undefined;
  /** Where the accesses go, while addresses are translated; then the machine has looked at their alignment. */
  #window: AccessWindow | undefined;
  /** Bytes of each access of an FP/SIMD instruction, which the engine makes in other pieces; 0 for the others. */
  #element = 0;
  #fetchFails = false;
  /** A store exclusive, for which the engine loads what it compares with. */
  #onlyStores = false;
  /** The exclusive monitor may be set. */
  #monitor = false;

  constructor(api: Unicorn, file: RegisterFile, arena: Arena, memory: Memory) {
    this.#file = file;
    this.#before = createState(file.live.processor);
    this.#memory = memory;
    // The constructor of a processor uses `live` to reach its base state.
    const before = file.live.clone();
    const processor = new Processor(api, file, arena, true);
    file.live.copyFrom(before);
    this.processor = processor;
    this.tables = new ShadowTables(api, processor.uc);
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

  /** See Engine. Throws an HcallError 'unmodelled-translation' where the engine finds another fault than the machine. */
  step(word: InstructionWord, window?: AccessWindow): ExceptionCause | undefined {
    this.#window = window;
    if (window === undefined) {
      return this.#try(word);
    }
    const { live } = this.#file;
    if (this.tables.show(window.pages)) {
      this.processor.forget();
    }
    this.tables.enter(live);
    let cause: ExceptionCause | undefined;
    try {
      cause = this.#try(word);
    } finally {
      this.tables.leave(live);
    }
    if (cause?.kind !== 'data-abort' && cause?.kind !== 'instruction-abort') {
      return cause;
    }
    if (window.fault !== undefined) {
      return window.fault;
    }
    const pc = live.get('pc').toString(16);
    const at = cause.address.toString(16);
    throw problem(
      'unmodelled-translation',
      `at 0x${pc}: the engine does not access 0x${at} as the tables say`,
    );
  }

  #try(word: InstructionWord): ExceptionCause | undefined {
    const { live } = this.#file;
    const stores = this.#memory.journal.length;
    this.reads = [];
    this.#interrupt = intno.none;
    this.#last = undefined;
    this.#refused = undefined;
    this.#fetchFails = false;
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
    if (this.#refused !== undefined) {
      const { access, status: code } = this.#refused;
      return dataAbort(access, code);
    }
    if (this.#fetchFailed()) {
      return { kind: 'instruction-abort', address: pc, status: untranslatedFault(pc) };
    }
    switch (this.#interrupt) {
      case intno.undefined:
        return { kind: 'undefined' };
      case intno.dataAbort: {
        const whole = memoryAccess(word, live);
        const access = whole ?? this.#last;
        if (access === undefined) {
          break;
        }
        const { address } = access;
        const unit = BigInt(whole?.element ?? this.#last?.size ?? 1);
        const misaligned = checksAlignment(live) && address % unit !== 0n;
        return dataAbort(access, misaligned ? faultStatus.alignment : untranslatedFault(address));
      }
    }
    throw new Error(
      `Unicorn stops with status ${status}, interrupt ${this.#interrupt} at 0x${pc.toString(16)}`,
    );
  }

  #refuse(access: Access, status: number): void {
    this.#refused ??= { access, status };
  }

  #checkAlignment(access: Access): void {
    const { address, size } = access;
    // Where the first element is aligned, so are the others.
    const unit = this.#element === 0 ? size : this.#last === undefined ? this.#element : 1;
    if (this.#window === undefined && address % BigInt(unit) !== 0n) {
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
    const window = this.#window;
    if (window === undefined) {
      this.#accessPlace(access, Number(access.address), 0, size, BigInt(value));
      return;
    }
    const pieces = piecesOf(window, access.address, size);
    if (pieces === undefined) {
      this.#refuse(access, faultStatus.external);
      return;
    }
    for (const { place, offset, size: bytes } of pieces) {
      this.#accessPlace(access, place, offset, bytes, BigInt(value) >> BigInt(offset * 8));
    }
  }

  /** An access, or a part of it: these bytes, from `offset` on. */
  #accessPlace(access: Access, place: number, offset: number, size: number, value: bigint): void {
    const address = access.address + BigInt(offset);
    // The engine does the access in any case, so a store is recorded, to be undone.
    const region = this.#memory.regionOf(place, size);
    if (region === undefined) {
      // Beyond physical memory the engine raises the abort itself, but not at a page that it was shown.
      if (this.tables.areMapped && isPhysical(address)) {
        this.#refuse(access, faultStatus.external);
      }
      return;
    }
    if (!access.write) {
      this.reads.push({ address, place, size });
      return;
    }
    if (region.readOnly) {
      return;
    }
    const isElsewhere = this.#window !== undefined && address !== BigInt(place);
    this.#memory.record(region, place, size, value, isElsewhere ? address : undefined);
  }
}
