import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Expected } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { constant } from '../expression/expression.ts';
import type { RaisedException } from '../machine/machine.ts';
import { Bench, eret, isFixed, places } from '../testing/flow/bench.ts';
import { exampleCall } from '../testing/judge/example-call.ts';
import { engines } from '../testing/machine/engines.ts';
import { judge } from './judge.ts';

const irq: RaisedException = { cause: { kind: 'irq' } };
const serror: RaisedException = {
  // Through the slot of an IRQ: there is one handler.
  slot: 'current-spx/irq',
  cause: { kind: 'synchronous', esr: 0xbe00_0000n, preferredReturn: 'this' },
};

// The words are GNU as 2.40's.
const keep = [
  0xd53c4021, // mrs x1, elr_el2
  0xd53c4002, // mrs x2, spsr_el2
];
const restore = [
  0xd51c4021, // msr elr_el2, x1
  0xd51c4002, // msr spsr_el2, x2
];
const movX0 = 0xd2800ee0; // mov x0, #0x77

interface Row {
  readonly name: string;
  readonly vector: readonly number[];
  /** Bytes behind the vector. */
  readonly at: number;
  readonly exception?: RaisedException;
  readonly handler?: readonly number[];
  /** `code register`, and the offset of the instruction that is blamed. */
  readonly findings: readonly (readonly [what: string, by?: number])[];
}

const rows: readonly Row[] = [
  {
    name: 'nothing is lost that is kept',
    vector: [...keep, movX0, ...restore, eret],
    at: 8,
    findings: [],
  },
  {
    name: 'what an IRQ overwrites is lost',
    vector: [movX0, eret],
    at: 4,
    findings: [
      ['lost-register elr_el2', 4],
      ['lost-register spsr_el2', 4],
    ],
  },
  {
    name: 'what is read too late is lost',
    vector: [...keep, movX0, ...restore, eret],
    at: 4,
    findings: [['lost-register spsr_el2', 4]],
  },
  {
    name: 'an SError overwrites the syndrome as well',
    vector: [
      ...keep,
      movX0,
      0xd53c5203, // mrs x3, esr_el2
      0xd35afc63, // lsr x3, x3, #26
      0xf100587f, // cmp x3, #0x16
      0x54000040, // b.eq .+8
      0xd28000a0, // mov x0, #5
      ...restore,
      eret,
    ],
    at: 8,
    exception: serror,
    findings: [['lost-register esr_el2', 12]],
  },
  {
    name: 'an IRQ does not',
    vector: [
      ...keep,
      movX0,
      0xd53c5203, // mrs x3, esr_el2
      0xd35afc63, // lsr x3, x3, #26
      0xf100587f, // cmp x3, #0x16
      0x54000040, // b.eq .+8
      0xd28000a0, // mov x0, #5
      ...restore,
      eret,
    ],
    at: 8,
    findings: [],
  },
  {
    name: 'what the handler clobbers is its doing',
    vector: [...keep, movX0, ...restore, eret],
    at: 12,
    handler: [0xd28000a0, eret], // mov x0, #5
    findings: [['wrong-value x0', Number(places.irqVector - places.vector)]],
  },
  {
    name: 'a way on which it does not come says nothing',
    vector: [
      ...keep,
      0xb4000047, // cbz x7, .+8
      0xd503201f, // nop
      ...restore,
      eret,
    ],
    at: 12,
    handler: [movX0, eret],
    findings: [],
  },
];

describe.each(engines)('a call that is interrupted on %s', (_engine, createMachine) => {
  let bench: Bench;
  beforeAll(() => {
    bench = new Bench(createMachine);
  });
  afterAll(() => bench.close());

  test.each(rows)('$name', ({ vector, at, exception = irq, handler = [eret], findings }) => {
    const interruption = { address: places.vector + BigInt(at), arrival: 0, exception };
    const { state, run } = bench.prepare({ vector, irq: handler, interruption });
    const judging = judge(
      exampleCall({
        state,
        isFixed,
        interruption,
        results: new Map<RegisterName, Expected>([['x0', constant(0x77n, 64)]]),
        mayChange: new Set(['x0', 'x1', 'x2', 'x3']),
      }),
    );

    let next = judging.next();
    while (next.done !== true) {
      next = judging.next(run(next.value));
    }

    const shown = next.value.findings.map(({ code, subject, by }) => [
      `${code} ${subject.kind === 'register' ? subject.register : subject.kind}`,
      ...(by === undefined ? [] : [Number(by - places.vector)]),
    ]);
    expect([shown, next.value.trials.reason]).toEqual([findings, undefined]);
  });
});
