import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { memoryMap } from '../calls/memory-map.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { createMachine } from '../machine/unicorn/unicorn-machine.ts';
import type { Values } from '../testing/flow/bench.ts';
import { Bench, eret, isFixed, places } from '../testing/flow/bench.ts';
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
  ])('%s', (_, code, register, value) => {
    const { flow } = call(code, { x0: 5n });
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
    const own = flow.conditions.filter(({ kind }) => kind !== 'vectors' && kind !== 'target');
    expect(
      own.map(({ kind, expression, holds }) => [
        kind,
        printValue(flow, expression, () => undefined),
        holds,
      ]),
    ).toEqual([
      ['branch', 'x18 < 0x3', false],
      ['branch', 'x0 != 0x0', true],
      ['address', `x2 = 0x${memoryMap.data.address.toString(16)}`, true],
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

  test('with the MMU on it is refused, with the place', () => {
    // str x0, [sp, #-16]!; add sp, sp, #16
    const { flow } = call([0xf81f0fe0, 0x910043ff], { sctlr_el2: 0x30c5_1831n });
    expect(flow.refusal).toEqual({
      reason: 'it accesses memory with the MMU on',
      at: places.vector,
    });
  });
});
