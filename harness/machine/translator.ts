import type { InstructionWord } from '../architecture/a64/word.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { faultStatus } from '../architecture/fault-status.ts';
import { decodeInstruction, isExchange, isExclusive } from '../architecture/instruction.ts';
import type { Instruction } from '../architecture/instruction.ts';
import { memoryAccess } from '../architecture/memory-access.ts';
import type { MemoryAccess } from '../architecture/memory-access.ts';
import { currentLevel, laterPstateBits, pstateBits, pstateNumber } from '../architecture/pstate.ts';
import { wordOf } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { checksAlignment, isBigEndian } from '../architecture/traps.ts';
import { abortOf } from '../architecture/translation/abort.ts';
import type { Access, AccessKind } from '../architecture/translation/access.ts';
import type { Controls } from '../architecture/translation/controls.ts';
import { controlsOf } from '../architecture/translation/controls.ts';
import type { Translation } from '../architecture/translation/result.ts';
import { translate, translateStage1 } from '../architecture/translation/translate.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { failedPar, parOf } from './address-translation.ts';
import type { AddressTranslation } from './address-translation.ts';
import type { AccessWindow, SeenPage } from './access-window.ts';
import { pageNumber } from './access-window.ts';
import { dataAbort } from './data-abort.ts';
import type { DescriptorRead } from './machine.ts';
import { Memory, pageSize } from './memory.ts';

type Level = Access['level'];

/** A part of an access, in one page. */
interface Part {
  readonly address: bigint;
  readonly size: number;
}

const pcWord = wordOf('pc');
const noDescriptors: readonly DescriptorRead[] = [];

/** The high half of TCR_EL1, with TBI0 and TBI1, and the low one of TCR_EL2, with TBI. */
const tcr1Half = wordOf('tcr_el1') * 2 + 1;
const tagBits1 = 3 << 5;
const tcr2Half = wordOf('tcr_el2') * 2;
const tagBit2 = 1 << 20;

/** After these, controls and PSTATE are as before. */
const harmless: ReadonlySet<Instruction['kind']> = new Set<Instruction['kind']>([
  ...(['load-store', 'fp', 'branch', 'branch-register', 'other', 'mrs'] as const),
  ...(['dsb', 'dmb', 'isb'] as const),
]);

const kinds: readonly AccessKind[] = [
  ...(['fetch', 'load', 'store', 'atomic'] as const),
  ...(['zero', 'clean', 'invalidate', 'instruction-cache'] as const),
];

/** Where the memory is that a program accesses while addresses are translated, or why it cannot access it. */
export class Translator {
  readonly #live: State;
  readonly #memory: Memory;
  /** Physical pages of what was translated since the last `forget`. */
  readonly #pages = new Map<bigint, number>();
  /** The pages of memory that descriptors of these were read from. */
  readonly #tables = new Set<number>();
  #controls: Controls | undefined;
  #descriptors: DescriptorRead[] = [];

  constructor(live: State, memory: Memory) {
    this.#live = live;
    this.#memory = memory;
  }

  /** The controls may be others, or memory. */
  forget(): void {
    // Mostly nothing was translated.
    if (this.#controls === undefined) {
      return;
    }
    this.#controls = undefined;
    this.#pages.clear();
    this.#tables.clear();
  }

  /** What was read of tables since this was last asked. */
  takeDescriptors(): readonly DescriptorRead[] {
    const taken = this.#descriptors;
    if (taken.length === 0) {
      return noDescriptors;
    }
    this.#descriptors = [];
    return taken;
  }

  /**
   * Takes notice of an instruction that was done, with its stores from journal index `from` on: one to a translation table
   * counts at once, as if there were no TLB.
   */
  noteInstruction(word: InstructionWord, from: number): void {
    if (this.#controls === undefined) {
      return;
    }
    const { journal } = this.#memory;
    if (!harmless.has(decodeInstruction(word).kind)) {
      this.forget();
    }
    for (let index = from; index < journal.length && this.#tables.size > 0; index += 1) {
      if (this.#tables.has(this.#originOf(journal.address(index)))) {
        this.forget();
      }
    }
  }

  /**
   * Whether the instruction needs a window while nothing is translated: the engine does not ignore the tag of an address then
   * (Arm ARM, D5.1.3), and data that is big-endian is refused.
   */
  needsWindow(word: InstructionWord): boolean {
    const live = this.#live;
    if (isBigEndian(live)) {
      return true;
    }
    const tags =
      currentLevel(live) === 2
        ? (live.halves[tcr2Half] as number) & tagBit2
        : (live.halves[tcr1Half] as number) & tagBits1;
    if (tags === 0) {
      return false;
    }
    const access = memoryAccess(word, live);
    return access !== undefined && access.address >> 56n !== 0n;
  }

  /**
   * The memory that the instruction at PC accesses, which is in memory at `place`. Throws an HcallError.
   */
  window(word: InstructionWord, place: number): AccessWindow | ExceptionCause {
    const isUser = currentLevel(this.#live) === 0;
    const own = pageOf(this.#live.words[pcWord] as bigint, place, isUser);
    const access = memoryAccess(word, this.#live);
    if (access === undefined) {
      return { pages: [own] };
    }
    const { address, element, write, strict, unprivileged } = access;
    const aligned = address % BigInt(element) === 0n;
    if (!aligned && (strict || checksAlignment(this.#live))) {
      return dataAbort(access, faultStatus.alignment);
    }
    const isFirst = this.#level() === 1;
    const pages: SeenPage[] = [own];
    for (const part of partsOf(access)) {
      const found = this.#place(access, part, aligned, word);
      if (typeof found !== 'number') {
        return write && isExclusive(word) ? { pages: [own], fault: found } : found;
      }
      pages.push(
        pageOf(
          part.address,
          found,
          isUser || (unprivileged && isFirst && (this.#laterPstate() & pstateBits.uao) === 0n),
        ),
      );
    }
    return { pages };
  }

  /** Where an address is, for one access within a page; `word` is what makes it, if that is data. Throws an HcallError. */
  locate(kind: AccessKind, address: bigint, word?: InstructionWord): number | ExceptionCause {
    const privilegedAccessNever = (this.#laterPstate() & pstateBits.pan) !== 0n;
    const mayBeGuarded = this.#live.processor.features.has('FEAT_BTI');
    const access = { address, kind, level: this.#level(), privilegedAccessNever, mayBeGuarded };
    return this.#translate(access, word);
  }

  /** What AT finds: PAR_EL1, or the exception that it causes instead. Throws an HcallError. */
  look({ kind, level, onlyStage1 }: AddressTranslation, address: bigint): bigint | ExceptionCause {
    const access: Access = { address, kind, level, addressTranslation: true };
    const result = this.#walk(access, onlyStage1);
    if (result.kind === 'translated') {
      return parOf(result);
    }
    const { fault } = result;
    // Arm ARM, D5.2.11: what the walk of stage 1 cannot read is taken as an exception, by EL2 where that is of stage 2.
    const isTaken = fault.kind === 'external' || (fault.walk && currentLevel(this.#live) === 1);
    return isTaken ? abortOf(access, fault) : failedPar(fault);
  }

  #place(
    { write, unprivileged }: MemoryAccess,
    { address, size }: Part,
    aligned: boolean,
    word: InstructionWord,
  ): number | ExceptionCause {
    const kind = isExchange(word) ? 'atomic' : write ? 'store' : 'load';
    const pstate = this.#laterPstate();
    const access: Access = {
      address,
      kind,
      level: this.#level(),
      unprivileged: unprivileged && (pstate & pstateBits.uao) === 0n,
      privilegedAccessNever: (pstate & pstateBits.pan) !== 0n,
      aligned,
    };
    const found = this.#translate(access, word);
    if (typeof found !== 'number') {
      return found;
    }
    const region = this.#memory.regionOf(found, size);
    const answers = region !== undefined && !(write && region.readOnly);
    return answers ? found : dataAbort({ address, write }, faultStatus.external);
  }

  #translate(access: Access, word?: InstructionWord): number | ExceptionCause {
    const { address, aligned = true } = access;
    const key = keyOf(access);
    const page = aligned ? this.#pages.get(key) : undefined;
    if (page !== undefined) {
      return page + Number(BigInt.asUintN(12, address));
    }
    const result = this.#walk(access, false);
    if (result.kind === 'fault') {
      return abortOf(access, result.fault, word);
    }
    const place = Number(result.address);
    if (aligned) {
      this.#pages.set(key, place - (place % pageSize));
    }
    return place;
  }

  #walk(access: Access, onlyStage1: boolean): Exclude<Translation, { readonly kind: 'refused' }> {
    this.#controls ??= controlsOf(this.#live);
    const read = (address: bigint): bigint | undefined => this.#descriptor(address);
    const result = (onlyStage1 ? translateStage1 : translate)(access, this.#controls, read);
    if (result.kind === 'refused') {
      const { control, reason } = result.refusal;
      const pc = this.#live.get('pc').toString(16);
      throw problem('unmodelled-translation', `at 0x${pc}: ${control}: ${reason}`);
    }
    return result;
  }

  #descriptor(address: bigint): bigint | undefined {
    const at = Number(address);
    const region = this.#memory.regionOf(at, 8);
    if (region === undefined) {
      return undefined;
    }
    this.#tables.add(this.#originOf(at));
    const value = Memory.value(region, at, 8);
    this.#descriptors.push({ physical: this.#memory.physical(at, 8), value });
    return value;
  }

  /** The page of memory, which may be mapped at several addresses. */
  #originOf(address: number): number {
    const origin = Number(this.#memory.physical(address, 1));
    return origin - (origin % pageSize);
  }

  /** PSTATE, of what came after Armv8.0. */
  #laterPstate(): bigint {
    return BigInt(pstateNumber(this.#live) & laterPstateBits(this.#live.processor));
  }

  #level(): Level {
    const level = currentLevel(this.#live);
    return level === 3 ? 2 : level;
  }
}

function pageOf(address: bigint, place: number, user: boolean): SeenPage {
  return { virtual: pageNumber(address), physical: place - (place % pageSize), user };
}

/** Of one page, or of two. */
function partsOf({ address, size }: MemoryAccess): readonly Part[] {
  const below = pageSize - Number(BigInt.asUintN(12, address));
  if (below >= size) {
    return [{ address, size }];
  }
  const next = BigInt.asUintN(64, address + BigInt(below));
  return [
    { address, size: below },
    { address: next, size: size - below },
  ];
}

/** Of an access to a page that may be translated otherwise than another one. */
function keyOf({ address, kind, level, unprivileged }: Access): bigint {
  const how = kinds.indexOf(kind) * 8 + level * 2 + (unprivileged === true ? 1 : 0);
  return (pageNumber(address) << 6n) | BigInt(how);
}
