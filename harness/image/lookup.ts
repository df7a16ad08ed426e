import { given } from '../collections/given.ts';
import { ascending } from '../collections/order.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { instructionAt, instructionBytes } from '../architecture/a64/word.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { problem } from '../diagnostics/diagnostic.ts';
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
  readonly #byName = new Map<string, ImageSymbol>();
  readonly #ambiguous = new Set<string>();
  /** Symbols of sections, sorted by address; of those at one address the best name comes last. */
  readonly #byAddress: readonly ImageSymbol[];
  #findable: readonly ImageSymbol[] | undefined;

  constructor(image: Image) {
    this.image = image;
    for (const symbol of image.symbols) {
      const known = this.#byName.get(symbol.name);
      if (known === undefined || (known.local === true && symbol.local !== true)) {
        this.#byName.set(symbol.name, symbol);
      } else if (known.local === true && known.address !== symbol.address) {
        this.#ambiguous.add(symbol.name);
      }
    }
    this.#byAddress = image.symbols
      .filter(({ kind }) => kind !== 'absolute')
      .toSorted((a, b) => ascending(a.address, b.address) || rank(a) - rank(b));
  }

  /** The global symbol of this name, or the only local one; undefined when there is none. @throws HcallError symbol-ambiguous */
  find(name: string): ImageSymbol | undefined {
    const symbol = this.#byName.get(name);
    if (symbol?.local === true && this.#ambiguous.has(name)) {
      throw problem('symbol-ambiguous', `several local symbols are named '${name}'`);
    }
    return symbol;
  }

  /** The nearest symbol at or below an address, of the same section. */
  symbolAt(address: bigint): SymbolOffset | undefined {
    return this.#nearest(this.#byAddress, address);
  }

  /** The nearest one whose name `find` takes for it, and for nothing else. */
  findableAt(address: bigint): SymbolOffset | undefined {
    this.#findable ??= this.#byAddress.filter(({ name, address: own }) => {
      const found = this.#byName.get(name);
      return found?.address === own && !(found.local === true && this.#ambiguous.has(name));
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

/** Higher is the better name for an address. */
function rank({ kind, local }: ImageSymbol): number {
  return (kind === 'function' ? 4 : kind === 'object' ? 2 : 0) + (local === true ? 0 : 1);
}
