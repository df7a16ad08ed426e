import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Expected } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { memoryMap } from '../calls/memory-map.ts';
import { changedByCalls as registersChangedByCalls } from '../architecture/registers.ts';
import { constant, input } from '../expression/expression.ts';
import { createMachine } from '../machine/unicorn/unicorn-machine.ts';
import type { BenchCode } from '../testing/flow/bench.ts';
import { Bench, apart, isFixed, places, translated, twoPlaces } from '../testing/flow/bench.ts';
import { exampleCall } from '../testing/judge/example-call.ts';
import { engines } from '../testing/machine/engines.ts';
import type { Call } from './call.ts';
import type { UnlocatedFinding } from './finding.ts';
import type { Judgement } from './judge.ts';
import { judge } from './judge.ts';

/** Of all benches, the last one that was made. */
let bench: Bench;

/** Judges a call of real code. It must give x0 = VBAR_EL2, and may change x0 and x1, unless `more` says otherwise. */
function judged(code: BenchCode, more: Partial<Call> = {}): Judgement {
  const { state, run } = bench.prepare(code);
  const start = code.start ?? 'code';
  const judging = judge(exampleCall({ state, start, isFixed, ...getVectors, ...more }));
  let next = judging.next();
  while (next.done !== true) {
    next = judging.next(run(next.value));
  }
  return next.value;
}

const getVectors: Partial<Call> = {
  results: new Map<RegisterName, Expected>([
    ['x0', input({ kind: 'register', register: 'vbar_el2', when: 'before' }, 64)],
  ]),
  mayChange: new Set(['x0', 'x1']),
  interesting: [2n],
};

const changedByCalls = registersChangedByCalls.map(({ name }) => name);

/** x0 may hold anything, and a call has no result. */
const noResult: Partial<Call> = { results: new Map() };

/** x0 is any number but 0, and answers -1. */
const otherNumber: Partial<Call> = {
  results: new Map([['x0', constant(-1n, 64)]]),
  freeNumber: { register: 'x0', low: 0, bits: 32, number: undefined, others: [0n, 0x8400_0000n] },
};

/** Handlers may clobber x17 and x18. */
const reliesOnClobber: Partial<Call> = {
  ...noResult,
  scrambled: new Set(['x17', 'x18']),
  mayChange: new Set(['x17', 'x18']),
  declared: new Set(['x0', 'x17', 'x19']),
};
const afterHvc = Number(places.caller + 4n - places.vector);

interface Row extends Omit<BenchCode, 'vector'> {
  readonly name: string;
  readonly vector: readonly number[];
  readonly call?: Partial<Call>;
  /** `code register`, and the offset of the instruction that is blamed. */
  readonly findings: readonly (readonly [what: string, by?: number])[];
}

function shown({ code, subject, by }: UnlocatedFinding): readonly [string, number?] {
  const what = `${code} ${subject.kind === 'register' ? subject.register : subject.kind}`;
  return by === undefined ? [what] : [what, Number(by - places.vector)];
}

// The words are GNU as 2.40's.
const rows: readonly Row[] = [
  {
    name: 'vectors that do as declared',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xd69f03e0, // eret
    ],
    findings: [],
  },
  {
    name: 'x18 in a branch',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xf1000e5f, // cmp x18, #3
      0x54000041, // b.ne .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input x18', 4]],
  },
  {
    name: 'x18 in a test of one bit',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xb6f80052, // tbz x18, #63, .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input x18', 4]],
  },
  {
    name: 'x18 in a value',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xd37ffe41, // lsr x1, x18, #63
      0x8b010000, // add x0, x0, x1
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input x18', 4]],
  },
  {
    name: 'x18 in a csel',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xf1000e5f, // cmp x18, #3
      0x9a8003e0, // csel x0, xzr, x0, eq
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input x18', 4]],
  },
  {
    name: 'a csel of equal arms',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xf1000e5f, // cmp x18, #3
      0x9a800000, // csel x0, x0, x0, eq
      0xd69f03e0, // eret
    ],
    findings: [],
  },
  {
    name: 'x18, exclusive or x18',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xca120241, // eor x1, x18, x18
      0x8b010000, // add x0, x0, x1
      0xd69f03e0, // eret
    ],
    findings: [],
  },
  {
    name: 'x18 in an address',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xf9400241, // ldr x1, [x18]
      0xd69f03e0, // eret
    ],
    values: { x18: memoryMap.data.address },
    findings: [['undeclared-input x18', 4]],
  },
  {
    name: 'x18 in a target',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xd61f0240, // br x18
      0x14000000, // b .
      0xd69f03e0, // eret
    ],
    values: { x18: places.vector + 12n },
    findings: [['undeclared-input x18', 4]],
  },
  {
    name: 'a condition behind another',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xf1000e5f, // cmp x18, #3
      0x54000082, // b.hs .+16
      0xf100065f, // cmp x18, #1
      0x54000041, // b.ne .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input x18', 12]],
  },
  {
    name: 'a condition that the one before it makes impossible',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xf1000e5f, // cmp x18, #3
      0x54000083, // b.lo .+16
      0xf100065f, // cmp x18, #1
      0x54000041, // b.ne .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [],
  },
  {
    name: 'two registers that decide one after the other',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xb5000067, // cbnz x7, .+12
      0xb5000048, // cbnz x8, .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input x8', 8]],
  },
  {
    name: 'the flags',
    vector: [
      0x54000060, // b.eq .+12
      0xd53cc000, // mrs x0, vbar_el2
      0xd69f03e0, // eret
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input pstate', 0]],
  },
  {
    name: 'dead stack',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xf85f03e1, // ldr x1, [sp, #-16]
      0xb4000041, // cbz x1, .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input memory', 4]],
  },
  {
    name: 'dead stack that was pushed before',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xf81f0fe0, // str x0, [sp, #-16]!
      0xf84107e1, // ldr x1, [sp], #16
      0xb5000041, // cbnz x1, .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [],
  },
  {
    name: 'a stale system register',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xd538d081, // mrs x1, tpidr_el1
      0xb5000041, // cbnz x1, .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input tpidr_el1', 4]],
  },
  {
    name: 'FAR_EL2, which an HVC does not write',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xd53c6001, // mrs x1, far_el2
      0xb5000041, // cbnz x1, .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input far_el2', 4]],
  },
  {
    name: 'ESR_EL2, which an HVC writes',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xd53c5201, // mrs x1, esr_el2
      0xb5000041, // cbnz x1, .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    findings: [],
  },
  {
    name: 'ESR_EL2, which an IRQ does not write',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xd53c5201, // mrs x1, esr_el2
      0xb5000041, // cbnz x1, .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    start: { cause: { kind: 'irq' }, slot: 'lower-a64/sync' },
    findings: [['undeclared-input esr_el2', 4]],
  },
  {
    name: 'a declared input may decide',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xf1000cff, // cmp x7, #3
      0x54000041, // b.ne .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ],
    call: { declared: new Set(['x0', 'x7']) },
    findings: [],
  },
  {
    name: 'a routine that relies on a clobber',
    vector: [
      0xd69f03e0, // eret
    ],
    caller: [
      0xd40000e2, // hvc #7
      0xaa1103f3, // mov x19, x17
    ],
    values: { x17: 5n, x19: 5n },
    call: reliesOnClobber,
    findings: [['caller-relies-on-clobber x17', afterHvc]],
  },
  {
    name: 'a routine that does not',
    vector: [
      0xd69f03e0, // eret
    ],
    caller: [
      0xaa1103f0, // mov x16, x17
      0xd40000e2, // hvc #7
      0xaa1003f1, // mov x17, x16
    ],
    call: { ...noResult, scrambled: new Set(['x17', 'x18']), mayChange: new Set(['x16', 'x18']) },
    findings: [],
  },
  {
    name: 'a number that is no operation, answered as one',
    vector: [
      0x52b08001, // mov w1, #0x84000000
      0x11000821, // add w1, w1, #2
      0x6b01001f, // cmp w0, w1
      0x92800000, // mov x0, #-1
      0x54000041, // b.ne .+8
      0xd2800000, // mov x0, #0
      0xd69f03e0, // eret
    ],
    call: otherNumber,
    findings: [['undeclared-operation x0', 16]],
  },
  {
    name: 'numbers that are operations, answered as such',
    vector: [
      0x52b08001, // mov w1, #0x84000000
      0x6b01001f, // cmp w0, w1
      0x54000080, // b.eq .+16
      0xb4000060, // cbz x0, .+12
      0x92800000, // mov x0, #-1
      0xd69f03e0, // eret
      0xd2800000, // mov x0, #0
      0xd69f03e0, // eret
    ],
    call: otherNumber,
    findings: [],
  },
  {
    name: 'a failing call that an undeclared condition puts right: the cause, not its symptoms',
    vector: [
      0xf1000a5f, // cmp x18, #2
      0x54000061, // b.ne .+12
      0xd53cc000, // mrs x0, vbar_el2
      0xd69f03e0, // eret
      0xd51cc000, // msr vbar_el2, x0
      0xd69f03e0, // eret
    ],
    findings: [['undeclared-input x18', 0]],
  },
  {
    name: 'a failing call that an undeclared condition does not put right',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xb4000072, // cbz x18, .+12
      0xd2800045, // mov x5, #2
      0xd69f03e0, // eret
      0xd2800046, // mov x6, #2
      0xd69f03e0, // eret
    ],
    findings: [['broken-clobber-contract x5', 8]],
  },
  {
    name: 'a save with its restore',
    vector: [
      0xa9bf7bf2, // stp x18, x30, [sp, #-16]!
      0xd2800032, // mov x18, #1
      0xd280005e, // mov x30, #2
      0xa8c17bf2, // ldp x18, x30, [sp], #16
      0xd53cc000, // mrs x0, vbar_el2
      0xd69f03e0, // eret
    ],
    findings: [],
  },
  {
    name: 'SPSR_EL2, back into PSTATE',
    vector: [
      0xd53c4001, // mrs x1, spsr_el2
      0xa9bf7fe1, // stp x1, xzr, [sp, #-16]!
      0xf84107e1, // ldr x1, [sp], #16
      0xd51c4001, // msr spsr_el2, x1
      0xd53cc000, // mrs x0, vbar_el2
      0xd69f03e0, // eret
    ],
    findings: [],
  },
  {
    name: "a guest's registers on the EL2 stack",
    vector: [
      0xd5384021, // mrs x1, elr_el1
      0xa9be4be1, // stp x1, x18, [sp, #-32]!
      0xd5384101, // mrs x1, sp_el0
      0xf9000be1, // str x1, [sp, #16]
      0xd5184112, // msr sp_el0, x18
      0xd5184032, // msr elr_el1, x18
      0xf9400be1, // ldr x1, [sp, #16]
      0xd5184101, // msr sp_el0, x1
      0xf94003e1, // ldr x1, [sp]
      0xd5184021, // msr elr_el1, x1
      0x910083ff, // add sp, sp, #32
      0xd53cc000, // mrs x0, vbar_el2
      0xd69f03e0, // eret
    ],
    findings: [],
  },
  {
    name: 'blame: what made the value, not what copied it',
    vector: [
      0xd28000a1, // mov x1, #5
      0x8b020021, // add x1, x1, x2
      0xaa0103e5, // mov x5, x1
      0xd53cc000, // mrs x0, vbar_el2
      0xd69f03e0, // eret
    ],
    findings: [['broken-clobber-contract x5', 4]],
  },
  {
    name: 'blame: the last of two that wrote it',
    vector: [
      0xd2800025, // mov x5, #1
      0xd53cc000, // mrs x0, vbar_el2
      0xd2800045, // mov x5, #2
      0xd69f03e0, // eret
    ],
    findings: [['broken-clobber-contract x5', 8]],
  },
  {
    name: 'blame: the comparison that decided',
    vector: [
      0xd53cc000, // mrs x0, vbar_el2
      0xf100041f, // cmp x0, #1
      0xd2800021, // mov x1, #1
      0x54000040, // b.eq .+8
      0x14000000, // b .
      0xd69f03e0, // eret
    ],
    findings: [['wrong-outcome outcome', 4]],
  },
  {
    name: 'blame: the call that left it',
    vector: [
      0xf81f0ffe, // str x30, [sp, #-16]!
      0xd63f0000, // blr x0
      0xf84107fe, // ldr x30, [sp], #16
      0xd69f03e0, // eret
    ],
    values: { x0: places.callee },
    call: { ...noResult, mayChange: new Set(changedByCalls.filter((name) => name !== 'x9')) },
    findings: [['broken-clobber-contract x9', 4]],
  },
];

describe.each(engines)('judge, on %s', (_engine, create) => {
  beforeAll(() => {
    bench = new Bench(create);
  });
  afterAll(() => bench.close());

  test.each(rows)('$name', ({ call, findings, ...code }) => {
    const judgement = judged(code, call);
    expect(judgement.findings.map(shown)).toEqual(findings);
    expect(judgement.trials).toEqual({ followed: judgement.trials.followed, tried: 0 });
  });

  test('a way that nothing undeclared decides takes two calls: one that is followed, and one that differs', () => {
    const { trials } = judged({
      vector: [
        0xd53cc000, // mrs x0, vbar_el2
        0xd69f03e0, // eret
      ],
    });
    expect(trials).toEqual({ followed: 2, tried: 0 });
  });

  test('a witness names both values', () => {
    const vector = [
      0xd53cc000, // mrs x0, vbar_el2
      0xf1000e5f, // cmp x18, #3
      0x54000041, // b.ne .+8
      0xd2800ee0, // mov x0, #0x77
      0xd69f03e0, // eret
    ];
    const [finding] = judged({ vector, values: { x18: 9n } }).findings;
    expect([finding?.before, finding?.found]).toEqual(['0x9', '0x3']);
  });

  test('reports what was really clobbered, results aside', () => {
    const vector = [
      0xd2800032, // mov x18, #1
      0xd53cc000, // mrs x0, vbar_el2
      0xd69f03e0, // eret
    ];
    const mayChange = new Set<RegisterName>(['x0', 'x17', 'x18']);
    expect(judged({ vector }, { mayChange }).clobbered).toEqual(['x18']);
  });
});

describe('judge without a flow that it can rely on', () => {
  beforeAll(() => {
    bench = new Bench(createMachine);
  });
  afterAll(() => bench.close());

  test.each<[string, BenchCode, Partial<Call>, Row['findings'], string]>([
    [
      'an access with the MMU on, and a rare value',
      {
        vector: [
          0xf85fc3e1, // ldur x1, [sp, #-4]
          0xd53cc000, // mrs x0, vbar_el2
          0xf10008ff, // cmp x7, #2
          0x54000041, // b.ne .+8
          0xd2800ee0, // mov x0, #0x77
          0xd69f03e0, // eret
        ],
        ...apart,
      },
      {},
      [['undeclared-input x7', 8]],
      twoPlaces,
    ],
    [
      'two registers at once',
      {
        vector: [
          0xf85fc3ff, // ldur xzr, [sp, #-4]
          0xd53cc000, // mrs x0, vbar_el2
          0xb4000067, // cbz x7, .+12
          0xb4000048, // cbz x8, .+8
          0xd2800ee0, // mov x0, #0x77
          0xd69f03e0, // eret
        ],
        values: { ...apart.values, x7: 0n, x8: 0n },
        memory: apart.memory,
      },
      {},
      [['undeclared-input outcome', 8]],
      twoPlaces,
    ],
    [
      'a routine that relies on a clobber',
      {
        vector: [
          0xf85fc3ff, // ldur xzr, [sp, #-4]
          0xd69f03e0, // eret
        ],
        caller: [
          0xd40000e2, // hvc #7
          0xaa1103f3, // mov x19, x17
        ],
        values: { ...apart.values, x17: 5n, x19: 5n },
        memory: apart.memory,
      },
      reliesOnClobber,
      [['caller-relies-on-clobber x17', afterHvc]],
      twoPlaces,
    ],
    [
      'a failing call that a rare value puts right',
      {
        vector: [
          0xf85fc3e1, // ldur x1, [sp, #-4]
          0xd2800ee0, // mov x0, #0x77
          0xf10008ff, // cmp x7, #2
          0x54000041, // b.ne .+8
          0xd53cc000, // mrs x0, vbar_el2
          0xd69f03e0, // eret
        ],
        ...apart,
      },
      {},
      [['undeclared-input x7', 8]],
      twoPlaces,
    ],
    [
      'one value of what is above the number',
      {
        vector: [
          0xf85fc3e1, // ldur x1, [sp, #-4]
          0xd360fc01, // lsr x1, x0, #32
          0xf100043f, // cmp x1, #1
          0xd53cc000, // mrs x0, vbar_el2
          0x54000041, // b.ne .+8
          0xd2800ee0, // mov x0, #0x77
          0xd69f03e0, // eret
        ],
        values: { ...apart.values, x0: 0x8400_0000n },
        memory: apart.memory,
      },
      {
        declared: new Set<RegisterName>(['x0']),
        freeNumber: { register: 'x0', low: 0, bits: 32, number: 0x8400_0000n, others: [] },
      },
      [['undeclared-input x0', 16]],
      twoPlaces,
    ],
    [
      'an opaque condition',
      {
        vector: [
          0xd53cc000, // mrs x0, vbar_el2
          0x1e612000, // fcmp d0, d1
          0x54000041, // b.ne .+8
          0xd2800ee0, // mov x0, #0x77
          0xd69f03e0, // eret
        ],
      },
      {},
      [],
      'it depends on a value that is not followed',
    ],
  ])('%s', (_, code, call, findings, reason) => {
    const judgement = judged(code, call);
    expect(judgement.findings.map(shown)).toEqual(findings);
    expect(judgement.trials.reason).toBe(reason);
    expect(judgement.trials.tried).toBeGreaterThan(0);
  });

  test('the MMU alone is no reason', () => {
    const { findings, trials } = judged({
      vector: [
        0xd53cc000, // mrs x0, vbar_el2
        0xd69f03e0, // eret
      ],
      ...translated,
    });
    expect([findings, trials]).toEqual([[], { followed: 2, tried: 0 }]);
  });

  test('trials are counted apart', () => {
    const vector = [
      0xf85fc3e1, // ldur x1, [sp, #-4]
      0xd53cc000, // mrs x0, vbar_el2
      0xd69f03e0, // eret
    ];
    const call = { interesting: [], inputs: new Map(), declared: new Set<RegisterName>(['x0']) };
    // Sentinels, the flags twice, stale registers, and the values 0, 1, ~0 and 0x16 in 11 groups.
    expect(judged({ vector, ...apart }, call).trials).toEqual({
      followed: 1,
      tried: 4 + 4 * 11,
      reason: twoPlaces,
    });
  });

  test('a flow that the machine does not agree with', () => {
    const { state, run } = bench.prepare({
      vector: [
        0xd53cc000, // mrs x0, vbar_el2
        0xd69f03e0, // eret
      ],
    });
    const judging = judge(exampleCall({ state, isFixed, ...getVectors }));
    let next = judging.next();
    while (next.done !== true) {
      const record = run(next.value);
      if (next.value.watch === 'nothing' && next.value.state.get('x3') !== state.get('x3')) {
        record.after.set('x4', 1n);
      }
      next = judging.next(record);
    }
    expect(next.value.trials.reason).toBe(
      'the data flow does not agree with the machine: x4 becomes 0x1',
    );
  });
});
