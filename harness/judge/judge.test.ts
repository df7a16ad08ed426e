import { describe, expect, test } from '@jest/globals';
import { input } from '../expression/expression.ts';
import type { Expected } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { nop as nopWord } from '../architecture/a64/instructions.ts';
import { registers } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Step } from '../machine/machine.ts';
import type { Call } from './call.ts';
import { exampleCall } from '../testing/judge/example-call.ts';
import type { Judgement } from './judge.ts';
import { judge } from './judge.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { CallRequest } from '../calls/repeated-call.ts';

/** An instruction of imaginary vectors: what it does to the state. */
type Instruction = (state: State) => void;

/** Runs imaginary vectors, whose instructions stand at 0x100, 0x104, ...; nothing else is an instruction. */
function imagine(instructions: readonly Instruction[], request: CallRequest): CallRecord {
  const before = request.state.clone();
  const after = request.state.clone();
  const steps = instructions.map((instruction, index): Step => {
    const old = after.clone();
    instruction(after);
    return {
      address: 0x100n + BigInt(4 * index),
      word: nopWord,
      pstate: 0x3c9n,
      changes: registers
        .filter(({ name }) => old.get(name) !== after.get(name))
        .map(({ name }) => ({ register: name, before: old.get(name), after: after.get(name) })),
      reads: [],
      writes: [],
    };
  });
  for (const [register, value] of request.scrambled) {
    after.set(register, value);
  }
  after.set('pc', 0x1_5000_0004n);
  return {
    outcome: 'returned',
    pc: 0x1_5000_0004n,
    instructions: steps.length,
    before,
    entry: before,
    after,
    exceptions: [],
    writes: [],
    called: [],
    passages: [],
    steps: request.watch === 'steps' ? steps : undefined,
    memory: [],
  };
}

function judgeVectors(call: Call, instructions: readonly Instruction[]): Judgement {
  const judging = judge(call);
  let next = judging.next();
  while (next.done !== true) {
    next = judging.next(imagine(instructions, next.value));
  }
  return next.value;
}

const set =
  (register: RegisterName, value: (state: State) => bigint): Instruction =>
  (state) => {
    state.set(register, value(state));
  };
const nop: Instruction = () => undefined;

const getVectors: Partial<Call> = {
  results: new Map<RegisterName, Expected>([
    ['x0', input({ kind: 'register', register: 'vbar_el2', when: 'before' }, 64)],
  ]),
  mayChange: new Set(['x0']),
  interesting: [2n],
};

interface Row {
  readonly name: string;
  readonly call: Partial<Call>;
  readonly vectors: readonly Instruction[];
  readonly findings: readonly { code: string; register?: RegisterName; by?: bigint }[];
}

const rows: readonly Row[] = [
  {
    name: 'vectors that do as declared',
    call: getVectors,
    vectors: [nop, set('x0', (state) => state.get('vbar_el2'))],
    findings: [],
  },
  {
    name: 'an extra clobber is blamed on its instruction',
    call: getVectors,
    vectors: [
      set('x5', () => 1n),
      set('x0', (state) => state.get('vbar_el2')),
      set('x5', () => 2n),
    ],
    findings: [{ code: 'broken-clobber-contract', register: 'x5', by: 0x108n }],
  },
  {
    name: 'a rare value of an undeclared register that spoils the result',
    call: getVectors,
    vectors: [nop, set('x0', (state) => (state.get('x7') === 2n ? 0n : state.get('vbar_el2')))],
    findings: [{ code: 'undeclared-input', register: 'x7', by: 0x104n }],
  },
  {
    name: 'a dependence on the flags',
    call: getVectors,
    vectors: [set('x0', (state) => state.get('vbar_el2') + ((state.get('pstate') >> 31n) & 1n))],
    findings: [{ code: 'undeclared-input', register: 'pstate', by: 0x100n }],
  },
  {
    name: 'a test of the wrong register: the cause, not its symptoms',
    call: getVectors,
    vectors: [
      nop,
      (state) => {
        if (state.get('x18') === 2n) {
          state.set('x0', state.get('vbar_el2'));
        } else {
          state.set('vbar_el2', state.get('x0'));
        }
      },
    ],
    findings: [{ code: 'undeclared-input', register: 'x18', by: 0x104n }],
  },
  {
    name: 'a declared input may decide',
    call: { ...getVectors, declared: new Set(['x0', 'x7']) },
    vectors: [set('x0', (state) => (state.get('x7') === 2n ? 0n : state.get('vbar_el2')))],
    findings: [],
  },
  {
    name: 'a stale syndrome that leaks, where the exception writes none',
    call: { results: new Map([['x0', { kind: 'any' }]]), mayChange: new Set(['x0']) },
    vectors: [set('x3', (state) => state.get('x3') + (state.get('esr_el2') & 1n))],
    findings: [{ code: 'undeclared-input', register: 'esr_el2', by: 0x100n }],
  },
  {
    name: 'a stale fault address that leaks',
    call: { results: new Map([['x0', { kind: 'any' }]]), mayChange: new Set(['x0']) },
    vectors: [set('x3', (state) => state.get('x3') + (state.get('far_el2') & 1n))],
    findings: [{ code: 'undeclared-input', register: 'far_el2', by: 0x100n }],
  },
];

describe('judge', () => {
  test.each(rows)('$name', ({ call, vectors, findings }) => {
    const state = exampleCall().state.clone();
    state.set('vbar_el2', 0x1_4000_0000n);
    const judgement = judgeVectors(exampleCall({ state, ...call }), vectors);
    expect(
      judgement.findings.map(({ code, subject, by }) => ({
        code,
        ...(subject.kind === 'register' ? { register: subject.register } : {}),
        ...(by === undefined ? {} : { by }),
      })),
    ).toEqual(findings);
  });

  test('a dependence that takes two registers at once names both', () => {
    const state = exampleCall().state.clone();
    const vectors = [
      set('x3', (at) => (at.get('x7') !== 0n && at.get('x8') !== 0n ? 1n : at.get('x3'))),
    ];
    const { findings } = judgeVectors(exampleCall({ state }), vectors);
    expect(findings.map(({ code, subject }) => [code, subject.kind])).toEqual([
      ['undeclared-input', 'outcome'],
    ]);
  });

  test('reports what was really clobbered, results aside', () => {
    const call = exampleCall({ ...getVectors, mayChange: new Set(['x0', 'x17', 'x18']) });
    const vectors = [set('x18', () => 1n), set('x0', (state) => state.get('vbar_el2'))];
    expect(judgeVectors(call, vectors).clobbered).toEqual(['x18']);
  });
});
