import { describe, expect, test } from '@jest/globals';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { refusedCases, sameCases } from '../testing/assembler/front-end-cases.ts';
import { assembleWithGnu, viewOfObject } from '../testing/assembler/gnu-object.ts';
import { describeWith } from '../testing/tools.ts';
import { createAssembler } from './assemble.ts';

const assembler = await createAssembler();

function assemble(text: string, warnings: Diagnostic[] = []) {
  return assembler.assemble(
    { path: 'source.s', text },
    { onWarning: (warning) => warnings.push(warning) },
  );
}

function errorsOf(text: string): readonly Diagnostic[] {
  try {
    assemble(text);
  } catch (error) {
    if (error instanceof HcallError) {
      return error.diagnostics;
    }
    throw error;
  }
  return [];
}

/** The bytes of .text in hexadecimal. */
function bytesOf(text: string): string {
  const { sections } = assemble(text);
  return Buffer.from(sections.find(({ name }) => name === '.text')?.bytes ?? []).toString('hex');
}

describe('bytes', () => {
  test.each([
    ['\\v and digits that are not octal', '.ascii "\\v\\8\\18\\x4142"', '0b081042'],
    ['a string that is not UTF-8', '.ascii "h\udce4llo"', '68e46c6c6f'],
    ['each byte of a character', '.irpc c, ä\n.ascii "\\c"\n.endr', 'c3a4'],
    [
      '128 bits of a literal',
      'ldr q0, =0x0123456789abcdef0011223344556677\n',
      `8000009c${'0'.repeat(24)}7766554433221100efcdab8967452301`,
    ],
    [
      'a large LEB128 number',
      '.uleb128 0x123456789abcdef0123456789',
      '89cf959a92e0fbe6ab939eabb424',
    ],
    [
      'a LEB128 number with the sign that is written',
      '.sleb128 0xffffffffffffffff, -1',
      'ffffffffffffffffff017f',
    ],
    [
      'a sign beyond 64 bits behind a minus sign alone',
      '.octa -1, ~0',
      `${'f'.repeat(32)}${'f'.repeat(16)}${'0'.repeat(16)}`,
    ],
    ['.eqv at each use', '.set k, 1\n.eqv four, 4*k\n.byte four\n.set k, 2\n.byte four', '0408'],
    ['== at each use', '.set k, 1\nfour == 4*k\n.byte four\n.set k, 2\n.byte four', '0408'],
    ['the first .req', 'tmp .req x9\ntmp .req x10\nmov tmp, #1', '290080d2'],
    ['a label twice at one place', 'f:\nf: ret', 'c0035fd6'],
    [
      'names that are not defined',
      '.if a == b\n.byte 1\n.endif\n.if a != b\n.byte 2\n.endif',
      '02',
    ],
    ['an indirect function', '.type a, %gnu_indirect_function\na: ret\nbl a', 'c0035fd600000094'],
    ['ties away from zero', '.float 16777217', '0100804b'],
    ['a NaN', '.float nan', 'ffffff7f'],
  ])('%s', (_name, source, expected) => {
    expect(bytesOf(`${source}\n`)).toBe(expected);
  });

  test('a name that is not UTF-8 is kept', () => {
    expect(assemble('n\udce4: ret\n').symbols.map(({ name }) => name)).toContain('n\udce4');
  });

  test("another letter is none of the assembler's own", () => {
    // U+212A, a Kelvin sign, is k in small letters.
    expect(() => assemble('mov\u212a x0, x1\n')).toThrow(`'mov\u212a' is not an instruction`);
  });
});

describe('sections', () => {
  test.each([
    ['.section .vec, "6"', { alloc: true, write: false, execute: true }],
    ['.section .vec, #alloc, #write', { alloc: true, write: true, execute: false }],
    ['.section .text.x, "a"', { alloc: true, write: false, execute: true }],
  ])('%s', (directive, flags) => {
    const section = assemble(`${directive}\n.byte 1\n`).sections.find(({ size }) => size > 0);
    expect(section?.flags).toEqual(flags);
  });

  test('of two groups are two', () => {
    const source = ['g1', 'g2', 'g1']
      .map((group, index) => `.section .f, "aG", %progbits, ${group}, comdat\n.byte ${index}\n`)
      .join('');
    const found = assemble(source).sections.filter(({ name }) => name === '.f');
    expect(found.map(({ bytes }) => [...bytes])).toEqual([[0, 2], [1]]);
  });
});

describe('late values that do not fit are refused where they stand', () => {
  test.each([
    [
      '.byte 1, b - a\na: .skip 256\nb:\n',
      10,
      'the value 256 does not fit 1 byte: expected -255 to 255',
    ],
    [
      '.byte a - b\na: .skip 256\nb:\n',
      7,
      'the value -256 does not fit 1 byte: expected -255 to 255',
    ],
    [
      '.hword b - a\na: .skip 65536\nb:\n',
      8,
      'the value 65536 does not fit 2 bytes: expected -65535 to 65535',
    ],
  ])('%j', (source, column, message) => {
    expect(errorsOf(source)).toMatchObject([
      { code: 'value-out-of-range', message, place: { line: 1, column } },
    ]);
  });

  test('and those that fit are stored', () => {
    expect(bytesOf('.byte b - a, a - b\n.data\na: .skip 255\nb:\n')).toBe('ff01');
  });
});

test('an alias that is given again stays, with a warning', () => {
  const warnings: Diagnostic[] = [];
  assemble('tmp .req x9\ntmp .req x10\nnop\n', warnings);
  expect(warnings).toMatchObject([
    {
      code: 'alias-redefined',
      message: `the alias 'tmp' stays 'x9'`,
      place: { line: 2, column: 1 },
    },
  ]);
});

describeWith('binutils', 'the same object as GNU as', () => {
  describe.each(Object.entries(sameCases))('%s', (_group, sources) => {
    test.each(sources)('%j', (source) => {
      expect(viewOfObject(assemble(source))).toEqual(assembleWithGnu(source));
    });
  });
});

describe.each(Object.entries(refusedCases))('refused: %s', (_group, sources) => {
  test.each(sources)('%j', (source) => {
    expect(() => assemble(source)).toThrow(HcallError);
  });
});
