import type { ImageSymbol } from './image.ts';

/** The symbols of one name. */
export class SymbolsByName {
  readonly #byName = new Map<string, ImageSymbol[]>();

  constructor(symbols: readonly ImageSymbol[]) {
    for (const symbol of symbols) {
      const known = this.#byName.get(symbol.name);
      if (known === undefined) {
        this.#byName.set(symbol.name, [symbol]);
      } else {
        known.push(symbol);
      }
    }
  }

  /** Where some have the prefix that counts first, these alone. */
  named(name: string): readonly ImageSymbol[] {
    const all = this.#byName.get(name) ?? [];
    const first = all.filter(({ prefixed }) => prefixed === true);
    return first.length > 0 ? first : all;
  }
}

/** `hyp-stub.S:el1_sync` -> both parts; a name alone has no file. */
export function splitName(written: string): { readonly file?: string; readonly name: string } {
  const colon = written.lastIndexOf(':');
  return colon < 0
    ? { name: written }
    : { file: written.slice(0, colon), name: written.slice(colon + 1) };
}

/** Whether a file is what somebody writes: `hyp-stub.S` or `kernel/hyp-stub.S`; an object stands for its source. */
export function isFile(path: string, written: string): boolean {
  return fits(path, written) || (path.endsWith('.o') && fits(stemOf(path), stemOf(written)));
}

function fits(path: string, written: string): boolean {
  return path === written || path.endsWith(`/${written}`);
}

/** The kernel builds code of EL2 as `hyp-entry.nvhe.o`. */
function stemOf(path: string): string {
  return path.replace(/(\.nvhe)?\.[A-Za-z]+$/, '');
}
