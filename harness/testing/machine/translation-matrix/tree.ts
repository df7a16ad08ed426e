import { layout } from './layout.ts';

const pageBits = 12;
const lastLevel = 3;
const spanBits = (level: number): number => pageBits + 9 * (lastLevel - level);

const contiguous = 1n << 52n;

/** A descriptor of a tree: its physical address and its level. */
export interface Slot {
  readonly address: bigint;
  readonly level: number;
  readonly stage: 1 | 2;
}

/** Pages for tables, and the stores that make them. */
export class TablePool {
  readonly stores = new Map<bigint, bigint>();
  #next: bigint = layout.tables;

  /** Pages one after the other, at a multiple of their size. */
  take(pages: number): bigint {
    const size = BigInt(pages) << 12n;
    const address = ((this.#next + size - 1n) / size) * size;
    this.#next = address + size;
    if (this.#next > layout.tables + layout.tablesSize) {
      throw new RangeError('no more pages for tables');
    }
    return address;
  }
}

/** The translation tables of a stage, by what is placed in them. */
export class Tree {
  readonly root: bigint;
  /** The pages of all tables. */
  readonly pages: bigint[];
  readonly #pool: TablePool;
  readonly #stage: 1 | 2;
  readonly #startLevel: number;
  /** The address that a descriptor has of a table. */
  readonly #refer: (table: bigint) => bigint;
  readonly #tables = new Map<string, bigint>();

  constructor(
    pool: TablePool,
    stage: 1 | 2,
    { startLevel, inputSize }: { readonly startLevel: number; readonly inputSize: number },
    refer: (table: bigint) => bigint = (table) => table,
  ) {
    this.#pool = pool;
    this.#stage = stage;
    this.#startLevel = startLevel;
    this.#refer = refer;
    const rootPages = 1 << Math.max(inputSize - spanBits(startLevel) - 9, 0);
    this.root = pool.take(rootPages);
    this.pages = Array.from({ length: rootPages }, (_, page) => this.root + BigInt(page << 12));
  }

  /**
   * Maps the input address, without its sign: `leaf` gives the descriptor of the level, without its type, from `level` on
   * as far down as other mappings demand. Gives the slots on the way, that of the leaf last.
   */
  place(input: bigint, level: number, leaf: (level: number) => bigint): readonly Slot[] {
    const slots: Slot[] = [];
    let table = this.root;
    for (let at = this.#startLevel; ; at += 1) {
      const shift = BigInt(spanBits(at));
      const index = at === this.#startLevel ? input >> shift : (input >> shift) & 0x1ffn;
      const address = table + index * 8n;
      slots.push({ address, level: at, stage: this.#stage });
      const prefix = `${at} ${input >> shift}`;
      const next = this.#tables.get(prefix);
      const present = this.#pool.stores.get(address);
      if (next === undefined && present !== undefined) {
        return slots;
      }
      if (next === undefined && at >= level) {
        this.#setLeaf(address, at, leaf(at) | (at === lastLevel ? 3n : 1n));
        return slots;
      }
      table = next ?? this.#newTable(address, prefix);
    }
  }

  /** With the contiguous bit, the other entries of its run as well; 16 GiB of level 1 would be more than the memory there is. */
  #setLeaf(address: bigint, level: number, descriptor: bigint): void {
    const { stores } = this.#pool;
    if ((descriptor & contiguous) === 0n || level < 2) {
      stores.set(address, descriptor & ~contiguous);
      return;
    }
    const shift = BigInt(spanBits(level));
    const first = address & ~0x7fn;
    const base = descriptor & ~(0xfn << shift);
    stores.set(address, base | (((address - first) / 8n) << shift));
    for (let index = 0n; index < 16n; index += 1n) {
      const at = first + index * 8n;
      stores.set(at, stores.get(at) ?? base | (index << shift));
    }
  }

  #newTable(slot: bigint, prefix: string): bigint {
    const table = this.#pool.take(1);
    this.pages.push(table);
    this.#tables.set(prefix, table);
    this.#pool.stores.set(slot, this.#refer(table) | 3n);
    return table;
  }
}
