import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { memoryMap } from '../calls/memory-map.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { createMachine } from '../machine/unicorn/unicorn-machine.ts';
import type { Values } from '../testing/flow/bench.ts';
import {
  Bench,
  apart,
  distance,
  eret,
  isFixed,
  moved,
  places,
  translated,
} from '../testing/flow/bench.ts';
import { engines } from '../testing/machine/engines.ts';
import type { Flow } from './flow.ts';
import { follow } from './follow.ts';
import { printValue } from './print.ts';

/** Of all benches, the last one that was made. */
let bench: Bench;

/** A host's HVC #7 into this code, with an ERET behind it. */
function call(
  code: readonly number[],
  values: Values = {},
): { readonly flow: Flow; readonly record: CallRecord } {
  const record = bench.prepare({ vector: [...code, eret], values }).step();
  return { flow: follow(record, { isFixed, scrambled: new Set() }), record };
}

function text(flow: Flow, register: RegisterName): string {
  return printValue(flow, flow.after.register(register), () => undefined);
}

/** Those of the code's own instructions. */
function shownConditions({ conditions, ...flow }: Flow): unknown[] {
  const own = conditions.filter(({ kind }) => ['branch', 'select', 'address'].includes(kind));
  return own.map(({ kind, expression, holds }) => [
    kind,
    printValue({ conditions, ...flow }, expression, () => undefined),
    holds,
  ]);
}

/** What translates addresses, with the number that it was. */
function shownTranslations(flow: Flow): unknown[] {
  return flow.conditions
    .filter(({ kind }) => kind === 'translation')
    .map(({ equation }) => [
      equation && printValue(flow, equation.value, () => undefined),
      equation?.number,
    ]);
}

describe.each(engines)('on %s', (_engine, create) => {
  beforeAll(() => {
    bench = new Bench(create);
  });
  afterAll(() => bench.close());

  // The words are GNU as 2.40's.
  test.each<[string, readonly number[], RegisterName, string]>([
    ['a copy', [0xaa0003e2 /* mov x2, x0 */], 'x2', 'x0'],
    ['a sum', [0x91004001 /* add x1, x0, #16 */], 'x1', 'x0 + 0x10'],
    ['what is written to w1', [0x0b020021 /* add w1, w1, w2 */], 'x1', 'x1[31:0] + x2[31:0]'],
    ['an exclusive or with itself', [0xca120241 /* eor x1, x18, x18 */], 'x1', '0x0'],
    ['a system register', [0xd53cd041 /* mrs x1, tpidr_el2 */], 'x1', 'TPIDR_EL2'],
    ['the syndrome', [0xd53c5201 /* mrs x1, esr_el2 */], 'x1', 'ESR_EL2'],
    [
      'the immediate',
      [0xd53c5201, 0x92403c21 /* mrs x1, esr_el2; and x1, x1, #0xffff */],
      'x1',
      'immediate',
    ],
    [
      'VBAR_EL2, whose low bits are RES0',
      [0xd51cc001 /* msr vbar_el2, x1 */],
      'vbar_el2',
      'x1 & ~0x7ff',
    ],
    [
      'what was pushed and popped',
      [0xa9bf07e0, 0xd2800000, 0xd2800001, 0xa8c107e0],
      // stp x0, x1, [sp, #-16]!; mov x0, #0; mov x1, #0; ldp x0, x1, [sp], #16
      'x1',
      'x1',
    ],
    ['the stack pointer after that', [0xa9bf07e0, 0xa8c107e0], 'sp_el2', 'SP_EL2'],
    [
      'a byte of what was stored',
      [0xf81f0fe1, 0x394007e2, 0x910043ff],
      // str x1, [sp, #-16]!; ldrb w2, [sp, #1]; add sp, sp, #16
      'x2',
      'x1[15:8]',
    ],
    [
      'memory that a pointer names',
      [0xd53cd041, 0xf9400422 /* mrs x1, tpidr_el2; ldr x2, [x1, #8] */],
      'x2',
      '[TPIDR_EL2 + 0x8]',
    ],
    ['a literal of the image', [0x58000041, 0x14000003, 0x12345678, 0], 'x1', '0x12345678'],
    [
      'the arm that was taken',
      [0xf100001f, 0x9a821021 /* cmp x0, #0; csel x1, x1, x2, ne */],
      'x1',
      'x1',
    ],
    ['the flags', [0xd53b4201 /* mrs x1, nzcv */], 'x1', 'NZCV << 0x1c'],
    ['the level', [0xd5384241 /* mrs x1, currentel */], 'x1', '0x8'],
    [
      'a pair',
      [
        0xa9400861, // ldp x1, x2, [x3]
        0xd2800000, // mov x0, #0
      ],
      'x2',
      '[x3 + 0x8]',
    ],
    [
      'a pair of words, their signs extended',
      [
        0x69400861, // ldpsw x1, x2, [x3]
      ],
      'x2',
      'sext([x3 + 0x4, 4])',
    ],
    [
      'write-back after the access',
      [
        0xf8418461, // ldr x1, [x3], #24
      ],
      'x3',
      'x3 + 0x18',
    ],
    [
      'write-back before it',
      [
        0xf8418c61, // ldr x1, [x3, #24]!
      ],
      'x1',
      '[x3 + 0x18]',
    ],
    [
      'a load of what two stores put there',
      [
        0x29000861, // stp w1, w2, [x3]
        0xf9400064, // ldr x4, [x3]
      ],
      'x4',
      'concat(x2[31:0], x1[31:0])',
    ],
    [
      'an unaligned load, which aborts with the MMU off',
      [
        0xf8404c64, // ldr x4, [x3, #4]!
      ],
      'x3',
      'x3',
    ],
    [
      'a load exclusive',
      [
        0xc85f7c61, // ldxr x1, [x3]
      ],
      'x1',
      '[x3]',
    ],
    [
      'the status of a store exclusive',
      [
        0xc85f7c61, // ldxr x1, [x3]
        0xc8027c60, // stxr w2, x0, [x3]
      ],
      'x2',
      '0x0',
    ],
    [
      'what a store exclusive stored',
      [
        0xc85f7c61, // ldxr x1, [x3]
        0xc8027c60, // stxr w2, x0, [x3]
        0xf9400064, // ldr x4, [x3]
      ],
      'x4',
      'x0',
    ],
    [
      'a store exclusive that fails',
      [
        0xd5033f5f, // clrex
        0xc8027c60, // stxr w2, x0, [x3]
        0xf9400064, // ldr x4, [x3]
      ],
      'x4',
      '[x3]',
    ],
    [
      'a multiplication, high',
      [
        0x9bc27c01, // umulh x1, x0, x2
      ],
      'x1',
      '(x0 * x2)[127:64]',
    ],
    [
      'a bit field',
      [
        0xd3485c01, // ubfx x1, x0, #8, #16
      ],
      'x1',
      'x0[23:8]',
    ],
    [
      'a bit field that is put in',
      [
        0xb3783c01, // bfi x1, x0, #8, #16
      ],
      'x1',
      'concat(x1[63:24], x0[15:0], x1[7:0])',
    ],
    [
      'a conditional comparison that compares',
      [
        0xf100141f, // cmp x0, #5
        0xfa430a40, // ccmp x18, #3, #0, eq
        0x9a9f17e1, // cset x1, eq
      ],
      'x1',
      '0x0',
    ],
    [
      'masks, of which an exception entry sets all',
      [
        0xd50342ff, // msr daifclr, #2
        0xd53b4221, // mrs x1, daif
      ],
      'x1',
      '0x340',
    ],
    [
      'SP_EL0 in use',
      [
        0xd50040bf, // msr spsel, #0
        0x910003e1, // mov x1, sp
        0xd50041bf, // msr spsel, #1
      ],
      'x1',
      'SP_EL0',
    ],
    [
      'the link of a branch',
      [
        0x94000001, // bl .+4
        0xaa1e03e1, // mov x1, x30
        0xd280001e, // mov x30, #0
      ],
      'x1',
      '0x140000404',
    ],
  ])('%s', (_, code, register, value) => {
    const { flow } = call(code, { x0: 5n, x3: memoryMap.data.address });
    expect(flow.refusal).toBeUndefined();
    expect(text(flow, register)).toBe(value);
  });

  test('a function leaves registers that are sources of their own', () => {
    // str x30, [sp, #-16]!; blr x0; ldr x30, [sp], #16
    const { flow } = call([0xf81f0ffe, 0xd63f0000, 0xf84107fe], { x0: places.callee });
    expect([text(flow, 'x0'), text(flow, 'x9'), text(flow, 'x19'), text(flow, 'x30')]).toEqual([
      'its result',
      'its x9',
      'x19',
      'x30',
    ]);
  });

  test('conditions of the way, each once and in order', () => {
    // cmp x18, #3; b.lo .+8; cbnz x0, .+4; ldr x1, [x2]
    const { flow } = call([0xf1000e5f, 0x54000043, 0xb5000020, 0xf9400041], {
      x0: 5n,
      x2: memoryMap.data.address,
    });
    expect(shownConditions(flow)).toEqual([
      ['branch', 'x18 < 0x3', false],
      ['branch', 'x0 != 0x0', true],
      ['address', `x2 = 0x${memoryMap.data.address.toString(16)}`, true],
    ]);
  });

  test('a conditional comparison has the conditions of both', () => {
    // cmp x0, #5; ccmp x18, #3, #0, eq; b.eq .+4
    const { flow } = call(
      [
        0xf100141f, // cmp x0, #5
        0xfa430a40, // ccmp x18, #3, #0, eq
        0x54000020, // b.eq .+4
      ],
      { x0: 5n },
    );
    expect(shownConditions(flow)).toEqual([
      ['select', 'x0 = 0x5', true],
      ['branch', 'x18 = 0x3', false],
    ]);
  });

  test.each<[string, Values, string, unknown[]]>([
    [
      'one that is physical',
      { x0: 0x1234n },
      'x0 & 0xffffffff000 | 0xa00',
      ['x0[63:44] = 0x0', true],
    ],
    ['one that is not', { x0: 1n << 44n }, '0x801', ['x0[63:44] = 0x0', false]],
    [
      'one with a tag',
      { x0: 0xab00_0000_0000_1234n, tcr_el1: 1n << 37n },
      'x0 & 0xffffffff000 | 0xa00',
      ['x0[55:44] = 0x0', true],
    ],
  ])('an address that nothing translates: %s', (_, values, par, condition) => {
    // at s1e1r, x0; mrs x1, par_el1
    const { flow } = call([0xd5087800, 0xd5387401], values);
    expect(text(flow, 'x1')).toBe(par);
    const [control, ...rest] = flow.conditions.filter(({ kind }) => kind === 'control');
    expect(control && flow.builder.inputsOf(control.expression)).toEqual(
      new Set([flow.sources.register('sctlr_el1'), flow.sources.register('hcr_el2')]),
    );
    expect(rest).toHaveLength(2);
    expect(shownConditions(flow)).toEqual([['select', ...condition]]);
  });

  test('what a test says of ESR_EL2[63:32] is a number', () => {
    const cause = { kind: 'synchronous', esr: 0x1_5a00_0000n, preferredReturn: 'next' } as const;
    // mrs x1, esr_el2; lsr x2, x1, #32
    const vector = [0xd53c5201, 0xd360fc22, eret];
    const record = bench.prepare({ vector, start: { cause } }).step();
    const flow = follow(record, { isFixed, scrambled: new Set() });
    expect([record.after.get('x1'), text(flow, 'x2')]).toEqual([0x1_5a00_0000n, '0x1']);
  });

  test('whether an address is translated is what a call made of the controls', () => {
    // msr sctlr_el1, x2; mov x3, #0x80000000; msr hcr_el2, x3; at s1e1r, x0; mrs x1, par_el1
    const { flow } = call([0xd5181002, 0xd2b00003, 0xd51c1103, 0xd5087800, 0xd5387401], {
      x0: 0x1234n,
      x2: 0n,
    });
    const controls = flow.conditions.filter(({ kind }) => kind === 'control');
    const shown = controls.map(({ expression, holds }) => [
      printValue(flow, expression, () => undefined),
      holds,
    ]);
    expect(shown).toEqual([
      ['~x2[0]', true],
      ['TCR_EL1[37]', false],
    ]);
  });

  test('a store exclusive of what was stored to meanwhile is refused', () => {
    const { flow } = call(
      [
        0xc85f7c61, // ldxr x1, [x3]
        0xf9000060, // str x0, [x3]
        0xc8027c60, // stxr w2, x0, [x3]
      ],
      {
        x3: memoryMap.data.address,
      },
    );
    expect(flow.refusal).toEqual({
      reason: 'it stores exclusively what was stored to after the load',
      at: places.vector + 8n,
    });
  });

  test('an exception return that is illegal takes the flags and nothing else', () => {
    // M of 0b01101 is EL3h: PSTATE.IL is set, and what is at ELR_EL2 takes an exception of its own.
    const { flow, record } = call(
      [
        0xd28001a1, // mov x1, #0xd
        0xaa020021, // orr x1, x1, x2
        0xd51c4001, // msr spsr_el2, x1
        0x10000041, // adr x1, .+8
        0xd51c4021, // msr elr_el2, x1
      ],
      {
        x2: 0x9000_0000n,
      },
    );
    expect(flow.refusal).toBeUndefined();
    expect(record.exceptions.map(({ slot }) => slot)).toEqual([
      'lower-a64/sync',
      'current-spx/sync',
    ]);
    expect(text(flow, 'spsr_el2')).toBe('x2 & 0xf00003c0 | 0x100009');
    const modes = flow.conditions.filter(({ kind }) => kind === 'mode');
    expect(modes.map(({ expression }) => printValue(flow, expression, () => undefined))).toEqual([
      'x2 & 0x12 | 0xd = 0xd',
    ]);
  });

  test('what made a value is the instruction that computed it, not the copies', () => {
    // add x1, x0, #16; mov x2, x1; mov x3, x2
    const { flow, record } = call([0x91004001, 0xaa0103e2, 0xaa0203e3]);
    const maker = flow.makerOf(flow.after.register('x3'));
    expect(record.steps?.[maker ?? -1]?.address).toBe(places.vector);
  });
});

describe('on libunicorn alone', () => {
  beforeAll(() => {
    bench = new Bench(createMachine);
  });
  afterAll(() => bench.close());

  test('who the processor is', () => {
    const { flow } = call([0xd5380001 /* mrs x1, midr_el1 */]);
    expect(text(flow, 'x1')).toBe('0x410fd083');
  });

  test.each<[string, readonly number[], RegisterName, string]>([
    [
      'a vector register through memory',
      [
        0x3c9f0fe1, // str q1, [sp, #-16]!
        0x3cc107e2, // ldr q2, [sp], #16
      ],
      'v2',
      'v1',
    ],
    [
      'half of one',
      [
        0x3c9f0fe1, // str q1, [sp, #-16]!
        0xf94007e2, // ldr x2, [sp, #8]
        0x910043ff, // add sp, sp, #16
      ],
      'x2',
      'v1[127:64]',
    ],
    [
      'a pair of them',
      [
        0xadbf0be1, // stp q1, q2, [sp, #-32]!
        0xacc113e3, // ldp q3, q4, [sp], #32
      ],
      'v4',
      'v2',
    ],
    [
      'a general register in one',
      [
        0x9e670001, // fmov d1, x0
        0xfc1f0fe1, // str d1, [sp, #-16]!
        0xf84107e2, // ldr x2, [sp], #16
      ],
      'x2',
      'x0',
    ],
  ])('%s', (_, code, register, value) => {
    const { flow } = call(code);
    expect(flow.refusal).toBeUndefined();
    expect(text(flow, register)).toBe(value);
  });

  const toData = memoryMap.data.address + 0x2000n;
  const atDistance = { ...moved, values: { ...moved.values, sp_el2: toData + distance } };

  test.each<[string, readonly number[], RegisterName, string]>([
    [
      'what was pushed and popped',
      [0xa9bf07e0, 0xd2800000, 0xd2800001, 0xa8c107e0],
      // stp x0, x1, [sp, #-16]!; mov x0, #0; mov x1, #0; ldp x0, x1, [sp], #16
      'x1',
      'x1',
    ],
    ['memory that a pointer names', [0xf94003e2 /* ldr x2, [sp] */], 'x2', '[SP_EL2]'],
    ['an address relative to PC', [0x10000001 /* adr x1, . */], 'x1', '0x200000400'],
    ['where a branch with link returns to', [0x94000001 /* bl . + 4 */], 'x30', '0x200000404'],
  ])('with the MMU on at other addresses: %s', (_, code, register, value) => {
    const record = bench.prepare({ ...atDistance, vector: [...code, eret] }).step();
    const flow = follow(record, { isFixed, scrambled: new Set() });
    expect(record.outcome).toBe('returned');
    expect(flow.refusal).toBeUndefined();
    expect(text(flow, register)).toBe(value);
  });

  test('a store is noted where it is in memory', () => {
    // str x0, [sp]
    const record = bench.prepare({ ...atDistance, vector: [0xf90003e0, eret] }).step();
    const { stores } = follow(record, { isFixed, scrambled: new Set() });
    expect(stores).toEqual([
      expect.objectContaining({ address: toData, physical: toData, size: 8 }),
    ]);
  });

  test('what the call wrote to a control is a condition of what is translated by it', () => {
    // msr ttbr0_el2, x1; msr sctlr_el2, x2; ldr x3, [sp]; msr sctlr_el2, xzr
    const vector = [0xd51c2001, 0xd51c1002, 0xf94003e3, 0xd51c101f, eret];
    const { sctlr_el2, ttbr0_el2, ...controls } = translated.values;
    const values = { ...controls, x1: ttbr0_el2, x2: sctlr_el2 };
    const record = bench.prepare({ values, memory: translated.memory, vector }).step();
    const flow = follow(record, { isFixed, scrambled: new Set() });
    expect([record.outcome, flow.refusal]).toEqual(['returned', undefined]);
    expect(shownTranslations(flow)).toContainEqual(['x1 & 0xfffffffffffe', ttbr0_el2]);
  });

  test('what the call stored to a table is a condition of what is translated by it', () => {
    // str x1, [x0]; ldr x2, [sp]: entry 5 of the table is of the block with the code and the stack.
    const vector = [0xf9000001, 0xf94003e2, eret];
    const entry = memoryMap.data.address + 40n;
    const values = { ...translated.values, x0: entry, x1: 0x1_4000_0741n };
    const record = bench.prepare({ values, memory: translated.memory, vector }).step();
    const flow = follow(record, { isFixed, scrambled: new Set() });
    expect([record.outcome, flow.refusal]).toEqual(['returned', undefined]);
    expect(shownTranslations(flow)).toContainEqual(['x1', 0x1_4000_0741n]);
  });

  test('an access to two pages that are apart in memory is refused, with the place', () => {
    // ldur x0, [sp, #-4]; stur x0, [sp, #-4]
    for (const word of [0xf85fc3e0, 0xf81fc3e0]) {
      const record = bench.prepare({ ...apart, vector: [word, eret] }).step();
      const { refusal } = follow(record, { isFixed, scrambled: new Set() });
      expect([record.outcome, refusal]).toEqual([
        'returned',
        {
          reason: 'it accesses two pages that do not follow one another in memory',
          at: places.vector,
        },
      ]);
    }
  });
});

test('an address that is translated is no value that is followed', () => {
  bench = new Bench(createMachine);
  // mov x3, #1; msr sctlr_el1, x3; at s1e1r, x0; mrs x1, par_el1
  const { flow } = call([0xd2800023, 0xd5181003, 0xd5087800, 0xd5387401]);
  const shown = text(flow, 'x1');
  bench.close();
  expect(shown).toMatch(/^AT\(x0, HCR_EL2, VTCR_EL2, VTTBR_EL2, 0x1, TCR_EL1, /);
  expect(flow.conditions.filter(({ kind }) => kind === 'control')).toEqual([]);
});
