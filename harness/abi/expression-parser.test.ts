import { describe, expect, test } from '@jest/globals';
import type { Expression, Reference } from './expression.ts';
import { binary, constant, extend, extract, input, unary } from '../expression/expression.ts';
import { Cursor } from './document/cursor.ts';
import { readDocument } from './document/document.ts';
import { Problems } from './document/problems.ts';
import { SourceText } from './document/source.ts';
import { parseExpected, parseExpression } from './expression-parser.ts';
import type { Scope } from './expression-parser.ts';

/** A place in a file whose only line is `a: TEXT`, so that the text begins in column 4. */
function spotOf(text: string, key = 'a'): Cursor {
  const source = new SourceText('a.yaml', `${key}: ${text}\n`);
  return Cursor.of(readDocument(source)).at(key);
}

const scope: Scope = {
  constants: new Map([
    ['TRAP', 1n],
    ['HVC_GET', 0x10n],
  ]),
  inputs: ['base', 'function'],
  row: new Map([
    ['imm', { text: '0x3', spot: spotOf('0x3') }],
    ['where', { text: 'x5 + 1', spot: spotOf('x5 + 1') }],
    ['bad', { text: 'x5 + y', spot: spotOf('x5 + y', 'cell') }],
    ['all', { text: 'any', spot: spotOf('any') }],
    ['again', { text: 'for.imm', spot: spotOf('for.imm', 'cell') }],
  ]),
  after: true,
};

function parse(text: string) {
  return parseExpression(text, scope, spotOf(text));
}

describe('a constant expression', () => {
  test.each([
    ['5', 5n],
    ['-1', 0xffff_ffff_ffff_ffffn],
    ['-0x8000_0000_0000_0000', 0x8000_0000_0000_0000n],
    ['0 + - 1', 0xffff_ffff_ffff_ffffn],
    ['~0x7ff', 0xffff_ffff_ffff_f800n],
    ['1 + 2 * 3', 7n],
    ['(1 + 2) * 3', 9n],
    ['10 - 3 - 2', 5n],
    ['1 << 2 + 1', 8n],
    ['0xf0 | 0xf & 0x3', 0xf3n],
    ['0xff ^ 0x0f | 0x100', 0x1f0n],
    ['6 & 3 << 1', 6n],
    ['0xabcd[15:8]', 0xabn],
    ['~0[63]', 0xffff_ffff_ffff_ffffn],
    ['-2 * -3', 6n],
    ['~-1', 0n],
    ['abi.TRAP + abi.HVC_GET', 0x11n],
    ['for.imm << 28 | 0x3c5', 0x3000_03c5n],
  ])('%s is folded', (text, value) => {
    expect(parse(text)).toEqual(constant(value, 64));
  });
});

const name = (reference: Reference) => input(reference, 64);

describe('an expression', () => {
  const x5 = name({ kind: 'register', register: 'x5', when: 'before' });
  test.each([
    ['x5', x5],
    ['lr', name({ kind: 'register', register: 'x30', when: 'before' })],
    ['vbar_el2', name({ kind: 'register', register: 'vbar_el2', when: 'before' })],
    ['after.x5', name({ kind: 'register', register: 'x5', when: 'after' })],
    ['base', name({ kind: 'input', name: 'base' })],
    ['phys(__kvm_hyp_vector)', name({ kind: 'symbol', how: 'phys', name: '__kvm_hyp_vector' })],
    ['link( a.b$c )', name({ kind: 'symbol', how: 'link', name: 'a.b$c' })],
    ['hyp(.Llocal)', name({ kind: 'symbol', how: 'hyp', name: '.Llocal' })],
    ['for.where', binary('add', x5, constant(1, 64))],
    ['x5 & ~0x7ff', binary('and', x5, constant(0xffff_ffff_ffff_f800n, 64))],
    ['-x5', unary('neg', x5)],
    ['x5[31:0]', extend('zero-extend', extract(x5, 0, 32), 64)],
    ['(x5 >> 4)[7]', extend('zero-extend', extract(binary('lshr', x5, constant(4, 64)), 7, 1), 64)],
    ['v3', input({ kind: 'register', register: 'v3', when: 'before' }, 128)],
    [
      'v3 + 1',
      binary('add', name({ kind: 'register', register: 'v3', when: 'before' }), constant(1, 64)),
    ],
  ])('%s is understood', (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test.each([['any'], [' any '], ['for.all']])('%s expects anything at all', (text) => {
    expect(parseExpected(text, scope, spotOf(text))).toEqual({ kind: 'any' });
  });
});

describe('a mistake in an expression', () => {
  test.each([
    ['', 'expression-syntax 1:4'],
    ['1 +', 'expression-syntax 1:7'],
    ['1 2', 'expression-syntax 1:6'],
    ['(1', 'expression-syntax 1:6'],
    ['x0 / 2', 'expression-syntax 1:7'],
    ['phys x0', 'expression-syntax 1:9'],
    ['x0[', 'expression-syntax 1:7'],
    ['x0[64]', 'expression-syntax 1:7'],
    ['x0[3:4]', 'expression-syntax 1:10'],
    ['x0[4:3', 'expression-syntax 1:10'],
    ['phys(1)', 'expression-syntax 1:9'],
    ['x0 + 010', 'leading-zero 1:9'],
    ['x0 + 1.5', 'yaml-float 1:9'],
    ['x0 + 0xg', 'malformed-integer 1:9'],
    ['0x1_0000_0000_0000_0000', 'integer-out-of-range 1:4'],
    ['1 + -0x8000_0000_0000_0001', 'integer-out-of-range 1:8'],
    ['x31', 'unknown-name 1:4'],
    ['x0 + VBAR_EL2', 'unknown-name 1:9'],
    ['1 + TRAP', 'unknown-name 1:8'],
    ['1 + imm', 'unknown-name 1:8'],
    ['with.base', 'unknown-name 1:4'],
    ['after.x31', 'unknown-name 1:4'],
    ['abi.TRAPP', 'unknown-constant 1:4'],
    ['for.row', 'unknown-row-value 1:4'],
    ['for.again', 'unknown-row-value 1:7'],
    ['1 + any', 'misplaced-any 1:8'],
    [`${'('.repeat(200)}1`, 'expression-syntax 1:104'],
    [`${'-'.repeat(200)}1`, 'expression-syntax 1:104'],
  ])('%s: %s', (text, expected) => {
    const problems = new Problems();
    problems.attempt(() => parse(text));
    const found = problems.list.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`);
    expect(found).toEqual([expected]);
  });

  test('in a row is shown in the row', () => {
    const problems = new Problems();
    problems.attempt(() => parse('for.bad'));
    expect(problems.list).toMatchObject([
      { code: 'unknown-name', place: { column: 12 }, excerpt: { text: 'cell: x5 + y', length: 1 } },
    ]);
  });

  test('in a quoted text is shown behind the quote', () => {
    const problems = new Problems();
    problems.attempt(() => parseExpression('x0 + y', scope, spotOf('"x0 + y"')));
    expect(problems.list).toMatchObject([{ place: { column: 10 } }]);
  });

  test('after.x0 is one where nothing has happened yet', () => {
    const problems = new Problems();
    problems.attempt(() => parseExpression('after.x0', { ...scope, after: false }, spotOf('a')));
    expect(problems.list).toMatchObject([{ code: 'misplaced-after' }]);
  });

  test.each([
    ['TRAP', "write 'abi.TRAP' for the ABI's constant"],
    ['imm', "write 'for.imm' for the row's value"],
    ['vbr_el2', "did you mean 'vbar_el2'?"],
    ['functoin', "did you mean 'function'?"],
    ['abi.TARP', "did you mean 'TRAP'?"],
  ])('%s gets a note', (text, note) => {
    const problems = new Problems();
    problems.attempt(() => parse(text));
    expect(problems.list).toMatchObject([{ note }]);
  });
});

const vcpu: Expression = input({ kind: 'region', name: 'vcpu' }, 64);

function cell(address: Expression, size: number, width = 64): Expression {
  return input({ kind: 'cell', address, size }, width);
}

function behind(address: Expression, offset: number): Expression {
  return binary('add', address, constant(offset, 64));
}

describe('regions in an expression', () => {
  const withRegions: Scope = { ...scope, regions: new Map([['vcpu', 0x10]]), cells: 'memory' };
  const read = (text: string, more: Partial<Scope> = {}) =>
    parseExpression(text, { ...withRegions, ...more }, spotOf(`'${text}'`));

  test.each([
    ['vcpu + 8', behind(vcpu, 8)],
    ['[vcpu]', cell(vcpu, 8)],
    ['[vcpu + 0x8]', cell(behind(vcpu, 8), 8)],
    ['[vcpu+15, 1]', cell(behind(vcpu, 15), 1)],
    ['[vcpu, 2] << 1', binary('shl', cell(vcpu, 2), constant(1, 64))],
    ['[vcpu + 8][7:0]', extend('zero-extend', extract(cell(behind(vcpu, 8), 8), 0, 8), 64)],
    ['[vcpu, 16]', cell(vcpu, 16, 128)],
    ['[vcpu, 16] + 1', behind(cell(vcpu, 16), 1)],
    [
      '[x0 + 8]',
      cell(behind(input({ kind: 'register', register: 'x0', when: 'before' }, 64), 8), 8),
    ],
    ['[0x1000 + 8, 4]', cell(constant(0x1008, 64), 4)],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each<[string, string, Partial<Scope>]>([
    ['[vcp]', 'unknown-name 1:6', {}],
    ['[after.x0]', 'misplaced-after 1:6', { after: true }],
    ['[[vcpu]]', 'misplaced-cell 1:6', {}],
    ['[vcpu + 9]', 'region-cell 1:5', {}],
    ['[8 + vcpu + 1]', 'region-cell 1:5', {}],
    ['[vcpu + 8, 3]', 'region-cell 1:5', {}],
    ['[vcpu - 8]', 'region-cell 1:5', {}],
    ['[vcpu + x0]', 'misplaced-cell 1:5', { cells: 'regions' }],
    ['[x0]', 'misplaced-cell 1:5', { cells: 'regions' }],
    ['[vcpu', 'expression-syntax 1:10', {}],
    ['vcpu, 4', 'expression-syntax 1:9', {}],
    ['1 + [vcpu]', 'misplaced-cell 1:9', { cells: undefined }],
    ['vcpu', 'unknown-name 1:5', { regions: new Map() }],
  ])('%s is refused', (text, expected, more) => {
    const problems = new Problems();
    problems.attempt(() => read(text, more));
    expect(
      problems.list.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`),
    ).toEqual([expected]);
  });
});
