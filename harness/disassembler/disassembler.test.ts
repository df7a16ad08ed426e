import { beforeAll, expect, test } from '@jest/globals';
import { instructionWord } from '../architecture/a64/word.ts';
import { createDisassembler } from './disassembler.ts';
import type { Disassembler } from './disassembler.ts';

let disassembler: Disassembler;
beforeAll(async () => {
  disassembler = await createDisassembler();
});

// The texts are those of GNU objdump, but for spaces and the form of immediates.
test.each([
  [0xd4000022, 'hvc #1'],
  [0xd69f03e0, 'eret'],
  [0xd51cc000, 'msr vbar_el2, x0'],
  [0xa9bf07e0, 'stp x0, x1, [sp, #-0x10]!'],
  [0x54ffffc1, 'b.ne #0x40000ff8'],
  [0xd508871f, 'tlbi vmalle1'],
  [0xd503233f, 'paciasp'],
  [0xd503241f, 'bti'],
  [0xd50322df, 'clearbhb'],
  [0xd538d020, 'mrs x0, contextidr_el1'],
  [0xd53b2400, 'mrs x0, rndr'],
  [0xdac01820, 'ctz x0, x1'],
  [0x4f82e020, 'sdot v0.4s, v1.16b, v2.4b[0]'],
  [0x6e44fc62, 'bfdot v2.4s, v3.8h, v4.8h'],
  [0xfffffff0, '.inst 0xfffffff0'],
  [0x00000000, 'udf #0'],
])('%i is %s', (word, text) => {
  expect(disassembler.disassemble(instructionWord(word), 0x4000_1000n)).toBe(text);
});

test('an address of 64 bits', () => {
  expect(disassembler.disassemble(instructionWord(0x14000001), 0xffff_0000_0000_0000n)).toBe(
    'b #0xffff000000000004',
  );
});

test('a second one at the same time', async () => {
  const other = await createDisassembler();
  const wfi = instructionWord(0xd503207f);
  expect(other.disassemble(wfi, 0n)).toBe(disassembler.disassemble(wfi, 0n));
});
