import { describe, expect, test } from '@jest/globals';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { createAssembler } from './assemble.ts';

const assembler = await createAssembler();

function assemble(text: string) {
  return assembler.assemble({ path: 'source.s', text });
}

function hexOf(text: string, name = '.text'): string {
  const section = assemble(text).sections.find((candidate) => candidate.name === name);
  return Buffer.from(section?.bytes ?? []).toString('hex');
}

// Words from the Arm ARM's encodings, least significant byte first.
describe('bytes', () => {
  test.each([
    ['nop', 'nop', '1f2003d5'],
    ['a branch back', 'a: b a', '00000014'],
    ['a branch forward', 'b 1f\nnop\n1:', '020000141f2003d5'],
    ['a literal', 'ldr x0, =0x1122334455667788\nret', '40000058c0035fd68877665544332211'],
    ['padding of code', 'nop\n.align 3\nnop', '1f2003d51f2003d51f2003d5'],
    ['padding after data', '.byte 1\n.align 3\nnop', '010000001f2003d51f2003d5'],
    ['a hypervisor call', 'hvc #0x4a48', '024909d4'],
  ])('%s', (_name, text, expected) => {
    expect(hexOf(`${text}\n`)).toBe(expected);
  });
});

test('an object is plain data', () => {
  const object = assemble(
    '.globl f\n.type f, %function\nf:\tbl g\n.size f, . - f\n.data\n.quad f\n',
  );
  expect(object).toMatchObject({
    name: 'source.s',
    sections: [
      { name: '.text', alignment: 4, flags: { alloc: true, write: false, execute: true }, size: 4 },
      { name: '.data', alignment: 1, flags: { alloc: true, write: true, execute: false }, size: 8 },
      { name: '.bss', type: 'nobits', size: 0 },
    ],
    symbols: [
      { name: 'f', section: 0, value: 0n, size: 4n, binding: 'global', type: 'function' },
      { name: 'g', section: 'undefined', binding: 'global' },
    ],
    // R_AARCH64_CALL26 and R_AARCH64_ABS64
    relocations: [
      { section: 0, offset: 0, type: 283, symbol: 1, addend: 0n },
      { section: 1, offset: 0, type: 257, symbol: 0, addend: 0n },
    ],
  });
});

test('every statement that writes bytes has a row in the line table', () => {
  const { lines } = assemble('nop\n.word 1, 2\n.macro m\n  isb\n.endm\nm\n.align 4\n.skip 4\n');
  expect(lines.map(({ offset, data, place, text }) => [offset, data, place.line, text])).toEqual([
    [0, false, 1, 'nop'],
    [4, true, 2, '.word 1, 2'],
    [12, false, 4, '  isb'],
    [16, true, 8, '.skip 4'],
  ]);
});

test('warnings are handed on, and do not stop', () => {
  const warnings: Diagnostic[] = [];
  const text = '.warning "look"\n.byte 300\n';
  const object = assembler.assemble(
    { path: 'source.s', text },
    { onWarning: (one) => warnings.push(one) },
  );
  expect([...(object.sections[0]?.bytes ?? [])]).toEqual([44]);
  expect(warnings).toMatchObject([
    { code: 'user-warning', severity: 'warning', message: 'look', place: { line: 1 } },
    { code: 'value-truncated', severity: 'warning', place: { line: 2, column: 7 } },
  ]);
});

test.each([
  ['', ['empty-source']],
  ['.if 0\nnop\n.endif\n', ['empty-source']],
  ['.text\nf:\n.globl g\n.set s, 1\n', ['empty-source']],
  ['.data\n.byte 0\n', []],
  ['.bss\n.skip 8\n', []],
])('a source without a byte is a warning: %j', (text, codes) => {
  const warnings: Diagnostic[] = [];
  assembler.assemble({ path: 'source.s', text }, { onWarning: (one) => warnings.push(one) });
  expect(warnings.map(({ code }) => code)).toEqual(codes);
});

test('sources do not see one another', () => {
  assemble('n .req x5\n.macro m\nnop\n.endm\n.set v, 5\nmov x0, n\n');
  expect(() => assemble('mov x0, n\n')).toThrow("'n' is not defined");
  expect(() => assemble('m\n')).toThrow('unknown instruction');
});

describe('an architecture that is asked for', () => {
  const text = 'ldadd x0, x1, [x2]\n';

  test.each([
    ['armv8.1-a', text],
    ['armv8-a+lse', text],
    ['armv8-a', `.arch armv8.1-a\n${text}`],
    ['armv8-a', `.arch_extension lse\n${text}`],
  ])('%s allows %j', (march, source) => {
    const { sections } = assembler.assemble({ path: 'source.s', text: source }, { march });
    expect(Buffer.from(sections[0]?.bytes ?? []).toString('hex')).toBe('410020f8');
  });

  test.each([
    ['armv8-a', text],
    ['armv8.1-a+nolse', text],
    ['armv8.1-a', `.arch armv8-a\n${text}`],
  ])('%s refuses %j, which is known from elsewhere', (march, source) => {
    assemble(text);
    expect(() => assembler.assemble({ path: 'source.s', text: source }, { march })).toThrow(
      'needs +lse',
    );
  });

  test('a name that is none is refused', () => {
    expect(() => assembler.assemble({ path: 'source.s', text }, { march: 'armv8.9-a' })).toThrow(
      "knows no architecture 'armv8.9-a'",
    );
  });
});

test.each([
  ['fmov s0, (2)', 'mov x0, (2)\nfmov s0, #2\n'],
  ['fmov d0, 0b10', 'mov x0, 0b10\nfmov d0, #2\n'],
])('%s is no number of FMOV, though %j is known', (text, before) => {
  assemble(before);
  expect(() => assemble(`${text}\n`)).toThrow('expected');
});
