import { branchToSelf, encodeForm } from '../../architecture/a64/instructions.ts';
import { encodeSystemAccess } from '../../architecture/a64/system-access.ts';
import { systemOperations } from '../../architecture/system-operations.ts';
import { pstateBits } from '../../architecture/pstate.ts';
import { wordOf } from '../../architecture/registers.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import { changingBytes, createState, lastingBytes, lastingFrom } from '../../architecture/state.ts';
import type { State } from '../../architecture/state.ts';
import { hcrBits, sctlrBits } from '../../architecture/control-bits.ts';
import { secureConfiguration } from '../../architecture/secure-configuration.ts';
import type { Arena } from './arena.ts';
import { UC } from './binding.ts';
import type { Unicorn } from './binding.ts';
import { GuardedCallbacks } from './callbacks.ts';
import { modelOf } from './engine-model.ts';
import { engineSystemHalves as systemHalves, engineSystemRegisters } from './register-file.ts';
import type { CallSeries, RegisterFile } from './register-file.ts';

/**
 * The machine's own page, where an ERET at EL3 leads to any level: the last page below 2^44, the physical address
 * space of the processors (ID_AA64MMFR0_EL1.PARange is 4).
 */
export const trampolinePage = 0xfff_ffff_f000;
const pageSize = 0x1000;
const returnEntry = trampolinePage;
/** Forgets translations before it returns. */
const flushEntry = trampolinePage + 0x20;
const hold = trampolinePage + 0x40;

const eret = encodeForm('ERET');
const nonShareable = 7;
const wholeSystem = 15;
const zeroRegister = 31;

const flushCode = [
  ...[systemOperations.tlbi.alle1, systemOperations.tlbi.alle2].map(({ encoding }) =>
    encodeSystemAccess(false, encoding, zeroRegister),
  ),
  encodeForm('DSB', { CRm: nonShareable }),
  encodeForm('ISB', { CRm: wholeSystem }),
  eret,
];

const pcHalf = wordOf('pc') * 2;
const pstateHalf = wordOf('pstate') * 2;
const fpcrHalf = wordOf('fpcr') * 2;
const fpsrHalf = wordOf('fpsr') * 2;
const spHalf = wordOf('sp_el0') * 2;
const vectorsFrom = lastingFrom;
const vectorsTo = (wordOf('v31') + 2) * 2;
const hcrHalf = wordOf('hcr_el2') * 2;
const sctlr1Half = wordOf('sctlr_el1') * 2;
const sctlr2Half = wordOf('sctlr_el2') * 2;
const mmuBit = Number(sctlrBits.m);
const stage2Bits = Number(hcrBits.vm | hcrBits.dc);
const ilBit = Number(pstateBits.il);
/** M[4:0]. */
const modeBits = 0x1f;
/** What the engine's cached flags depend on. */
const cachedBits = modeBits | Number(pstateBits.pan | pstateBits.uao);

/** Registers that the engine's cached flags and translations do not depend on; after any other, it must re-enter. */
const inert: ReadonlySet<RegisterName> = new Set<RegisterName>([
  ...(['esr_el1', 'elr_el1', 'spsr_el1', 'far_el1', 'vbar_el1', 'par_el1'] as const),
  ...(['esr_el2', 'elr_el2', 'spsr_el2', 'far_el2', 'hpfar_el2', 'vbar_el2'] as const),
  ...(['tpidr_el0', 'tpidrro_el0', 'tpidr_el1', 'tpidr_el2', 'vpidr_el2', 'vmpidr_el2'] as const),
]);
/** Those of them that the engine keeps just as they are written: no bit of them is fixed. */
const verbatim: ReadonlySet<RegisterName> = new Set<RegisterName>([
  ...(['esr_el2', 'elr_el2', 'spsr_el2', 'far_el2', 'hpfar_el2'] as const),
  ...(['esr_el1', 'elr_el1', 'spsr_el1', 'far_el1'] as const),
  ...(['tpidr_el0', 'tpidrro_el0', 'tpidr_el1', 'tpidr_el2'] as const),
]);
/** What an exception that is taken to EL2 writes. */
const syndromes = (['esr_el2', 'elr_el2', 'spsr_el2', 'far_el2', 'hpfar_el2'] as const).map(
  (name) => engineSystemRegisters.findIndex((register) => register.name === name),
);
const isVerbatim = engineSystemRegisters.map(({ name }) => verbatim.has(name));
const controls = engineSystemRegisters.map(({ name }) => !inert.has(name));

const none: readonly number[] = [];

/** SP_EL0, SP_EL1 or SP_EL2: which one is SP in that AArch64 mode. */
function bankOf(mode: number): number {
  return (mode & 1) === 0 ? 0 : mode >> 2;
}

/** One engine, and what is known of its registers: it moves only what differs. */
export class Processor {
  readonly uc: number;
  readonly callbacks: GuardedCallbacks;
  /** Indexes of system registers that the code may have written since the last read. */
  readonly dirty = new Set<number>();
  readonly #api: Unicorn;
  readonly #file: RegisterFile;
  /** The code may have written FPCR, FPSR or v0-v31 since the last read. */
  vectorsDirty = true;
  /** The vectors and system registers that the engine holds; the rest is not kept here. */
  readonly #held: State;
  /** The same, and the same part of `live`, as bytes: comparing these is what costs least. */
  readonly #heldBytes: Buffer;
  readonly #liveBytes: Buffer;
  /** The other part of `live`, and as the engine left it when it was last read; only of a limited engine. */
  readonly #liveChanging: Buffer;
  readonly #leftChanging: Buffer;
  /** At EL3, with the engine's cached flags right: the place from which every level can be entered. */
  readonly #base: State;
  readonly #context: number;
  readonly #limited: boolean;
  readonly #out: ReturnType<Arena['words']>;
  /** PSTATE at which the engine stopped, as far as its cached flags depend on it; -1 when that is not known. */
  #parked = -1;
  /** It translated addresses since it last forgot translations. */
  #translated = false;
  /** System registers that are still to be given to the engine, with the general ones. */
  #unwritten: readonly number[] = none;

  /**
   * `limited` engines run a given number of instructions at each start; the others run until a hook stops them. One
   * engine cannot do both: the change throws all translated code away, which takes up to seconds.
   */
  constructor(api: Unicorn, file: RegisterFile, arena: Arena, limited: boolean) {
    this.#api = api;
    this.#file = file;
    this.#limited = limited;
    this.#held = createState(file.live.processor);
    this.#heldBytes = lastingBytes(this.#held);
    this.#liveBytes = lastingBytes(file.live);
    this.#liveChanging = changingBytes(file.live);
    this.#leftChanging = Buffer.alloc(this.#liveChanging.length);
    const out = arena.words(1);
    this.#out = out;
    this.#check(api.open(UC.ARCH_ARM64, UC.MODE_ARM, out.address), 'open');
    this.uc = Number(out.view[0]);
    const { number } = modelOf(file.live.processor);
    this.#check(api.set_cpu_model(this.uc, number), 'ctl_set_cpu_model');
    this.callbacks = new GuardedCallbacks(() => api.emu_stop(this.uc));
    const page = arena.bytes(pageSize, pageSize);
    const code = new Uint32Array(page.view.buffer, page.view.byteOffset, pageSize / 4);
    code[0] = eret;
    code.set(flushCode, (flushEntry - trampolinePage) / 4);
    code[(hold - trampolinePage) / 4] = branchToSelf;
    this.#check(
      api.mem_map_ptr(this.uc, trampolinePage, pageSize, UC.PROT_ALL, page.address),
      'mem_map_ptr',
    );
    if (!limited) {
      this.hook(UC.HOOK_CODE, api.emu_stop_pointer, hold, hold);
    }
    this.#climb();
    this.#check(api.context_alloc(this.uc, out.address), 'context_alloc');
    this.#context = Number(out.view[0]);
    this.#check(api.context_save(this.uc, this.#context), 'context_save');
    this.readAll();
    this.#base = file.live.clone();
    this.#held.copyFrom(file.live);
    this.#parked = -1;
  }

  /** From EL1h, where the engine starts, to EL3h; an ERET there is what makes the engine believe it. */
  #climb(): void {
    const api = this.#api;
    const file = this.#file;
    const scr = file.single(UC.ARM64_REG_CP_REG, { op0: 3, op1: 6, crn: 1, crm: 1, op2: 0 });
    scr.value[0] = secureConfiguration(file.live.processor);
    this.#write(scr.batch);
    const hcr = file.single(UC.ARM64_REG_CP_REG, { op0: 3, op1: 4, crn: 1, crm: 1, op2: 0 });
    hcr.value[0] = hcrBits.rw;
    this.#write(hcr.batch);
    // EL0 has all counters: what EL1 and EL2 refuse, the machine does.
    const monitors = file.single(UC.ARM64_REG_CP_REG, { op0: 3, op1: 3, crn: 9, crm: 14, op2: 0 });
    monitors.value[0] = 0xfn;
    this.#write(monitors.batch);
    const elr = file.single(UC.ARM64_REG_ELR_EL1);
    elr.value[0] = BigInt(hold);
    this.#write(elr.batch);
    this.#setReturn(hold % 2 ** 32, Math.floor(hold / 2 ** 32), 0x3cd);
    this.#write(file.byReturn);
    this.#check(api.emu_start(this.uc, returnEntry, 0, 0, this.#limited ? 1 : 0), 'emu_start');
    elr.value[0] = 0n;
    this.#write(elr.batch);
    this.#read(file.integer);
    if (file.live.get('pc') !== BigInt(hold) || (file.live.get('pstate') & 0xfn) !== 0xdn) {
      throw new Error(`Unicorn ${api.version} does not reach EL3`);
    }
    file.live.words.fill(0n);
  }

  /** Adds a hook; returns its handle. */
  hook(type: number, callback: number, begin: number, end: number): number {
    const out = this.#out;
    this.#check(
      this.#api.hook_add(this.uc, out.address, type, callback, 0, begin, end),
      'hook_add',
    );
    return Number(out.view[0]);
  }

  /**
   * Runs from `live`: to the next stop, or `count` instructions. Returns uc_emu_start's status. After success call
   * `read`, after an error `forget`. Throws what a callback threw.
   */
  run(count: number): number {
    const status = this.#start(count);
    if (this.callbacks.hasFailed) {
      this.forget();
      this.callbacks.rethrow();
    }
    return status;
  }

  #start(count: number): number {
    const { live } = this.#file;
    const pstate = live.halves[pstateHalf] as number;
    const mode = pstate & modeBits;
    let direct = (pstate & cachedBits) === this.#parked;
    this.#unwritten = none;
    if (!direct || !this.#liveBytes.equals(this.#heldBytes)) {
      direct = this.#supply(direct);
    }
    this.#parked = -1;
    const low = live.halves[pcHalf] as number;
    const high = live.halves[pcHalf + 1] as number;
    // The engine ends when PC is `until`, and only 0 costs nothing: start at 0 with another one.
    const until = low === 0 && high === 0 ? hold : 0;
    if (direct && this.#goesOn()) {
      return this.#resume(low, high, until, count);
    }
    if (direct) {
      const bank = spHalf + bankOf(mode) * 2;
      this.#file.sp[0] = live.halves[bank] as number;
      this.#file.sp[1] = live.halves[bank + 1] as number;
      this.#write(this.#file.direct(this.#unwritten));
      return this.#resume(low, high, until, count);
    }
    this.#setReturn(low, high, (live.halves[pstateHalf] as number) & ~ilBit);
    this.#write(this.#file.byReturn);
    // What is left of the last translation must not count when there is another one, or none.
    const translates = this.#mayTranslate(this.#file.live);
    const flush = translates || this.#translated;
    this.#translated = translates;
    const lead = flush ? flushCode.length : 1;
    return this.#api.emu_start(
      this.uc,
      flush ? flushEntry : returnEntry,
      until,
      0,
      this.#limited ? count + lead : 0,
    );
  }

  #resume(low: number, high: number, until: number, count: number): number {
    const begin = high < 2 ** 21 ? high * 2 ** 32 + low : (BigInt(high) << 32n) | BigInt(low);
    return this.#api.emu_start(this.uc, begin, until, 0, count);
  }

  /**
   * Whether the engine has all registers as it left them: mostly so from one step to the next. Stretches follow upon
   * what the machine did, so that it is not worth asking.
   */
  #goesOn(): boolean {
    return (
      this.#limited && this.#unwritten.length === 0 && this.#liveChanging.equals(this.#leftChanging)
    );
  }

  /** Copies the registers to `live`. */
  read(): void {
    const { halves } = this.#file.live;
    this.#read(this.#file.integer);
    if (this.vectorsDirty) {
      this.#readVectors();
      this.vectorsDirty = false;
    }
    // The engine writes 32 bits of it.
    halves[pstateHalf + 1] = 0;
    const pstate = halves[pstateHalf] as number;
    const mode = pstate & modeBits;
    const bank = spHalf + bankOf(mode) * 2;
    halves[bank] = this.#file.sp[0] as number;
    halves[bank + 1] = this.#file.sp[1] as number;
    if (this.dirty.size > 0) {
      this.#readSystem([...this.dirty]);
      this.dirty.clear();
    }
    this.#parked = pstate & cachedBits;
    if (this.#limited) {
      this.#leftChanging.set(this.#liveChanging);
    }
  }

  /** As `read`, with every system register. */
  readAll(): void {
    for (const index of systemHalves.keys()) {
      this.dirty.add(index);
    }
    this.read();
  }

  /** Nothing is known of the registers any more; the next run starts from a saved context. */
  forget(): void {
    this.#parked = -1;
    this.dirty.clear();
    this.vectorsDirty = false;
  }

  /** Forgets the code translated from these bytes. */
  forgetCode(address: number, size: number): void {
    // The engine looks the address up in the translation regime in which it stopped.
    if (this.#mayTranslate(this.#held)) {
      this.#api.context_restore(this.uc, this.#context);
      this.#held.copyFrom(this.#base);
      this.forget();
    }
    this.#api.remove_cache(this.uc, address, address + size);
  }

  /** The registers as the engine resets them. */
  resetState(): State {
    return this.#base.clone();
  }

  close(): void {
    this.#api.context_free(this.#context);
    this.#api.close(this.uc);
    this.callbacks.release();
  }

  /** Gives the engine the vectors and system registers that differ. Whether it may still be entered directly. */
  #supply(direct: boolean): boolean {
    let changed = this.#changedSyndromes();
    if (direct && this.#liveBytes.equals(this.#heldBytes)) {
      this.#file.stage(changed);
      this.#unwritten = changed;
      return true;
    }
    const stays = direct && !this.#collect(changed, true);
    if (!stays) {
      this.#api.context_restore(this.uc, this.#context);
      this.#held.copyFrom(this.#base);
      changed = [];
      this.#collect(changed, false);
    }
    if (stays && changed.every((index) => isVerbatim[index])) {
      this.#file.stage(changed);
      this.#unwritten = changed;
    } else if (changed.length > 0) {
      this.#writeSystem(changed);
    }
    if (this.#vectorsDiffer()) {
      this.#write(this.#file.vectors);
      // FPCR and FPSR have bits that do not exist.
      this.#readVectors();
    }
    this.#heldBytes.set(this.#liveBytes);
    return stays;
  }

  /** Takes over what an exception writes: mostly nothing else differs. */
  #changedSyndromes(): number[] {
    const changed: number[] = [];
    const a = this.#file.live.halves;
    const b = this.#held.halves;
    for (const index of syndromes) {
      const half = systemHalves[index] as number;
      if (a[half] !== b[half] || a[half + 1] !== b[half + 1]) {
        changed.push(index);
        b[half] = a[half] as number;
        b[half + 1] = a[half + 1] as number;
      }
    }
    return changed;
  }

  /** Adds what else differs; whether one of them needs the engine to re-enter. */
  #collect(changed: number[], stopAtControl: boolean): boolean {
    const a = this.#file.live.halves;
    const b = this.#held.halves;
    for (let index = 0; index < systemHalves.length; index += 1) {
      const half = systemHalves[index] as number;
      if (a[half] !== b[half] || a[half + 1] !== b[half + 1]) {
        if (stopAtControl && controls[index] === true) {
          return true;
        }
        changed.push(index);
      }
    }
    return false;
  }

  #vectorsDiffer(): boolean {
    const a = this.#file.live.halves;
    const b = this.#held.halves;
    for (let half = vectorsFrom; half < vectorsTo; half += 1) {
      if (a[half] !== b[half]) {
        return true;
      }
    }
    return false;
  }

  #readVectors(): void {
    const { halves } = this.#file.live;
    this.#read(this.#file.vectors);
    // The engine writes 32 bits of these.
    halves[fpcrHalf + 1] = 0;
    halves[fpsrHalf + 1] = 0;
    this.#held.halves.set(halves.subarray(vectorsFrom, vectorsTo), vectorsFrom);
  }

  #mayTranslate({ halves }: State): boolean {
    const mmu = (halves[sctlr1Half] as number) | (halves[sctlr2Half] as number);
    return (mmu & mmuBit) !== 0 || ((halves[hcrHalf] as number) & stage2Bits) !== 0;
  }

  #setReturn(low: number, high: number, pstate: number): void {
    this.#file.returnAddress[0] = low;
    this.#file.returnAddress[1] = high;
    this.#file.returnPstate[0] = pstate;
  }

  /** Writes them, and reads back what the engine made of those that have bits that do not exist. */
  #writeSystem(indexes: readonly number[]): void {
    this.#file.stage(indexes);
    this.#write(this.#file.system(indexes));
    const altered = indexes.filter((index) => isVerbatim[index] !== true);
    if (altered.length > 0) {
      this.#readSystem(altered);
    }
  }

  #readSystem(indexes: readonly number[]): void {
    this.#read(this.#file.system(indexes));
    this.#file.unstage(indexes);
    for (const index of indexes) {
      const half = systemHalves[index] as number;
      this.#held.halves[half] = this.#file.live.halves[half] as number;
      this.#held.halves[half + 1] = this.#file.live.halves[half + 1] as number;
    }
  }

  #write(batch: CallSeries): void {
    this.#api.reg_write_batch(this.uc, batch.ids, batch.pointers, batch.count);
  }

  #read(batch: CallSeries): void {
    this.#api.reg_read_batch(this.uc, batch.ids, batch.pointers, batch.count);
  }

  #check(status: number, what: string): void {
    if (status !== 0) {
      throw new Error(`uc_${what} fails with status ${status}`);
    }
  }
}
