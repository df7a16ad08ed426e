import type { ObjectFile, ObjectSection, ObjectSymbol } from '../../assembler/object.ts';

/** Little-endian words. */
export function code(...words: number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) {
    view.setUint32(index * 4, word, true);
  }
  return bytes;
}

/** A section of code for tests, 4-aligned unless `more` says otherwise. */
export function section(
  name: string,
  bytes: Uint8Array,
  more: Partial<ObjectSection> = {},
): ObjectSection {
  return {
    name,
    alignment: 4,
    flags: { alloc: true, write: false, execute: true },
    type: 'progbits',
    bytes,
    size: bytes.length,
    ...more,
  };
}

/** A global symbol for tests. */
export function symbol(
  name: string,
  where: ObjectSymbol['section'],
  value = 0n,
  more: Partial<ObjectSymbol> = {},
): ObjectSymbol {
  return {
    name,
    section: where,
    value,
    size: 0n,
    binding: 'global',
    type: 'none',
    visibility: 'default',
    ...more,
  };
}

/** An object for tests. */
export function object(name: string, parts: Partial<ObjectFile>): ObjectFile {
  return { name, sections: [], symbols: [], relocations: [], lines: [], ...parts };
}
