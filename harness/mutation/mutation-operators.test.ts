import { expect, test } from '@jest/globals';
import { forms } from '../architecture/a64/forms.ts';
import { instructionWord } from '../architecture/a64/word.ts';
import type { Operator } from './mutation-operators.ts';
import { replacementsOf } from './mutation-operators.ts';

/** Words as GNU as 2.40 assembles them. */
test.each<[string, number, Partial<Record<Operator, readonly number[]>>]>([
  [
    'b.ne . + 8',
    0x54000041,
    { delete: [0xd503201f], 'negate-condition': [0x54000040], 'drop-condition': [0x14000002] },
  ],
  [
    'cbnz x3, . - 8',
    0xb5ffffc3,
    {
      'negate-condition': [0xb4ffffc3],
      'drop-condition': [0x17fffffe],
      'other-register': [0xb5ffffc2, 0xb5ffffc4],
    },
  ],
  [
    'tbnz x1, #7, . + 8',
    0x37380041,
    {
      'negate-condition': [0x36380041],
      'drop-condition': [0x14000002],
      'other-shift': [0x37300041, 0x37400041],
    },
  ],
  [
    'cmp x17, #0x16',
    0xf1005a3f,
    {
      'other-immediate': [0xf100563f, 0xf1005e3f],
      'other-operation': [0xb1005a3f],
      'other-register': [0xf1005a1f, 0xf1005a5f],
    },
  ],
  [
    'lsr x17, x18, #26',
    0xd35afe51,
    { 'other-shift': [0xd359fe51, 0xd35bfe51], 'swap-registers': [0xd35afe32] },
  ],
  ['lsl x3, x3, #4', 0xd37cec63, { 'other-shift': [0xd37be863, 0xd37df063] }],
  [
    'ubfx x3, x3, #12, #36',
    0xd34cbc63,
    { 'other-shift': [0xd34bb863, 0xd34cb863, 0xd34dc063, 0xd34cc063] },
  ],
  [
    'mov x0, x1',
    0xaa0103e0,
    { 'swap-registers': [0xaa0003e1], 'other-register': [0xaa0103e1, 0xaa0003e0, 0xaa0203e0] },
  ],
  ['mov x1, #0', 0xd2800001, { 'other-immediate': [0xd2800021], 'other-shift': [] }],
  [
    'mrs x1, esr_el2',
    0xd53c5201,
    {
      'read-for-write': [0xd51c5201],
      'other-system-register': [0xd53c4021, 0xd53c6001, 0xd5385201],
    },
  ],
  [
    'stp x0, x1, [sp, #-16]!',
    0xa9bf07e0,
    {
      'other-offset': [0xa9be87e0, 0xa9bf87e0],
      'other-write-back': [0xa93f07e0, 0xa8bf07e0],
      'swap-registers': [0xa9bf03e1],
      'read-for-write': [0xa9ff07e0],
    },
  ],
  [
    'ldr lr, [sp], #16',
    0xf84107fe,
    { 'other-offset': [0xf84087fe, 0xf84187fe], 'other-write-back': [0xf84103fe, 0xf8410ffe] },
  ],
  [
    'str w1, [x0, #0x100]',
    0xb9010001,
    { 'other-size': [0xf9010001], 'other-offset': [0xb900fc01, 0xb9010401] },
  ],
  // Whenever the base is written back, it is as it was.
  ['stp x2, x3, [x0]', 0xa9000c02, { 'other-write-back': [] }],
  ['hvc #1', 0xd4000022, { 'other-immediate': [0xd4000002, 0xd4000042] }],
  ['blr lr', 0xd63f03c0, { 'drop-link': [0xd61f03c0], 'other-register': [0xd63f03a0] }],
  ['eret', 0xd69f03e0, { 'other-operation': [0xd65f03c0] }],
  ['isb', 0xd5033fdf, { delete: [0xd503201f] }],
  ['nop', 0xd503201f, { delete: [] }],
])('%s', (_, word, expected) => {
  const found = replacementsOf(instructionWord(word));
  const wanted = Object.keys(expected) as Operator[];
  const actual = Object.fromEntries(
    wanted.map((operator) => [
      operator,
      found.filter((one) => one.operator === operator).map((one) => one.word),
    ]),
  );
  expect(actual).toEqual(expected);
});

test('a mistake has one name, however far something is', () => {
  const [near, far] = [0x910000a5, 0x912000a5].map((word) =>
    replacementsOf(instructionWord(word)).find(({ mistake }) => mistake === 'op 0'),
  );
  expect([near?.word, far?.word]).toEqual([0xd10000a5, 0xd12000a5]);
});

test.each([
  ['a prefetch', 0xf9800020],
  ['udf #1', 0x00000001],
])('%s can only be missing', (_, word) => {
  expect(replacementsOf(instructionWord(word)).map(({ operator }) => operator)).toEqual(['delete']);
});

test('each form that has a register gives mutants by itself', () => {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed ^ (seed >>> 16);
  };
  const without = forms
    .filter(({ hint, pattern }) => !hint && pattern.fields.has('Rn'))
    .filter(({ pattern: { mask, value } }) =>
      Array.from({ length: 100 }, () => (random() & ~mask) | (value & mask)).every(
        (bits) => replacementsOf(instructionWord(bits)).length < 2,
      ),
    )
    .map(({ name }) => name);
  expect(without).toEqual([]);
});
