import { expect, test } from '@jest/globals';
import { evaluate } from '../../expression/evaluate.ts';
import { isExact } from '../../expression/expression.ts';
import { accessAddress } from './access-address.ts';
import type { Decoded } from './decode.ts';
import { decode } from './decode.ts';
import { instructionWord } from './word.ts';

/** Meanings of what the engine's processor does not have, or the machine does in its place. */

function decoded(word: number): Decoded {
  const instruction = decode(instructionWord(word));
  if (instruction === undefined) {
    throw new Error(`0x${word.toString(16)} has no form`);
  }
  return instruction;
}

type Values = Readonly<Record<string, bigint>>;

/** What it writes, exactly; undefined for what it does not say. Inputs that are not given are 0. */
function written(word: number, values: Values): Record<string, bigint | undefined> {
  const { writes } = decoded(word).meaning;
  return Object.fromEntries(
    writes.map(({ location, value }) => [
      location,
      isExact(value) ? evaluate(value, (name) => values[name] ?? 0n) : undefined,
    ]),
  );
}

test.each<[string, number, Values, Record<string, bigint | undefined>]>([
  ['rmif x0, #1, #15', 0xba00840f, { x0: 0b11010n }, { n: 1n, z: 1n, c: 0n, v: 1n }],
  ['rmif x0, #63, #1', 0xba1f8401, { x0: 1n << 63n }, { v: 1n }],
  ['setf8 w1', 0x3a00082d, { x1: 0x80n }, { n: 1n, z: 0n, v: 1n }],
  ['setf8 w1', 0x3a00082d, { x1: 0x1_0000_0100n }, { n: 0n, z: 1n, v: 1n }],
  ['setf16 w1', 0x3a00482d, { x1: 0x1_ffffn }, { n: 1n, z: 0n, v: 0n }],
  ['cfinv', 0xd500401f, { c: 1n }, { c: 0n }],
  ['xaflag, equal', 0xd500403f, { z: 1n, c: 1n }, { n: 0n, z: 1n, c: 1n, v: 0n }],
  ['xaflag, unordered', 0xd500403f, { z: 1n }, { n: 0n, z: 0n, c: 1n, v: 1n }],
  ['xaflag, less', 0xd500403f, {}, { n: 1n, z: 0n, c: 0n, v: 0n }],
  ['axflag, unordered', 0xd500405f, { c: 1n, v: 1n }, { n: 0n, z: 1n, c: 0n, v: 0n }],
  ['axflag, greater', 0xd500405f, { c: 1n }, { n: 0n, z: 0n, c: 1n, v: 0n }],
  ['subp x0, x1, x2', 0x9ac20020, { x1: 0x0f00_0000_0000_0005n, x2: 7n }, { x0: (1n << 64n) - 2n }],
  [
    'cmpp x1, x2',
    0xbac2003f,
    { x1: 0xab80_0000_0000_0000n, x2: 0x1280_0000_0000_0000n },
    { n: 0n, z: 1n, c: 1n, v: 0n },
  ],
  ['gmi x0, x1, x2', 0x9ac21420, { x1: 0x0f00_0000_0000_0000n, x2: 1n }, { x0: 0x8001n }],
  ['addg x0, x1, #16, #1', 0x91810420, { x1: 1n }, { x0: undefined }],
  ['smax w0, w1, w2', 0x1ac26020, { x1: 0xffff_ffffn, x2: 1n }, { x0: 1n }],
  ['umax w0, w1, w2', 0x1ac26420, { x1: 0xffff_ffffn, x2: 1n }, { x0: 0xffff_ffffn }],
  ['smin x0, x1, x2', 0x9ac26820, { x1: (1n << 64n) - 1n, x2: 1n }, { x0: (1n << 64n) - 1n }],
  ['umin x0, x1, x2', 0x9ac26c20, { x1: (1n << 64n) - 1n, x2: 1n }, { x0: 1n }],
  ['smin w0, w1, #-1', 0x11cbfc20, { x1: 5n }, { x0: 0xffff_ffffn }],
  ['umax x0, x1, #255', 0x91c7fc20, { x1: 5n }, { x0: 255n }],
  ['ctz x0, x1', 0xdac01820, { x1: 0x50n }, { x0: 4n }],
  ['ctz w0, wzr', 0x5ac01be0, {}, { x0: 32n }],
  ['cnt x0, x1', 0xdac01c20, { x1: 0xf0f1n }, { x0: 9n }],
  ['abs w0, w1', 0x5ac02020, { x1: 0xffff_fffen }, { x0: 2n }],
  ['addpt x0, x1, x2, lsl #2', 0x9a022820, { x1: 1n }, { x0: undefined }],
  ['autiasppc .-8', 0xf380005f, {}, { x30: undefined }],
  ['paciasppc', 0xdac1a3fe, {}, { x30: undefined }],
  ['mrrs x2, x3, ttbr0_el1', 0xd5782002, { s3_0_c2_c0_0: 5n }, { x2: 5n, x3: undefined }],
  ['msrr ttbr0_el1, x2, x3', 0xd5582002, { x2: 5n }, { s3_0_c2_c0_0: 5n }],
  ['msr ssbs, #1', 0xd503413f, {}, { s3_3_c4_c2_6: 0x1000n }],
  ['msr pan, #1', 0xd500419f, {}, { s3_0_c4_c2_3: 0x40_0000n }],
  ['msr uao, #1', 0xd500417f, {}, { s3_0_c4_c2_4: 0x80_0000n }],
  ['msr dit, #1', 0xd503415f, {}, { s3_3_c4_c2_5: 0x100_0000n }],
  ['msr tco, #1', 0xd503419f, {}, { s3_3_c4_c2_7: 0x200_0000n }],
  ['msr allint, #1', 0xd501411f, {}, { s3_0_c4_c3_0: 0x2000n }],
  ['smstop za', 0xd503447f, { s3_3_c4_c2_2: 3n }, { s3_3_c4_c2_2: 1n }],
  ['mrs x0, sctlr_el12', 0xd53d1000, { s3_0_c1_c0_0: 5n }, { x0: 5n }],
  ['mrs x0, cntvct_el0', 0xd53be040, { s3_3_c14_c0_1: 9n, s3_4_c14_c0_3: 4n }, { x0: 5n }],
  [
    'mrs x0, cntp_tval_el0',
    0xd53be200,
    { s3_3_c14_c0_1: 9n, s3_3_c14_c2_2: 4n },
    { x0: 0xffff_fffbn },
  ],
  [
    'msr cntp_tval_el0, x0',
    0xd51be200,
    { s3_3_c14_c0_1: 9n, x0: 0xffff_ffffn },
    { s3_3_c14_c2_2: 8n },
  ],
  ['msr vbar_el2, x0', 0xd51cc000, { x0: 0x4000_0fffn }, { s3_4_c12_c0_0: 0x4000_0800n }],
  ['msr hcr_el2, x0', 0xd51c1100, { x0: (1n << 64n) - 1n }, { s3_4_c1_c1_0: 0x303_dfff_ffffn }],
  ['msr vbar_el12, x0', 0xd51dc000, { x0: 0x7ffn }, { s3_0_c12_c0_0: 0n }],
  [
    'msr pmcr_el0, x0',
    0xd51b9c00,
    { x0: 0xffff_ffbfn, s3_3_c9_c12_0: 0x4100_2040n, s3_3_c9_c13_0: 5n },
    { s3_3_c9_c12_0: 0x4100_2039n, s3_3_c9_c13_0: 0n },
  ],
  ['msr actlr_el2, x0', 0xd51c1020, { x0: 5n }, { s3_4_c1_c0_1: 0n }],
  ['msr fpsr, x0', 0xd51b4420, { x0: (1n << 64n) - 1n }, { fpsr: 0xf800_009fn }],
  ['mrs x0, midr_el1 at EL1', 0xd5380000, { s3_0_c4_c2_2: 4n, s3_4_c0_c0_0: 7n }, { x0: 7n }],
  ['mrs x0, midr_el1 at EL2', 0xd5380000, { s3_0_c4_c2_2: 8n, s3_0_c0_c0_0: 9n }, { x0: 9n }],
  ['at s1e1r, x0', 0xd5087800, { x0: 1n }, { s3_0_c7_c4_0: undefined }],
  ['msr pmcntenclr_el0, x0', 0xd51b9c40, { s3_3_c9_c12_1: 7n, x0: 2n }, { s3_3_c9_c12_1: 5n }],
  ['mrs x0, rndr', 0xd53b2400, {}, { x0: undefined, n: 0n, z: undefined, c: 0n, v: 0n }],
  ['at s1e1r, x0', 0xd5087800, {}, { s3_0_c7_c4_0: undefined }],
  ['paciasp', 0xd503233f, {}, { x30: undefined }],
  ['autia1716', 0xd503219f, {}, { x17: undefined }],
  ['blraaz x1', 0xd63f083f, { pc: 0x1000n }, { x30: 0x1004n }],
  ['wfe', 0xd503205f, { event: 1n }, { event: 0n }],
  ['clrex', 0xd5033f5f, { monitor: 1n }, { monitor: 0n }],
])('%s', (_, word, values, expected) => {
  expect(written(word, values)).toEqual(expected);
});

test('smstart sm clears the vectors and sets fpsr only where it enters the mode', () => {
  const word = 0xd503437f;
  const vectors = { v0: 7n, v31: 8n, fpsr: 1n };
  const entered = written(word, vectors);
  const stayed = written(word, { ...vectors, s3_3_c4_c2_2: 1n });
  expect([entered['s3_3_c4_c2_2'], entered['v0'], entered['v31'], entered['fpsr']]).toEqual([
    1n,
    0n,
    0n,
    0x0800_009fn,
  ]);
  expect([stayed['v0'], stayed['v31'], stayed['fpsr']]).toEqual([7n, 8n, 1n]);
});

test.each([
  ['el1', 0x4n, { n: 1n, z: 0n, c: 1n, v: 0n }, 0x3c0n],
  ['el2', 0x8n, { n: 0n, z: 1n, c: 0n, v: 1n }, 0x40n],
])('eret at %s restores flags and masks from its own SPSR', (_, currentEl, flags, daif) => {
  const after = written(0xd69f03e0, {
    s3_0_c4_c2_2: currentEl,
    s3_0_c4_c0_0: 0xa000_03c5n,
    s3_4_c4_c0_0: 0x5000_0049n,
  });
  expect(after).toMatchObject({
    ...flags,
    s3_3_c4_c2_1: daif,
    sp: undefined,
    monitor: 0n,
    event: 1n,
  });
});

test.each([
  ['el1', 0x4n, 0x111n],
  ['el2', 0x8n, 0x222n],
])(
  'eret at %s goes to its own ELR and leaves its stack pointer in its bank',
  (level, currentEl, to) => {
    const values = {
      s3_0_c4_c2_2: currentEl,
      s3_0_c4_c2_0: 1n,
      s3_0_c4_c0_1: 0x111n,
      s3_4_c4_c0_1: 0x222n,
      sp: 7n,
    };
    const { control } = decoded(0xd69f03e0).meaning;
    const target = control !== undefined && 'target' in control ? control.target : undefined;
    expect(target && evaluate(target, (name) => (values as Values)[name] ?? 0n)).toBe(to);
    expect(written(0xd69f03e0, values)).toMatchObject({
      s3_4_c4_c1_0: level === 'el1' ? 7n : 0n,
      s3_6_c4_c1_0: level === 'el2' ? 7n : 0n,
    });
  },
);

test('dc zva clears the block of its address', () => {
  const { memory, stored } = decoded(0xd50b7423).meaning;
  const address = memory && evaluate(accessAddress(memory), () => 0x1234_5678n);
  expect([address, memory?.size, memory?.count, memory?.kind]).toEqual([
    0x1234_5640n,
    16,
    4,
    'store',
  ]);
  expect(stored?.map((value) => evaluate(value, () => 1n))).toEqual([0n, 0n, 0n, 0n]);
});

test.each([
  ['b #8', 0x14000002, { kind: 'branch', offset: 8, call: false, isReturn: false }],
  ['bl #-4', 0x97ffffff, { kind: 'branch', offset: -4, call: true, isReturn: false }],
  ['b.eq #8', 0x54000040, { kind: 'branch', offset: 8, call: false, isReturn: false }],
  ['tbz x1, #33, #-4', 0xb60fffe1, { kind: 'branch', offset: -4, call: false, isReturn: false }],
  ['blr x1', 0xd63f0020, { kind: 'branch', call: true, isReturn: false }],
  ['ret', 0xd65f03c0, { kind: 'branch', call: false, isReturn: true }],
  ['retabsppcr x5', 0xd65f0fe5, { kind: 'branch', call: false, isReturn: true }],
  ['cbge w0, w1, .', 0x74210000, { kind: 'branch', offset: 0, call: false, isReturn: false }],
  ['retaa', 0xd65f0bff, { kind: 'branch', call: false, isReturn: true }],
  ['hvc #0xea1', 0xd401d422, { kind: 'exception', instruction: 'hvc', immediate: 0xea1 }],
  ['smc #1', 0xd4000023, { kind: 'exception', instruction: 'smc', immediate: 1 }],
  ['dcps2 #3', 0xd4a00062, { kind: 'exception', instruction: 'dcps', immediate: 3 }],
  ['udf #7', 7, { kind: 'exception', instruction: 'udf', immediate: 7 }],
  ['drps', 0xd6bf03e0, { kind: 'exception', instruction: 'udf', immediate: 0 }],
  ['eretaa', 0xd69f0bff, { kind: 'exception-return' }],
  ['wfi', 0xd503207f, { kind: 'wait', for: 'interrupt' }],
  ['wfet x0', 0xd5031000, { kind: 'wait', for: 'event' }],
])('where %s goes', (_, word, control) => {
  expect(decoded(word).meaning.control).toMatchObject(control);
});

test.each([
  ['b.al', 0x5400004e, []],
  ['csel x0, x1, x2, al', 0x9a82e020, ['x1']],
  ['csel x0, x1, x2, ge', 0x9a82a020, ['n', 'v', 'x1', 'x2']],
  ['bti c', 0xd503245f, []],
  ['mrs x0, nzcv', 0xd53b4200, ['c', 'n', 'v', 'z']],
  ['mrs x0, fpcr', 0xd53b4400, ['fpcr']],
  ['autiasppc .-8', 0xf380005f, ['s3_0_c2_c1_0', 's3_0_c2_c1_1', 'sp', 'x30']],
  ['sysp #0, c8, c7, #1, x2, x3', 0xd5488722, ['x2', 'x3']],
  ['msrr ttbr0_el1, x2, x3', 0xd5582002, ['x2', 'x3']],
  ['fdot v0.4s, v1.16b, v2.4b[1]', 0x4f220020, ['fpcr', 'fpsr', 's3_3_c4_c4_2', 'v0', 'v1', 'v2']],
  [
    'fmlallbt v0.4s, v1.16b, v2.b[5]',
    0x2f6a8020,
    ['fpcr', 'fpsr', 's3_3_c4_c4_2', 'v0', 'v1', 'v2'],
  ],
  ['fcvtn2 v0.16b, v1.4s, v2.4s', 0x4e02f420, ['fpcr', 'fpsr', 's3_3_c4_c4_2', 'v0', 'v1', 'v2']],
  ['luti4 v0.8h, {v1.8h, v2.8h}, v3[2]', 0x4e435020, ['v1', 'v2', 'v3']],
  ['scvtf d0, s1', 0x1e7c0020, ['v1']],
  ['famax v0.2s, v1.2s, v2.2s', 0x0ea2dc20, ['fpcr', 'fpsr', 'v1', 'v2']],
  [
    'eret',
    0xd69f03e0,
    [
      's3_0_c4_c0_0',
      's3_0_c4_c0_1',
      's3_0_c4_c1_0',
      's3_0_c4_c2_0',
      's3_0_c4_c2_2',
      's3_4_c1_c1_0',
      's3_4_c4_c0_0',
      's3_4_c4_c0_1',
      's3_4_c4_c1_0',
      's3_6_c4_c1_0',
      'sp',
    ],
  ],
  // APIBKey, SCTLR_EL1.EnIB, CurrentEL and SCTLR_EL2.EnIB
  [
    'autibz',
    0xd50323df,
    ['s3_0_c1_c0_0', 's3_0_c2_c1_2', 's3_0_c2_c1_3', 's3_0_c4_c2_2', 's3_4_c1_c0_0', 'x30'],
  ],
  ['wfet x0', 0xd5031000, ['event', 'x0']],
  ['dc civac, x3', 0xd50b7e23, ['x3']],
  [
    'at s1e2r, x3',
    0xd50c7803,
    // HCR, MAIR, SCTLR, TCR and TTBR0 of EL2
    ['s3_4_c10_c2_0', 's3_4_c1_c0_0', 's3_4_c1_c1_0', 's3_4_c2_c0_0', 's3_4_c2_c0_2', 'x3'],
  ],
  [
    'at s12e1r, x3',
    0xd50c7883,
    [
      // MAIR, SCTLR, TTBR0, TTBR1 and TCR of EL1
      ...([
        's3_0_c10_c2_0',
        's3_0_c1_c0_0',
        's3_0_c2_c0_0',
        's3_0_c2_c0_1',
        's3_0_c2_c0_2',
      ] as const),
      // HCR, VTTBR, VTCR
      ...(['s3_4_c1_c1_0', 's3_4_c2_c1_0', 's3_4_c2_c1_2', 'x3'] as const),
    ],
  ],
])('%s reads no more than it needs', (_, word, reads) => {
  expect([...decoded(word).reads.keys()].filter((name) => name !== 'pc').toSorted()).toEqual(reads);
});

test.each([
  ['cbge w0, w1, .', 0x74210000, 0xffff_ffffn, 0n, 0n],
  ['cbge w0, w1, .', 0x74210000, 0x1_0000_0001n, 1n, 1n],
  ['cbbhi w0, w1, .', 0x74418000, 0x1ffn, 0x3fen, 1n],
  ['cblt x0, #5, .', 0xf5228000, (1n << 64n) - 1n, 0n, 1n],
  ['cblt x0, #5, .', 0xf5228000, 5n, 0n, 0n],
])('the condition of %s (0x%x)', (_, word, x0, x1, expected) => {
  const { condition } = decoded(word).meaning;
  expect(condition && evaluate(condition, (name) => (name === 'x0' ? x0 : x1))).toBe(expected);
});

test.each([
  ['msr vbar_el2, x1', 0xd51cc001, { kind: 'msr', op0: 3, op1: 4, crn: 12, crm: 0, op2: 0, rt: 1 }],
  ['mrs x2, mdscr_el1', 0xd5300242, { kind: 'mrs', op0: 2, op1: 0, crn: 0, crm: 2, op2: 2, rt: 2 }],
  [
    'msr daifset, #15',
    0xd5034fdf,
    { kind: 'msr-immediate', op0: 0, op1: 3, crn: 4, crm: 15, op2: 6, rt: 31 },
  ],
  ['mrs x0, fpsr', 0xd53b4420, { kind: 'mrs', op0: 3, op1: 3, crn: 4, crm: 4, op2: 1, rt: 0 }],
  ['tlbi alle2', 0xd50c871f, { kind: 'sys', op0: 1, op1: 4, crn: 8, crm: 7, op2: 0, rt: 31 }],
  ['dc zva, x3', 0xd50b7423, { kind: 'sys', op0: 1, op1: 3, crn: 7, crm: 4, op2: 1, rt: 3 }],
])('what %s accesses', (_, word, system) => {
  expect(decoded(word).meaning.system).toEqual(system);
});
