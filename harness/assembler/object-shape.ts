import type { ObjectFile } from './object.ts';

/** Whether a value is an object file whose parts fit together; it may be anything. */
export function isObjectFile(value: unknown): value is ObjectFile {
  if (!isRecord(value)) {
    return false;
  }
  const { name, sections, symbols, relocations, lines } = value;
  if (typeof name !== 'string' || !isList(sections, isSection)) {
    return false;
  }
  const sizes = sections.map(({ size }) => size);
  return (
    isList(symbols, (one) => isSymbol(one, sizes.length)) &&
    isList(relocations, (one) => isRelocation(one, sizes, symbols.length)) &&
    isList(lines, (one) => isLine(one, sizes))
  );
}

function isSection(value: unknown): value is ObjectFile['sections'][number] {
  if (!isRecord(value)) {
    return false;
  }
  const { name, alignment, flags, type, bytes, size } = value;
  return (
    typeof name === 'string' &&
    isCount(alignment) &&
    alignment > 0 &&
    Number.isInteger(Math.log2(alignment)) &&
    isRecord(flags) &&
    ['alloc', 'write', 'execute'].every((flag) => typeof flags[flag] === 'boolean') &&
    isOneOf(type, ['progbits', 'nobits', 'note', 'other']) &&
    ArrayBuffer.isView(bytes) &&
    Object.prototype.toString.call(bytes) === '[object Uint8Array]' &&
    isCount(size) &&
    (type === 'nobits' || bytes.byteLength === size)
  );
}

function isSymbol(value: unknown, sectionCount: number): value is ObjectFile['symbols'][number] {
  if (!isRecord(value)) {
    return false;
  }
  const { name, section, binding, type, visibility } = value;
  return (
    typeof name === 'string' &&
    (isIndex(section, sectionCount) || isOneOf(section, ['absolute', 'undefined', 'common'])) &&
    isWord(value['value']) &&
    isWord(value['size']) &&
    isOneOf(binding, ['local', 'global', 'weak']) &&
    isOneOf(type, ['none', 'function', 'object', 'section', 'file', 'thread-local', 'other']) &&
    isOneOf(visibility, ['default', 'hidden', 'protected', 'internal']) &&
    (value['variantCall'] === undefined || value['variantCall'] === true)
  );
}

function isRelocation(value: unknown, sizes: readonly number[], symbolCount: number): boolean {
  if (!isRecord(value)) {
    return false;
  }
  const { section, offset, type, symbol, addend } = value;
  return (
    isIndex(section, sizes.length) &&
    isCount(offset) &&
    offset <= (sizes[section] ?? 0) &&
    isCount(type) &&
    isIndex(symbol, symbolCount) &&
    typeof addend === 'bigint'
  );
}

function isLine(value: unknown, sizes: readonly number[]): boolean {
  if (!isRecord(value)) {
    return false;
  }
  const { section, offset, place, text, data } = value;
  return (
    isIndex(section, sizes.length) &&
    isCount(offset) &&
    offset <= (sizes[section] ?? 0) &&
    isPlace(place) &&
    (text === undefined || typeof text === 'string') &&
    (data === undefined || typeof data === 'boolean')
  );
}

export function isPlace(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['file'] === 'string' &&
    isCount(value['line']) &&
    isCount(value['column'])
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

export function isList<T>(
  value: unknown,
  isItem: (item: unknown) => item is T,
): value is readonly T[];
export function isList(
  value: unknown,
  isItem: (item: unknown) => boolean,
): value is readonly unknown[];
export function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isIndex(value: unknown, length: number): value is number {
  return isCount(value) && value < length;
}

function isWord(value: unknown): boolean {
  return typeof value === 'bigint' && value >= 0n && value < 1n << 64n;
}

function isOneOf(value: unknown, choices: readonly string[]): boolean {
  return typeof value === 'string' && choices.includes(value);
}
