import { ascending } from '../../collections/order.ts';
import type { Unit } from '../image.ts';
import { lastAtOrBelow } from '../sorted.ts';
import type { ElfSymbol } from './symbol-table.ts';

interface UnitStart {
  readonly address: bigint;
  readonly section: ElfSymbol['section'];
  readonly unit: Unit | undefined;
}

/**
 * From which file each symbol of a linked image comes. Local symbols stand behind the STT_FILE symbol of their file (ELF gABI,
 * "Symbol Table"). Global ones stand behind all local ones: they are of the file that has the local symbol before them, which each
 * file has where its code begins, the mapping symbol $x (AAELF64 5.5.4).
 */
export class SymbolUnits {
  readonly #symbols: readonly ElfSymbol[];
  readonly #local: readonly (Unit | undefined)[];
  readonly #starts: readonly UnitStart[];

  constructor(symbols: readonly ElfSymbol[]) {
    this.#symbols = symbols;
    let unit: Unit | undefined;
    this.#local = symbols.map(({ type, binding, name }, index) => {
      if (type === 'file') {
        unit = name === '' ? undefined : { name, number: index };
      }
      return binding === 'local' ? unit : undefined;
    });
    this.#starts = symbols
      .flatMap(({ section, value, binding, type }, index): UnitStart[] =>
        binding === 'local' && typeof section === 'number' && type !== 'section'
          ? [{ address: value, section, unit: this.#local[index] }]
          : [],
      )
      .toSorted((a, b) => ascending(a.address, b.address));
  }

  /** Of the symbol with this index; undefined where nothing says it. */
  unitOf(index: number): Unit | undefined {
    const symbol = this.#symbols[index];
    if (symbol === undefined || symbol.binding === 'local') {
      return this.#local[index];
    }
    const start = lastAtOrBelow(this.#starts, symbol.value);
    return start?.section === symbol.section ? start?.unit : undefined;
  }
}
