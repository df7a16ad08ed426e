import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TemporaryTests } from '../testing/run/temporary-tests.ts';
import type { TracedCall, TracedInstruction } from './trace-test.ts';

const abi = `selector: { register: x0 }
operations: { ASK: { number: 7, results: { x0: any } } }
vectors: { plain: { files: [vectors.S], table: vectors } }
clobbers: { handler: [x1-x18], caller: [] }
`;

/** A table whose HVC from EL1 runs this. */
function vectors(body: readonly string[]): string {
  return `	.text
	.balign	0x800
	.globl	vectors
vectors:
	.skip	0x400
	b	call
	.balign	0x800
call:
${body.map((line) => `	${line}\n`).join('')}	eret
`;
}

let files: TemporaryTests;
beforeAll(async () => {
  files = await TemporaryTests.open();
});
afterAll(() => files.close());

/** A source that was read is not read again. */
let made = 0;

/** The first call of a test: by an HVC, unless `action` says otherwise. */
function traced(body: readonly string[], stubs = '{}', action = 'hvc: 0'): TracedCall {
  made += 1;
  files.write(`own${made}/abi.yaml`, abi);
  files.write(`own${made}/vectors.S`, vectors(body));
  const [result] = files.trace(`abi: own${made}
vectors: plain
tests:
  - { name: call, ${action}, given: { x0: 0x16, x1: 0x16, x2: 5 }, stubs: ${stubs}, expect: {} }
`);
  return result?.calls[0] as TracedCall;
}

function stepOf(call: TracedCall, instruction: string): TracedInstruction | undefined {
  return call.instructions.find((step) => step.instruction === instruction);
}

describe('what each value of a trace was made of', () => {
  test.each<[string, string[], string, [string, string][]]>([
    ['an input', ['add x9, x2, #4'], 'add x9, x2, #4', [['x9', 'x2 + 0x4']]],
    [
      'steps before it',
      ['add x9, x2, #4', 'lsl x9, x9, #1'],
      'lsl x9, x9, #1',
      [['x9', 'x2 + 0x4 << 0x1']],
    ],
    ['a system register', ['mrs x9, vbar_el2'], 'mrs x9, vbar_el2', [['x9', 'VBAR_EL2']]],
    ['a number', ['mov x9, #22'], 'mov x9, #0x16', [['x9', '0x16']]],
    [
      'the stack',
      ['str x2, [sp, #-16]!', 'ldr x9, [sp], #16'],
      'ldr x9, [sp], #0x10',
      [
        ['x9', 'x2'],
        ['sp_el2', 'SP_EL2'],
      ],
    ],
  ])('%s', (_, body, instruction, sources) => {
    const step = stepOf(traced(body), instruction);
    expect(step?.changes.map(({ register, source }) => [register, source])).toEqual(sources);
  });

  test('of a store, its address and its value, a vector register in halves', () => {
    const step = stepOf(traced(['str q3, [sp, #-16]']), 'stur q3, [sp, #-0x10]');
    expect(step?.stores.map(({ source }) => source)).toEqual([
      { address: 'SP_EL2 - 0x10', value: 'v3[63:0]' },
      { address: 'SP_EL2 - 0x8', value: 'v3[127:64]' },
    ]);
    expect(step?.reads).toEqual(['v3', 'sp_el2']);
  });

  test('where it is another one, and the number is the same', () => {
    const step = stepOf(traced(['mov x0, x1']), 'mov x0, x1');
    expect(step).toMatchObject({ changes: [], rewrites: [{ register: 'x0', source: 'x1' }] });
  });

  test('what an exception writes', () => {
    const { exception } = traced([]).instructions[0] ?? {};
    expect(exception?.writes.map(({ register, source }) => [register, source])).toEqual([
      ['elr_el2', 'ELR_EL2'],
      ['spsr_el2', 'NZCV << 0x1c | DAIF << 0x6 | 0x5'],
      ['esr_el2', 'ESR_EL2'],
      ['pstate', 'NZCV << 0x1c | 0x3c9'],
    ]);
  });

  test('with the reason, where it is not known', () => {
    const call = traced(['mov x9, sp', 'ldxr x10, [x9]', 'str x2, [sp]', 'stxr w11, x2, [x9]']);
    expect(call.unknown).toBe(
      'unknown: it stores exclusively what was stored to after the load, at call+0xc',
    );
    const values = call.instructions.flatMap(({ changes, stores }) => [...changes, ...stores]);
    expect(values.filter(({ source }) => source !== undefined)).toEqual([]);
  });
});

describe('what no instruction of a trace did', () => {
  test('a function came back', () => {
    const call = traced(
      ['mov x19, x30', 'bl helper', 'mov x9, x0', 'mov x30, x19'],
      '{ helper: { returns: x2 + 1, stores: [{ address: after.sp_el2 - 8, value: x2 }] } }',
    );
    const [passage] = call.passages ?? [];
    expect(call.passages).toHaveLength(1);
    expect(passage).toMatchObject({
      steps: 4,
      kind: 'function',
      at: 'helper',
      stores: [{ size: 8, after: '0x5', source: { address: 'SP_EL2 - 0x8', value: 'x2' } }],
    });
    const left = new Map(passage?.changes.map((change) => [change.register, change]));
    expect(left.get('x0')).toEqual({
      register: 'x0',
      before: '0x16',
      after: '0x6',
      source: 'x2 + 0x1',
    });
    expect(left.get('x5')).toMatchObject({ source: 'its x5', anything: true });
    expect(left.has('x19')).toBe(false);
    expect(stepOf(call, 'mov x9, x0')?.changes[0]).toMatchObject({
      after: '0x6',
      source: 'x2 + 0x1',
    });
  });

  test('an exception came from outside', () => {
    const call = traced([], '{}', 'raise: { slot: lower-a64/sync, esr: 0x6232_0000 }');
    expect(call.passages).toMatchObject([
      {
        steps: 0,
        kind: 'exception',
        changes: [],
        exception: { slot: 'lower-a64/sync', syndrome: '0x62320000' },
      },
    ]);
  });
});
