import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TemporaryTests } from '../testing/run/temporary-tests.ts';
import type { TestResult } from './event.ts';

const abi = `
selector: immediate
operations:
  COUNT: { number: 1, results: { x0: 0 } }
  ASK: { number: 2, results: { x0: 0x77 } }
vectors: { own: { files: [v.S], table: vectors } }
clobbers: { handler: [x1-x17, v0-v31, fpsr], caller: [] }
regions: { box: { at: tpidr_el2, size: 0x20, may-change: true } }
`;

/** COUNT loops 130 times, ASK calls a function; IRQs, which call one as well, are taken in the middle of both. */
const source = `
	.text
	.balign	0x800
	.globl	vectors
vectors:
	.rept	5
	b	.
	.balign	0x80
	.endr
	b	irq
	.rept	2
	.balign	0x80
	b	.
	.endr
	.org	vectors + 0x400
	b	sync
	.org	vectors + 0x800
irq:	stp	x29, x30, [sp, #-16]!
	sub	sp, sp, #144
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, xzr, [sp, #-16]!
	bl	driver
	ldp	x18, xzr, [sp], #16
	ldp	x16, x17, [sp, #128]
	ldp	x14, x15, [sp, #112]
	ldp	x12, x13, [sp, #96]
	ldp	x10, x11, [sp, #80]
	ldp	x8, x9, [sp, #64]
	ldp	x6, x7, [sp, #48]
	ldp	x4, x5, [sp, #32]
	ldp	x2, x3, [sp, #16]
	ldp	x0, x1, [sp]
	add	sp, sp, #144
	ldp	x29, x30, [sp], #16
	eret
sync:	mrs	x17, esr_el2
	mrs	x1, elr_el2
	mrs	x2, spsr_el2
	stp	x1, x2, [sp, #-16]!
	stp	x18, x30, [sp, #-16]!
	msr	daifclr, #2
	tbnz	w17, #1, ask
	mov	x0, #130
loop:	sub	x0, x0, #1
	cbnz	x0, loop
	b	out
ask:	bl	answer
	mov	x0, #0x77
	mrs	x1, tpidr_el2
	strb	w0, [x1, #3]
	isb
	str	x0, [x1, #8]
out:	msr	daifset, #2
	ldp	x18, x30, [sp], #16
	ldp	x1, x2, [sp], #16
	msr	elr_el2, x1
	msr	spsr_el2, x2
	eret
unused:	nop
`;

/** Interrupts are routed to EL2. */
const routed = 'hcr_el2: 0x80000010';

let tests: TemporaryTests;
beforeAll(async () => {
  tests = await TemporaryTests.open();
  tests.write('own/abi.yaml', abi);
  tests.write('own/v.S', source);
});
afterAll(() => tests.close());

function run(test: string): TestResult {
  const [result] = tests.run(`
abi: own
vectors: own
stubs: { driver: function, answer: function }
tests:
  - { name: one, ${test} }
`);
  return result as TestResult;
}

describe('a call that is interrupted', () => {
  test.each([
    ['before each instruction', 'operation: ASK', 'at: each'],
    ['at the entry of a function', 'operation: ASK', 'at: answer'],
    ['when that is back', 'operation: ASK', 'after: answer'],
    ['behind a label', 'operation: ASK', 'at: ask + 0x4'],
    ['each time that it comes to a loop', 'operation: COUNT', 'at: loop'],
  ])('%s goes on', (_, call, where) => {
    const { verdict, findings, diagnostics } = run(
      `given: { ${routed} }, ${call}, interrupt: { slot: irq, ${where} }, expect: {}`,
    );
    expect([verdict, findings, diagnostics]).toEqual(['pass', [], undefined]);
  });

  test('is interrupted at 256 places at most, and says how many are left out', () => {
    const { notes, verdict } = run(
      `given: { ${routed} }, operation: COUNT, interrupt: { slot: irq, at: each }, expect: {}`,
    );
    expect([verdict, notes.map(({ code, message }) => `${code}: ${message}`)]).toEqual([
      'pass',
      [
        // From TBNZ to the MSR that masks, with 130 times two instructions between; 12 are outside of that.
        'interruption-masked: no IRQ comes at 12 of 276 places, where PSTATE.I is 1',
        'interruption-left-out: 8 of 276 places are left out: a call is interrupted at 256 at most',
      ],
    ]);
  });

  test('says which register is lost, at how many places, and the first of them', () => {
    const { findings } = run(
      `given: { ${routed} }, operation: ASK, interrupt: { slot: irq, at: each, masked: taken }, expect: {}`,
    );
    const lost = findings.filter(({ code }) => code === 'lost-register');
    expect(
      lost.map(({ subject, by, interruption }) => [
        'register' in subject ? subject.register : '',
        by?.symbol,
        interruption,
      ]),
    ).toEqual([
      [
        'elr_el2',
        'sync+0x4',
        {
          exception: 'IRQ',
          tried: 21,
          failed: 3,
          first: [
            { before: 'vectors+0x400' },
            { after: 'vectors+0x400', before: 'sync' },
            { after: 'sync', before: 'sync+0x4' },
          ],
        },
      ],
      ['spsr_el2', 'sync+0x8', expect.objectContaining({ failed: 4 })],
      ['elr_el2', 'out+0x14', expect.objectContaining({ failed: 2 })],
      ['spsr_el2', 'out+0x14', expect.objectContaining({ failed: 1 })],
    ]);
    expect(lost[0]?.message).toMatch(
      /; interrupted \(IRQ\) at 3 of 21 places: before vectors\+0x400, after vectors\+0x400, after sync$/,
    );
  });

  test.each([
    ['of a label that is nowhere', routed, 'irq', 'at: nowhere', 'unknown-symbol'],
    ['of code that it does not execute', routed, 'irq', 'at: unused', 'interrupt-not-reached'],
    ['after its last instruction', routed, 'irq', 'after: out + 0x14', 'interrupt-not-reached'],
    ['where PSTATE.I is 1', routed, 'irq', 'at: sync', 'interrupt-masked'],
    ['where PSTATE.A is 1', routed, 'serror', 'at: each', 'interrupt-masked'],
    ['where EL2 takes no interrupts', 'hcr_el2: 0x80000000', 'irq', 'at: ask', 'interrupt-masked'],
    ['where SP_EL2 is selected', routed, 'current-sp0/irq', 'at: ask', 'interrupt-masked'],
  ])('is an error %s', (_, given, slot, where, code) => {
    const { verdict, diagnostics } = run(
      `given: { ${given} }, operation: ASK, interrupt: { slot: ${slot}, ${where} }, expect: {}`,
    );
    expect([verdict, diagnostics?.map((each) => [each.code, each.place?.line])]).toEqual([
      'error',
      [[code, 6]],
    ]);
  });

  test('leaves its state to the next step', () => {
    const call = 'operation: ASK, expect: {}';
    const { verdict } = run(
      `given: { ${routed} }, steps: [{ interrupt: { slot: irq, at: ask }, ${call} }, { ${call} }]`,
    );
    expect(verdict).toBe('pass');
  });
});

describe('stores among the events', () => {
  const others = ['msr daifset', 'msr elr_el2', 'msr spsr_el2'];

  test.each([
    ['are none where no store is listed', ['isb'], 'pass'],
    ['stand in order', ['store box + 0x3', 'isb', 'store box + 0x8'], 'pass'],
    ['go anywhere in the region', ['store box', 'isb', 'store box'], 'pass'],
    ['have a size', ['store box + 0x3, 1', 'isb', 'store box + 0x8, 8'], 'pass'],
    ['have that size', ['store box + 0x3, 1', 'isb', 'store box + 0x8, 4'], 'fail'],
    ['are looked at where the list names them', ['isb', 'store box + 0x8'], 'pass'],
    ['are hit at any of their bytes', ['isb', 'store box + 0xf'], 'pass'],
    ['are found on the wrong side', ['store box + 0x8', 'isb'], 'fail'],
    ['are missed where there is none', ['isb', 'store box + 0x10'], 'fail'],
  ])('%s', (_, events, expected) => {
    const list = ['msr daifclr', ...events, ...others].map((event) => `'${event}'`).join(', ');
    expect(run(`operation: ASK, expect: { events: [${list}] }`).verdict).toBe(expected);
  });

  test('are shown by their place', () => {
    const { findings } = run(
      "operation: ASK, expect: { events: [msr daifclr, 'store box + 0x8', isb, msr, msr, msr] }",
    );
    expect(findings).toMatchObject([
      {
        code: 'wrong-events',
        expected: 'store box + 0x8',
        found: 'isb',
        by: { symbol: 'ask+0x10' },
      },
    ]);
  });
});
