import { basename } from 'node:path';
import { given } from '../collections/given.ts';
import { ascending } from '../collections/order.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { instructionAt, instructionBytes } from '../architecture/a64/word.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { HcallError } from '../diagnostics/diagnostic.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import { isFile, splitName, SymbolsByName } from './lookup-names.ts';
import { lastAtOrBelow } from './sorted.ts';
import type { Image, ImageLine, ImageSection, ImageSymbol } from './image.ts';

/** A symbol and the distance in bytes from it. */
export interface SymbolOffset {
  readonly symbol: ImageSymbol;
  readonly offset: bigint;
  /** `__hyp_stub_vectors`, or `el1_sync+0x10`. */
  readonly text: string;
}

/** Look-ups in an image: by address (physical) and by name. */
export class ImageLookup {
  readonly image: Image;
  readonly #names: SymbolsByName;
  readonly #near: ImageSymbol | undefined;
  /** Symbols of sections, sorted by address; of those at one address the best name comes last. */
  readonly #byAddress: readonly ImageSymbol[];
  #findable: readonly ImageSymbol[] | undefined;

  /** `table`: a symbol whose file counts first where several have local symbols of one name. */
  constructor(image: Image, table?: string) {
    this.image = image;
    this.#names = new SymbolsByName(image.symbols);
    this.#near = table === undefined ? undefined : this.find(table);
    this.#byAddress = image.symbols
      .filter(({ kind }) => kind !== 'absolute')
      .toSorted((a, b) => ascending(a.address, b.address) || rank(a) - rank(b));
  }

  /**
   * The symbol of this name, or of `FILE:NAME`; undefined when there is none. Of several, the local one of the table's file, else
   * the global one, else the only local one. `place`: where it is written. @throws HcallError symbol-ambiguous
   */
  find(written: string, place?: Place): ImageSymbol | undefined {
    const { file, name } = splitName(written);
    const all = this.#names.named(name);
    const chosen = file === undefined ? preferred(all, this.#near) : this.#ofFile(all, file);
    const [first, ...others] = chosen;
    const isAmbiguous =
      first?.local === true && others.some((one) => one.address !== first.address);
    if (isAmbiguous) {
      throw this.#ambiguous(written, chosen, place);
    }
    return first;
  }

  #ofFile(symbols: readonly ImageSymbol[], file: string): readonly ImageSymbol[] {
    return symbols.filter(
      (symbol) =>
        isFile(symbol.unit?.name ?? '', file) ||
        isFile(this.lineAt(symbol.address)?.place.file ?? '', file),
    );
  }

  #ambiguous(name: string, symbols: readonly ImageSymbol[], place: Place | undefined): HcallError {
    const where = symbols.map(({ unit, address }) => {
      const file = unit?.name ?? this.lineAt(address)?.place.file ?? 'a file without a name';
      return { file: basename(file), text: `${basename(file)} (0x${address.toString(16)})` };
    });
    const [first] = where;
    return problem(
      'symbol-ambiguous',
      `several local symbols are named '${name}': in ${where.map(({ text }) => text).join(', ')}`,
      {
        ...given({ place }),
        note: `write the file with it, as in '${first?.file ?? ''}:${splitName(name).name}'`,
      },
    );
  }

  /** The nearest symbol at or below an address, of the same section. */
  symbolAt(address: bigint): SymbolOffset | undefined {
    return this.#nearest(this.#byAddress, address);
  }

  /** The nearest one whose name `find` takes for it, and for nothing else. */
  findableAt(address: bigint): SymbolOffset | undefined {
    this.#findable ??= this.#byAddress.filter(({ name, address: own }) => {
      const [found, ...others] = preferred(this.#names.named(name), this.#near);
      const isOne = found?.local !== true || others.every(({ address }) => address === own);
      return found?.address === own && isOne;
    });
    return this.#nearest(this.#findable, address);
  }

  #nearest(symbols: readonly ImageSymbol[], address: bigint): SymbolOffset | undefined {
    const found = lastAtOrBelow(symbols, address);
    if (found === undefined) {
      return undefined;
    }
    const offset = address - found.address;
    const section = this.sectionAt(address);
    const sameSection = section === undefined ? offset === 0n : found.address >= section.address;
    if (!sameSection) {
      return undefined;
    }
    const text = offset === 0n ? found.name : `${found.name}+0x${offset.toString(16)}`;
    return { symbol: found, offset, text };
  }

  /** The source line of the byte at an address. */
  lineAt(address: bigint): ImageLine | undefined {
    const line = lastAtOrBelow(this.image.lines, address);
    return line !== undefined && address < line.address + BigInt(line.size) ? line : undefined;
  }

  /** Where a diagnostic about an address points to: nowhere without a line of it. */
  placeAt(address: bigint): Pick<Diagnostic, 'place' | 'excerpt'> {
    const { place, text } = this.lineAt(address) ?? {};
    const length = Math.max(1, (text?.length ?? 0) - (place?.column ?? 0) + 1);
    return given({ place, excerpt: text === undefined ? undefined : { text, length } });
  }

  sectionAt(address: bigint): ImageSection | undefined {
    return this.image.sections.find(
      (section) =>
        address >= section.address && address < section.address + BigInt(section.bytes.length),
    );
  }

  /** A view of the bytes at an address, within one section; undefined when not all of them are there. */
  bytesAt(address: bigint, length: number): Uint8Array | undefined {
    const section = this.sectionAt(address);
    if (section === undefined) {
      return undefined;
    }
    const start = Number(address - section.address);
    return start + length <= section.bytes.length
      ? section.bytes.subarray(start, start + length)
      : undefined;
  }

  /** The instruction at an address. */
  wordAt(address: bigint): InstructionWord | undefined {
    const bytes = this.bytesAt(address, instructionBytes);
    return bytes && instructionAt(bytes);
  }
}

/** The local ones of the same file; else the first global one; else all. */
function preferred(
  symbols: readonly ImageSymbol[],
  near: ImageSymbol | undefined,
): readonly ImageSymbol[] {
  const unit = near?.unit?.number;
  const own =
    unit === undefined
      ? []
      : symbols.filter((symbol) => symbol.local === true && symbol.unit?.number === unit);
  if (own.length > 0) {
    return own;
  }
  const global = symbols.find(({ local }) => local !== true);
  return global === undefined ? symbols : [global];
}

/** Higher is the better name for an address. */
function rank({ kind, local }: ImageSymbol): number {
  return (kind === 'function' ? 4 : kind === 'object' ? 2 : 0) + (local === true ? 0 : 1);
}
