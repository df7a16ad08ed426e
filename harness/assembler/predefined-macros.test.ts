import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { createAssembler } from './assemble.ts';
import { predefinedMacros } from './predefined-macros.ts';
import { describeWith } from '../testing/tools.ts';

const assembler = await createAssembler();

const crossCompiler = ['-fno-pie', '-dM', '-E', '-x', 'assembler-with-cpp', '-'];
const { stdout: crossMacros } = spawnSync('aarch64-linux-gnu-gcc', crossCompiler, {
  input: '',
  encoding: 'utf8',
});

function wordsOf(text: string): string {
  const { sections } = assembler.assemble({ path: 'source.S', text });
  return Buffer.from(sections[0]?.bytes ?? []).toString('hex');
}

describeWith(
  'preprocessor',
  'what sources ask, with the bytes that aarch64-linux-gnu-gcc 12.2 makes',
  () => {
    test.each([
      ['__GNUC__, __GNUC_MINOR__', '0c02'],
      ['__SIZEOF_POINTER__, __SIZEOF_LONG__, __SIZEOF_INT__', '080804'],
      ['__ARM_ARCH, __ARM_ARCH_PROFILE, __ARM_NEON, __ARM_FP', '0841010e'],
      ['__aarch64__, __AARCH64EL__, __ARM_64BIT_STATE, __LP64__, _LP64', '0101010101'],
      ['__linux__, __unix__, linux, unix, __ELF__, __ASSEMBLER__', '010101010101'],
      ['__BYTE_ORDER__ - __ORDER_LITTLE_ENDIAN__, __CHAR_BIT__', '0008'],
      ['__INT8_MAX__, __SCHAR_WIDTH__, __INT8_C(5)', '7f0805'],
      ['__INT64_MAX__ >> 56, __UINT32_C(7), __UINT64_C(9)', '7f0709'],
      ['__STDC__, __STDC_HOSTED__, __CHAR_UNSIGNED__', '010101'],
    ])('.byte %s', (operands, expected) => {
      expect(wordsOf(`.byte ${operands}\n`)).toBe(expected);
    });

    test.each([
      ['text', '.ascii __VERSION__\n', Buffer.from('12.2.0').toString('hex')],
      ['a pasted prefix', '#define C(n) n\n.byte C(__REGISTER_PREFIX__)1\n', '01'],
    ])('%s', (_name, text, expected) => {
      expect(wordsOf(text)).toBe(expected);
    });

    test.each(['__x86_64__', '__i386__', '__SSE2__', '__clang__', '__APPLE__', '__PIC__', 'i386'])(
      'no %s',
      (name) => {
        expect(wordsOf(`#ifdef ${name}\n.byte 1\n#else\n.byte 2\n#endif\n`)).toBe('02');
      },
    );
  },
);

describeWith('gcc 12', 'the cross compiler', () => {
  test('predefines these macros, and those that each preprocessor defines itself', () => {
    const own = ['__ASSEMBLER__ 1', '__STDC__ 1', '__STDC_HOSTED__ 1'];
    const rows = [...predefinedMacros.map((macro) => macro.replace('=', ' ')), ...own];
    const expected = [...crossMacros.matchAll(/^#define (.*)$/gmu)].map(([, row]) => row);
    expect(new Set(rows)).toEqual(new Set(expected));
  });
});
