import { expect, test } from '@jest/globals';
import { Cursor } from './document/cursor.ts';
import { readDocument } from './document/document.ts';
import { SourceText } from './document/source.ts';
import { parseExpected } from './expression-parser.ts';
import { printExpected } from './expression-print.ts';

const spot = Cursor.of(readDocument(new SourceText('a.yaml', 'a: 1\n')));
const scope = {
  constants: new Map([['ERROR', 0xbadn]]),
  inputs: ['base'],
  after: true,
  cells: 'memory',
  regions: new Map([['vcpu', 16]]),
} as const;

test.each([
  ['any', 'any'],
  ['x0', 'x0'],
  ['base & ~0x7ff', 'base & 0xfffffffffffff800'],
  ['after.x1 + 8', 'after.x1 + 0x8'],
  ['phys(table) + 0x10', 'phys(table) + 0x10'],
  ['abi.ERROR', '0xbad'],
  ['x0[31:0]', 'x0[31:0]'],
  ['(x0 + x1)[7:0] << 4', '(x0 + x1)[7:0] << 0x4'],
  ['x0 - (x1 - x2)', 'x0 - (x1 - x2)'],
  ['[vcpu]', '[vcpu]'],
  ['[vcpu + 8, 4] + 1', '[vcpu + 0x8, 4] + 0x1'],
  ['[sp_el2 - 0x110, 16]', '[sp_el2 - 0x110, 16]'],
  ['-x0 ^ x1', '-x0 ^ x1'],
])('%s is printed so that it is read as the same', (text, printed) => {
  const expected = parseExpected(text, scope, spot);
  expect(printExpected(expected)).toBe(printed);
  expect(parseExpected(printed, scope, spot)).toEqual(expected);
});
