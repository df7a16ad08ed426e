import { describe, expect, test } from '@jest/globals';
import { loadAbi } from '../abi/load.ts';
import type { Image } from '../image/image.ts';
import { findCallers } from './callers.ts';

const base = 0x4010_0000n;
const nop = 0xd503201f;
const hvc0 = 0xd4000002;
const hvc1 = 0xd4000022;
const smc0 = 0xd4000003;
const ret = 0xd65f03c0;

/** An image of one section; `caller` is at its start. */
function imageOf(words: readonly number[], more: Partial<Image> = {}): Image {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of words.entries()) {
    view.setUint32(index * 4, word, true);
  }
  return {
    sections: [
      { name: '.text', address: base, bytes, flags: { alloc: true, write: false, execute: true } },
    ],
    symbols: [{ name: 'caller', address: base, link: base, size: 0n, kind: 'function' }],
    lines: [],
    ...more,
  };
}

/** The constants that are known at the last call. */
function constantsAt(...words: readonly number[]): Record<string, string> {
  const constants =
    findCallers(imageOf([...words, hvc0]), []).at(-1)?.constants ?? new Map<string, bigint>();
  return Object.fromEntries([...constants].map(([name, value]) => [name, value.toString(16)]));
}

test('each HVC and SMC is found, with symbol, line and immediate', () => {
  const image = imageOf([nop, hvc1, ret, smc0, 0xd4000001, 0xd41fffe2], {
    lines: [{ address: base + 4n, size: 4, place: { file: 'hyp.S', line: 9, column: 2 } }],
  });
  expect(
    findCallers(image, []).map(({ instruction, symbol, place, immediate }) => [
      instruction,
      symbol,
      place?.line,
      immediate,
    ]),
  ).toEqual([
    ['hvc', 'caller+0x4', 9, 1],
    ['smc', 'caller+0xc', undefined, 0],
    ['hvc', 'caller+0x14', undefined, 0xffff],
  ]);
});

test('data is no call', () => {
  const image = imageOf([hvc0], {
    lines: [{ address: base, size: 4, place: { file: 'a.S', line: 1, column: 1 }, data: true }],
  });
  expect(findCallers(image, [])).toEqual([]);
});

test('a section that is not code has no calls', () => {
  const image = imageOf([hvc0]);
  const sections = image.sections.map((section) => ({
    ...section,
    flags: { ...section.flags, execute: false },
  }));
  expect(findCallers({ ...image, sections }, [])).toEqual([]);
});

describe('a constant is followed to the call', () => {
  test.each([
    ['movz x0, #2', [0xd2800040], { x0: '2' }],
    ['movn x0, #0', [0x92800000], { x0: 'ffffffffffffffff' }],
    ['movn w0, #0', [0x12800000], { x0: 'ffffffff' }],
    ['movz and movk: 0x84000001', [0xd2800020, 0xf2b08000], { x0: '84000001' }],
    ['movk of what is not known', [0xf2b08000], {}],
    ['mov x1, xzr', [0xaa1f03e1], { x1: '0' }],
    ['mov x1, x0', [0xd2800040, 0xaa0003e1], { x0: '2', x1: '2' }],
    [
      'mov w1, w0 of a 64-bit value',
      [0x92800000, 0x2a0003e1],
      { x0: 'ffffffffffffffff', x1: 'ffffffff' },
    ],
    ['mov x0, #0xff00ff00ff00ff00', [0xb2089fe0], { x0: 'ff00ff00ff00ff00' }],
    ['mov w0, #0x80000001', [0x320107e0], { x0: '80000001' }],
    ['add x0, x0, #1', [0xd2800040, 0x91000400], { x0: '3' }],
    ['sub x0, x0, #1, lsl #12', [0xd2a00020, 0xd1400400], { x0: 'f000' }],
    ['add x0, sp, #0', [0xd2800040, 0x910003e0], {}],
    ['ldr x0, . - 8: a literal before it', [0x0badca11, 0, nop, 0x58ffffa0], { x0: 'badca11' }],
    ['ldr w0, . - 4', [0x0badca11, 0x18ffffe0], { x0: 'badca11' }],
    ['ldrsw x0, . - 4', [0xbadca111, 0x98ffffe0], { x0: 'ffffffffbadca111' }],
    ['ldr x1, [x0], #8: the base', [0xd2800040, 0xf8408401], { x0: 'a' }],
    ['lsl x0, x0, #4', [0xd2800040, 0xd37cec00], { x0: '20' }],
    ['orr x0, x0, #0xff00000000000000', [0xd2800040, 0xb2481c00], { x0: 'ff00000000000002' }],
    ['bfi x0, x1, #8, #8', [0xd2800040, 0xd2800061, 0xb3781c20], { x0: '302', x1: '3' }],
    ['mul x0, x0, x1', [0xd2800040, 0xd2800061, 0x9b017c00], { x0: '6', x1: '3' }],
    ['cmp x0, #2; cset x1, eq', [0xd2800040, 0xf100081f, 0x9a9f17e1], { x0: '2', x1: '1' }],
    ['eor x0, x0, x0 of what is not known', [0xca000000], {}],
    ['bl keeps x19-x29', [0xd2800053, 0xd2800041, 0xd2800052, 0x94000010], { x19: '2' }],
    ['mov x19, #2; blr x1', [0xd2800053, 0xd63f0020], { x19: '2' }],
    ['mov x19, #2; hvc #0', [0xd2800053, hvc0], {}],
  ])('%s', (_, words, expected) => {
    expect(constantsAt(...words)).toEqual(expected);
  });
});

describe('a register is forgotten', () => {
  const mov = 0xd2800040;

  test.each([
    ['after a load of it', [mov, 0xf9400020]],
    ['after a load pair of it', [mov, 0xa9400021]],
    ['after arithmetic with one that is not known', [mov, 0x8b010000]],
    ['after mrs', [mov, 0xd53cc000]],
    ['after a call', [mov, 0x94000010]],
    ['after an indirect call', [mov, 0xd63f0020]],
    ['after another hvc', [mov, hvc0]],
    ['after a word that is no instruction', [mov, 0xffffffff]],
    ['after adr: where code runs is not known', [mov, 0x10000000]],
    ['after csel on flags that are not known', [mov, 0x9a811000]],
    ['after autiasp', [0xd280005e, 0xaa1e03e0, 0xd50323bf, 0xaa1e03e0]],
    ['after fmov from a vector', [mov, 0x9e660000]],
    ['after an atomic that reads into it', [mov, 0xf8210020]],
    ['where a branch arrives: b.ne to the call', [0x54000041, mov]],
    ['behind a ret', [mov, ret]],
  ])('%s', (_, words) => {
    expect(constantsAt(...words)).not.toHaveProperty('x0');
  });

  test('at a symbol, where callers arrive', () => {
    const image = imageOf([mov, hvc0]);
    const symbols = [
      ...image.symbols,
      { name: 'entry', address: base + 4n, link: base + 4n, size: 0n, kind: 'label' as const },
    ];
    expect(findCallers({ ...image, symbols }, [])[0]?.constants).toEqual(new Map());
  });

  test('more than 32 instructions before', () => {
    const far = Array.from({ length: 32 }, () => nop);
    expect(constantsAt(mov, ...far)).toEqual({});
    expect(constantsAt(mov, ...far.slice(1))).toEqual({ x0: '2' });
  });
});

describe('the meaning in an ABI', () => {
  const immediate = loadAbi('asm/immediate');
  const x0 = loadAbi('asm/x0');

  test.each([
    [
      'hvc #1',
      [hvc1],
      immediate,
      { abi: 'immediate', kind: 'operations', operations: ['HVC_GET_VECTORS'] },
    ],
    ['hvc #3', [0xd4000062], immediate, { abi: 'immediate', kind: 'unknown-number', number: 3n }],
    [
      'x0 = 0',
      [0xd2800000, hvc0],
      x0,
      { abi: 'x0', kind: 'operations', operations: ['HVC_GET_VECTORS'] },
    ],
    [
      'x0 = 2',
      [0xd2800040, hvc0],
      x0,
      {
        abi: 'x0',
        kind: 'operations',
        operations: ['HVC_SET_VECTORS', 'HVC_CALL_HYP'],
        everyOther: true,
      },
    ],
    ['x0 from elsewhere', [hvc0], x0, { abi: 'x0', kind: 'unknown-selector', register: 'x0' }],
    [
      'another immediate',
      [0xd2800000, hvc1],
      x0,
      { abi: 'x0', kind: 'other-immediate', immediate: 0 },
    ],
  ])('of %s', (_, words, abi, meaning) => {
    expect(findCallers(imageOf(words), [abi])[0]?.meanings).toEqual([meaning]);
  });

  test('an SMC has none where no number is an identifier of the SMC calling convention', () => {
    expect(findCallers(imageOf([smc0]), [immediate, x0])[0]?.meanings).toEqual([]);
  });
});

describe('a call by the SMC calling convention', () => {
  const psci = loadAbi('asm/psci');
  /** movz x0, #0xc400, lsl #16; movk x0, #3: PSCI_CPU_ON */
  const cpuOn = [0xd2b88000, 0xf2800060];
  /** movn x0, #0x7bff, lsl #16; movk x0, #0: 0xffffffff84000000, PSCI_VERSION with more above W0. */
  const version = [0x92af7fe0, 0xf2800000];
  const identifier = { kind: 'identifier', value: 0xc400_0003, type: 'fast', owner: 4, number: 3 };
  const meansCpuOn = { abi: 'psci', kind: 'operations', operations: ['PSCI_CPU_ON'] };
  const meansVersion = { abi: 'psci', kind: 'operations', operations: ['PSCI_VERSION'] };

  test.each([
    ['by SMC', [...cpuOn, smc0], identifier, meansCpuOn],
    ['by HVC', [...cpuOn, hvc0], identifier, meansCpuOn],
    ['with more above W0', [...version, smc0], { value: 0x8400_0000 }, meansVersion],
    [
      'of the architecture',
      [0xd2b00000, smc0],
      { kind: 'identifier', service: 'Arm architecture' },
      { abi: 'psci', kind: 'operations', operations: ['SMCCC_VERSION'] },
    ],
    [
      'that is no operation of it',
      [0xd2b20000, smc0],
      { kind: 'identifier', owner: 0x10, service: 'reserved' },
      { abi: 'psci', kind: 'unknown-number', number: 0x9000_0000n },
    ],
    ['not known', [smc0], { kind: 'unknown' }, { kind: 'unknown-selector', register: 'x0' }],
    ['of another immediate', [0xd4000023], { kind: 'other-immediate' }, { immediate: 0 }],
  ])('%s', (_, words, convention, meaning) => {
    expect(findCallers(imageOf(words), [psci])).toMatchObject([
      { convention, meanings: [meaning] },
    ]);
  });

  test('is none of a stub call, whose x0 is no identifier of a fast call', () => {
    const [site] = findCallers(imageOf([0xd2800060, hvc0]), [psci]);
    expect(site?.convention).toBeUndefined();
  });
});
