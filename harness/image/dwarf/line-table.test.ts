import { describe, expect, test } from '@jest/globals';
import { lineUnit, program } from '../../testing/image/dwarf/line-fixture.ts';
import { readLineTable } from './line-table.ts';

const none = { lineStrings: undefined, strings: undefined };
const { setAddress, step, copy, advanceWords, advanceLine, file, column, endSequence } = program;

/** `start-end file:line:column` of each row. */
function rows(bytes: Uint8Array, wanted?: (row: { address: bigint }) => boolean): string[] {
  return readLineTable(bytes, none, wanted).map(
    ({ address, end, place }) =>
      `${address.toString(16)}-${end.toString(16)} ${place.file}:${place.line}:${place.column}`,
  );
}

const opcodes = [
  ...setAddress(0x1000n),
  ...advanceLine(9),
  copy, // line 10
  step(1, 1), // 0x1004, line 11
  ...file(2),
  ...column(7),
  step(2, 3), // 0x100c, line 14 of macro.h
  ...advanceWords(3),
  ...endSequence,
];

describe('the rows of a unit', () => {
  test.each([
    [2, 'src/entry.S'],
    [3, 'src/entry.S'],
    [4, 'src/entry.S'],
    [5, '/build/src/entry.S'],
  ] as const)('of version %i', (version, path) => {
    expect(rows(lineUnit(version, opcodes))).toEqual([
      `1000-1004 ${path}:10:1`,
      `1004-100c ${path}:11:1`,
      '100c-1018 /include/macro.h:14:7',
    ]);
  });
});

test('only wanted rows are kept', () => {
  expect(rows(lineUnit(4, opcodes), ({ address }) => address === 0x1004n)).toEqual([
    '1004-100c src/entry.S:11:1',
  ]);
});

test('each sequence starts over', () => {
  const second = [...setAddress(0x8000n), copy, ...advanceWords(1), ...endSequence];
  expect(rows(lineUnit(4, [...opcodes, ...second])).at(-1)).toBe('8000-8004 src/entry.S:1:1');
});

test('a row of no bytes, or of no line, is left out', () => {
  const odd = [
    ...setAddress(0x1000n),
    copy,
    copy,
    ...advanceLine(-1),
    step(1, 0),
    ...advanceWords(1),
    ...endSequence,
  ];
  expect(rows(lineUnit(4, odd))).toEqual(['1000-1004 src/entry.S:1:1']);
});

describe('a unit that is not sound is left out, the others are read', () => {
  const sound = lineUnit(4, opcodes);

  test.each([
    ['an unknown version', (unit: Uint8Array) => unit.fill(9, 4, 5)],
    ['a header that ends behind it', (unit: Uint8Array) => unit.fill(0xff, 6, 10)],
    ['a line range of 0', (unit: Uint8Array) => unit.fill(0, 14, 15)],
    ['an opcode base of 0', (unit: Uint8Array) => unit.fill(0, 15, 16)],
    [
      'a program that is cut',
      (unit: Uint8Array) => unit.fill(0xff, unit.length - 2, unit.length - 1),
    ],
  ])('%s', (_, damage) => {
    const bytes = Uint8Array.from([...damage(sound.slice()), ...sound]);
    expect(rows(bytes)).toHaveLength(3);
  });
});

test('a unit that claims to be longer than the section ends the table', () => {
  const bytes = lineUnit(4, opcodes);
  bytes[3] = 0x7f;
  expect(rows(bytes)).toEqual([]);
});

test('a version 5 unit that claims 2^60 directories is left out at once', () => {
  const bytes = lineUnit(5, opcodes);
  // the count of directories, after one format of two numbers
  const count = bytes.indexOf(2, 30);
  expect(
    rows(Uint8Array.from([...bytes.subarray(0, count), 0xff, ...bytes.subarray(count + 1)])),
  ).toEqual([]);
});
