import { expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import { createAssembler } from './assemble.ts';
import { decodeEntry, encodeEntry } from './cache-entry.ts';
import type { Entry } from './cache-entry.ts';

const assembler = await createAssembler();
const object = assembler.assemble({
  path: 'a.s',
  text: '.globl f\nf: mov x0, #1\nbl g\n.quad f\n.bss\n.skip 8\n',
});
const place = { file: 'a.s', line: 1, column: 2 };
const entry: Entry = {
  dependencies: [{ path: 'a.h', hash: 'ab', stamp: '1 2' }],
  absent: ['b/a.h'],
  object,
  warnings: [
    {
      code: 'user-warning',
      severity: 'warning',
      message: 'look',
      place,
      excerpt: { text: 'line', length: 4 },
      trail: [{ what: 'included here', place }],
    },
  ],
};
const name = 'the-name';

/** With a sound checksum, as a stranger could make it. */
function forged(value: unknown): Buffer {
  const payload = serialize(value);
  const digest = createHash('sha256').update(`${name}\n`).update(payload).digest();
  return Buffer.concat([Buffer.from('hcall-object 1\n'), digest, payload]);
}

test('an entry is what was put in', () => {
  expect(decodeEntry(Buffer.from(encodeEntry(entry, name)), name)).toEqual(entry);
  expect(decodeEntry(forged(entry), name)).toEqual(entry);
});

test('each single bit counts', () => {
  const bytes = Buffer.from(encodeEntry(entry, name));
  let random = 1;
  const wrong = Array.from({ length: 400 }, () => {
    // A linear congruential generator (Numerical Recipes).
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    const bit = random % (bytes.length * 8);
    const damaged = Buffer.from(bytes);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return decodeEntry(damaged, name);
  }).filter((found) => found !== undefined);
  expect(wrong).toEqual([]);
});

test('another name, another version and every part of the bytes alone are nothing', () => {
  const bytes = Buffer.from(encodeEntry(entry, name));
  expect(decodeEntry(bytes, 'another')).toBeUndefined();
  expect(
    decodeEntry(Buffer.concat([Buffer.from('hcall-object 0\n'), bytes.subarray(15)]), name),
  ).toBe(undefined);
  const parts = Array.from(bytes, (_, end) => decodeEntry(bytes.subarray(0, end), name));
  expect(parts.filter((found) => found !== undefined)).toEqual([]);
});

const [section] = object.sections;
const [symbol] = object.symbols;
const [relocation] = object.relocations;
const [line] = object.lines;

test.each([
  ['nothing', undefined],
  ['a text', 'entry'],
  ['no dependencies', { ...entry, dependencies: undefined }],
  ['a dependency without a hash', { ...entry, dependencies: [{ path: 'a.h', stamp: '' }] }],
  ['an absent file without a name', { ...entry, absent: [1] }],
  ['no object', { ...entry, object: {} }],
  ['sections by name', { ...entry, object: { ...object, sections: { a: section } } }],
  ['a section shorter than it says', withPart('sections', { ...section, size: 1 })],
  ['an alignment of 3', withPart('sections', { ...section, alignment: 3 })],
  ['bytes that are a list', withPart('sections', { ...section, bytes: [1] })],
  ['a symbol in no section', withPart('symbols', { ...symbol, section: 99 })],
  ['a symbol with a small value', withPart('symbols', { ...symbol, value: 1 })],
  ['a symbol with a value of 65 bits', withPart('symbols', { ...symbol, value: 1n << 64n })],
  ['a relocation of no symbol', withPart('relocations', { ...relocation, symbol: 999 })],
  ['a relocation behind its section', withPart('relocations', { ...relocation, offset: 4096 })],
  ['a line without a place', withPart('lines', { ...line, place: { file: 'a.s' } })],
  ['a line behind its section', withPart('lines', { ...line, offset: 4096 })],
  ['a warning with an unknown code', { ...entry, warnings: [{ ...entry.warnings[0], code: 'x' }] }],
])('a readable entry with %s is none', (_name, value) => {
  expect(decodeEntry(forged(value), name)).toBeUndefined();
});

function withPart(part: 'sections' | 'symbols' | 'relocations' | 'lines', first: unknown): unknown {
  return { ...entry, object: { ...object, [part]: [first, ...object[part].slice(1)] } };
}
