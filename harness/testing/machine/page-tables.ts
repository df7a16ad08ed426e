import type { Machine } from '../../machine/machine.ts';

/** VALID, AF and the memory of MAIR's byte 0; a descriptor of a page or block needs more for some regimes. */
const leafBits = 0x401n;
const tableBits = 0b11n;
const pageSize = 0x1000n;
const indexMask = 0x1ffn;

/** Translation tables in the memory of a machine, of 39 bits of addresses (TxSZ 25) and granule 4 KiB: levels 1 to 3. */
export class PageTables {
  readonly #machine: Machine;
  #next: bigint;
  readonly #tables = new Map<bigint, bigint>();

  /** The tables follow one another from `base` on. */
  constructor(machine: Machine, base: bigint) {
    this.#machine = machine;
    this.#next = base;
  }

  /** An empty table of level 1, for TTBRn_ELx or VTTBR_EL2. */
  root(): bigint {
    const table = this.#next;
    this.#next += pageSize;
    return table;
  }

  /** Maps a page of 4 KiB; gives the address of its descriptor. `bits` are attributes besides `leafBits`. */
  page(root: bigint, virtual: bigint, physical: bigint, bits = 0n): bigint {
    const level2 = this.#below(root + 8n * ((virtual >> 30n) & indexMask));
    const level3 = this.#below(level2 + 8n * ((virtual >> 21n) & indexMask));
    const at = level3 + 8n * ((virtual >> 12n) & indexMask);
    this.#write(at, physical | leafBits | 0b10n | bits);
    return at;
  }

  /** Maps a block of 2 MiB. */
  block(root: bigint, virtual: bigint, physical: bigint, bits = 0n): void {
    const level2 = this.#below(root + 8n * ((virtual >> 30n) & indexMask));
    this.#write(level2 + 8n * ((virtual >> 21n) & indexMask), physical | leafBits | bits);
  }

  /** The table that an entry leads to. */
  #below(entry: bigint): bigint {
    let table = this.#tables.get(entry);
    if (table === undefined) {
      table = this.root();
      this.#tables.set(entry, table);
      this.#write(entry, table | tableBits);
    }
    return table;
  }

  #write(address: bigint, value: bigint): void {
    const bytes = new Uint8Array(BigUint64Array.of(value).buffer);
    this.#machine.write({ address, bytes, execute: false });
  }
}
