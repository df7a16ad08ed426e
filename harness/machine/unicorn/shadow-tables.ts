import { hcrBits, sctlrBits } from '../../architecture/control-bits.ts';
import { currentLevel } from '../../architecture/pstate.ts';
import { wordOf } from '../../architecture/registers.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import type { State } from '../../architecture/state.ts';
import type { SeenPage } from '../access-window.ts';
import { pageSize } from '../memory.ts';
import { Arena } from './arena.ts';
import { UC } from './binding.ts';
import type { Unicorn } from './binding.ts';
import { trampolinePage } from './processor.ts';

/** Tables: two roots, and three for each page at most. */
const tableCount = 96;
/** Pages that are shown at once; more than the tables have room for. */
const mostPages = 30;
/** Where the engine finds the tables: no memory of the machine. */
export const shadowTables = trampolinePage - tableCount * pageSize;

const entriesOfTable = 512;
const base = BigInt(shadowTables);
const tableBits = 0b11n;
/** A valid page: AF, inner shareable, the memory of MAIR's byte 0. */
const pageBits = 0x703n;
/** AP[1]: EL0 has it, and then EL1 runs nothing that may be written; AP[2]: read-only. */
const userBit = 1n << 6n;
const readOnlyBit = 1n << 7n;
/** Of the number of a page: bit 55 of an address. */
const upperBit = 43n;

/** 48 bits of virtual addresses, 44 of physical ones, granule 4 KiB; TBI is as the program has it. */
const tcr1 = 0x4_8010_0010n;
const tcr1TopByte = 3n << 37n;
const tcr2 = 0x8084_0010n;
const tcr2TopByte = 1n << 20n;
const sctlrOff = sctlrBits.wxn | sctlrBits.ee | sctlrBits.e0e;
const hcrOff = hcrBits.vm | hcrBits.dc | hcrBits.tge;

/** What the engine has in place of these registers while it executes a translated instruction. */
const shadows: Readonly<
  Record<1 | 2, readonly (readonly [RegisterName, (own: bigint) => bigint])[]>
> = {
  1: [
    ['sctlr_el1', (own) => (own & ~sctlrOff) | sctlrBits.m],
    ['tcr_el1', (own) => tcr1 | (own & tcr1TopByte)],
    ['ttbr0_el1', () => base],
    ['ttbr1_el1', () => base + BigInt(pageSize)],
    ['hcr_el2', (own) => own & ~hcrOff],
  ],
  2: [
    ['sctlr_el2', (own) => (own & ~sctlrOff) | sctlrBits.m],
    ['tcr_el2', (own) => tcr2 | (own & tcr2TopByte)],
    ['ttbr0_el2', () => base],
  ],
};

const rows = {
  1: shadows[1].map(([name, value]) => [wordOf(name), value] as const),
  2: shadows[2].map(([name, value]) => [wordOf(name), value] as const),
} as const;

/**
 * Translation tables for an engine, of just the pages that the machine found: the engine never walks the program's, which it
 * does otherwise in places. The registers that lead to them are the machine's own to read and write (own-registers.ts).
 *
 * Libunicorn 2.0 looks a virtual address up as if it were physical, before it translates it, and goes on only where memory is
 * mapped there, whatever memory. So a blank page is mapped at each.
 */
export class ShadowTables {
  readonly #api: Unicorn;
  readonly #uc: number;
  /** Made when it is first needed. */
  #arena: Arena | undefined;
  #entries: BigUint64Array | undefined;
  /** Native address of the blank page. */
  #blank = 0;
  /** Tables in use. */
  #used = 2;
  /** Descriptors of the pages that are shown, by number. */
  readonly #shown = new Map<bigint, bigint>();
  /** The addresses of blank pages. */
  readonly #mapped: bigint[] = [];
  readonly #saved: bigint[] = [];

  constructor(api: Unicorn, uc: number) {
    this.#api = api;
    this.#uc = uc;
  }

  /** Whether pages are mapped that are no memory of the machine. */
  get areMapped(): boolean {
    return this.#mapped.length > 0;
  }

  /** Shows the engine these pages. Whether what it keeps of the tables is stale. */
  show(pages: readonly SeenPage[]): boolean {
    if (this.#shown.size + pages.length > mostPages) {
      this.withdraw();
    }
    let isStale = false;
    for (const page of pages) {
      const { virtual, physical, user } = page;
      const isBoth = pages.some((other) => other.virtual === virtual && other.user !== user);
      const access = isBoth ? userBit | readOnlyBit : user ? userBit : 0n;
      const descriptor = BigInt(physical) | pageBits | access;
      if (this.#shown.get(virtual) !== descriptor) {
        this.#map(virtual, descriptor);
        isStale = true;
      }
    }
    return isStale;
  }

  /** Replaces the registers of `live` that say how its level is translated, until `leave`. */
  enter(live: State): void {
    const own = rows[currentLevel(live) === 2 ? 2 : 1];
    own.forEach(([word, shadow], index) => {
      const value = live.words[word] as bigint;
      this.#saved[index] = value;
      live.words[word] = shadow(value);
    });
  }

  leave(live: State): void {
    const own = rows[currentLevel(live) === 2 ? 2 : 1];
    own.forEach(([word], index) => {
      live.words[word] = this.#saved[index] as bigint;
    });
  }

  /** Takes all pages back, as memory comes to be mapped. */
  withdraw(): void {
    for (const address of this.#mapped) {
      this.#api.mem_unmap(this.#uc, address, pageSize);
    }
    this.#mapped.length = 0;
    this.#shown.clear();
    this.#entries?.fill(0n);
    this.#used = 2;
  }

  /** Only after the engine is closed. */
  free(): void {
    this.#arena?.free();
  }

  #map(virtual: bigint, descriptor: bigint): void {
    const entries = (this.#entries ??= this.#open());
    let table = Number((virtual >> upperBit) & 1n);
    for (const shift of [27n, 18n, 9n]) {
      const at = table * entriesOfTable + Number((virtual >> shift) & 511n);
      if (entries[at] === 0n) {
        entries[at] = (base + BigInt(this.#used * pageSize)) | tableBits;
        this.#used += 1;
      }
      table = Number(((entries[at] as bigint) - base) >> 12n);
    }
    entries[table * entriesOfTable + Number(virtual & 511n)] = descriptor;
    if (!this.#shown.has(virtual)) {
      const address = virtual * BigInt(pageSize);
      // It fails where memory is mapped, which does as well.
      if (this.#api.mem_map_ptr(this.#uc, address, pageSize, UC.PROT_ALL, this.#blank) === 0) {
        this.#mapped.push(address);
      }
    }
    this.#shown.set(virtual, descriptor);
  }

  #open(): BigUint64Array {
    const size = tableCount * pageSize;
    this.#arena = new Arena(size + 2 * pageSize);
    const { view, address } = this.#arena.bytes(size, pageSize);
    this.#blank = this.#arena.bytes(pageSize, pageSize).address;
    this.#api.mem_map_ptr(this.#uc, shadowTables, size, UC.PROT_ALL, address);
    return new BigUint64Array(view.buffer, view.byteOffset, size / 8);
  }
}
