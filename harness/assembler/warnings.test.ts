import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { describeWith } from '../testing/tools.ts';
import { createAssembler } from './assemble.ts';

const assembler = await createAssembler();

function warningsOf(text: string): readonly Diagnostic[] {
  const heard: Diagnostic[] = [];
  assembler.assemble({ path: 'source.s', text }, { onWarning: (warning) => heard.push(warning) });
  return heard;
}

/** An instruction, where the warning stands, and what it says; none for what only looks like one of these. */
const warned: readonly (readonly [string, number, string])[] = [
  ['ldr x0, [x0], #8', 1, "'x0' is written back and loaded, which is unpredictable"],
  ['ldrb w3, [x3, #1]!', 1, "'x3' is written back and loaded, which is unpredictable"],
  ['strh w1, [x1], #2', 1, "'x1' is written back and stored, which is unpredictable"],
  ['stp x0, x1, [x1, #16]!', 1, "'x1' is written back and stored, which is unpredictable"],
  ['ldraa x0, [x0, #8]!', 1, "'x0' is written back and loaded, which is unpredictable"],
  ['ldp x0, x0, [x1]', 1, 'both loads go into one register, which is unpredictable'],
  ['ldpsw x0, x0, [x1]', 1, 'both loads go into one register, which is unpredictable'],
  ['ldp d4, d4, [x1]', 1, 'both loads go into one register, which is unpredictable'],
  ['ldaxp w0, w0, [x1]', 1, 'both loads go into one register, which is unpredictable'],
  [
    'stxr w0, x0, [x1]',
    1,
    'the status goes into a register that is stored, which is unpredictable',
  ],
  [
    'stlxp w1, x2, x1, [x3]',
    1,
    'the status goes into a register that is stored, which is unpredictable',
  ],
  ['stxr w0, x1, [x0]', 1, "the status goes into the base 'x0', which is unpredictable"],
  ['msr midr_el1, x0', 5, "'midr_el1' cannot be written: it can only be read"],
  ['msr CTR_EL0, x0', 5, "'CTR_EL0' cannot be written: it can only be read"],
  ['msr brbinf31_el1, x0', 5, "'brbinf31_el1' cannot be written: it can only be read"],
  ['mrs x0, icc_eoir1_el1', 9, "'icc_eoir1_el1' cannot be read: it can only be written"],
  ['mrs x0, dbgdtrtx_el0', 9, "'dbgdtrtx_el0' cannot be read: it can only be written"],
];

const fine: readonly string[] = [
  'ldr x0, [x0]',
  'ldr x0, [x1], #8',
  'str xzr, [sp], #8',
  'ldr d0, [x0], #8',
  'ldp q0, q1, [x0], #32',
  'stp x0, x0, [x1]',
  'ldp x0, x1, [x0]',
  'stgp x0, x1, [x0], #16',
  'ldraa x0, [x0, #8]',
  'ldxr x0, [x0]',
  'stxr w0, x1, [x2]',
  'cas x0, x0, [x0]',
  'ld1 {v0.8b}, [x0], x0',
  'msr dbgdtrtx_el0, x0',
  'mrs x0, dbgdtrrx_el0',
  'mrs x0, midr_el1',
  'msr s3_0_c0_c0_0, x0',
];

describe('what the architecture leaves open or does not have', () => {
  test.each(warned)('%s', (instruction, column, message) => {
    const [first, ...more] = warningsOf(`nop\n${instruction}\n`);
    expect([first?.message, first?.place?.line, first?.place?.column]).toEqual([
      message,
      2,
      column,
    ]);
    expect(more).toEqual([]);
  });

  test.each(fine)('%s is neither', (instruction) => {
    expect(warningsOf(`${instruction}\n`)).toEqual([]);
  });

  test('also where every part of the instruction was met before', () => {
    const text = 'ldr x0, [x1], #8\nldr x1, [x0], #8\nldr x0, [x0], #8\nldr x0, [x0], #8\n';
    expect(warningsOf(text).map(({ place }) => place?.line)).toEqual([3, 4]);
  });

  test('and where the offset comes later', () => {
    const text = 'ldr x0, [x0], #b - a\na: .skip 8\nb:\n';
    expect(warningsOf(text).map(({ place }) => place?.line)).toEqual([1]);
  });
});

describeWith('binutils', 'GNU as warns of the same', () => {
  test.each([['warned', warned.map(([text]) => text)] as const, ['fine', fine] as const])(
    '%s',
    (name, instructions) => {
      const { stderr } = spawnSync(
        'aarch64-linux-gnu-as',
        ['-march=armv9.3-a+memtag', '-o', '/dev/null'],
        { input: `${instructions.join('\n')}\n`, encoding: 'utf8' },
      );
      const lines = Array.from(stderr.matchAll(/:(\d+): Warning:/gu), (match) => Number(match[1]));
      expect(lines).toEqual(name === 'warned' ? instructions.map((_, index) => index + 1) : []);
    },
  );
});
