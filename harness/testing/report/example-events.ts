import type { RunEvent, TestResult } from '../../run/event.ts';
import type { Verdict } from '../../run/verdict.ts';

/** For the reporters' tests: the sources, and the events of a run that has one test of every kind. */
export const exampleSources: Readonly<Record<string, string>> = {
  'vectors/stub.S': [
    '\t.text',
    'el1_sync:',
    '\tmrs\tx18, esr_el2',
    '\tmov\tx3, x0\t// spoils x3',
    '\teret',
    '',
  ].join('\n'),
};

const noCounts: Readonly<Record<Verdict, number>> = {
  pass: 0,
  fail: 0,
  skip: 0,
  xfail: 0,
  xpass: 0,
  flaky: 0,
  timeout: 0,
  crash: 0,
  error: 0,
};

function result(name: string, verdict: Verdict, more: Partial<TestResult> = {}): RunEvent {
  const file = more.file ?? 'fixtures/stub.yaml';
  return {
    type: 'test-end',
    result: {
      id: `${file} > ${name}`,
      file,
      name,
      place: { file, line: 4, column: 5 },
      tags: [],
      verdict,
      findings: [],
      clobbered: [],
      notes: [],
      us: 1500,
      ...more,
    },
  };
}

export const exampleEvents: readonly RunEvent[] = [
  { type: 'run-start', seed: 7, total: 9 },
  { type: 'test-start', id: 'fixtures/stub.yaml > get vectors' },
  result('get vectors', 'pass', {
    notes: [
      {
        code: 'relies-on-exception-return',
        message: 'VBAR_EL2 is written without an ISB',
        place: { file: 'vectors/stub.S', line: 3, column: 2 },
      },
    ],
  }),
  result('an unknown immediate [imm=3]', 'pass'),
  result('an unknown immediate [imm=4]', 'pass'),
  result('set #1 & "x0" < x1', 'fail', {
    outcome: 'returned',
    exception: {
      class: 'Data Abort',
      level: 2,
      slot: 'current-spx/sync',
      syndrome: '0x96000010',
      faultAddress: '0x10',
      by: {
        address: '0x40100408',
        instruction: 'ldr x3, [x0]',
        place: { file: 'vectors/stub.S', line: 3, column: 2 },
      },
      text: 'exception at EL2: Data Abort at el1_sync+0x8 (ESR_EL2 = 0x96000010, FAR_EL2 = 0x10)',
    },
    clobbered: ['x3', 'x17'],
    trace: "hcall trace fixtures/stub.yaml -t 'set #1'",
    findings: [
      {
        code: 'broken-clobber-contract',
        subject: { kind: 'register', register: 'x3' },
        message: "'x3' is changed by the call",
        expected: '0x1111',
        found: '0x2222',
        before: '0x1111',
        by: {
          address: '0x140000404',
          symbol: 'el1_sync+0x4',
          instruction: 'mov x3, x0',
          place: { file: 'vectors/stub.S', line: 4, column: 2 },
          text: '\tmov\tx3, x0\t// spoils x3',
        },
      },
    ],
  }),
  result('not here', 'skip', { reason: 'needs EL3' }),
  result('known to fail', 'xfail', { reason: 'the stub ignores it' }),
  result('fixed', 'xpass', { file: 'fixtures/kvm.yaml', reason: 'spins' }),
  result('slow', 'timeout', { file: 'fixtures/kvm.yaml', reason: 'no answer in 5 s' }),
  result('broken vector', 'pass', {
    file: 'fixtures/kvm.yaml',
    findings: [
      {
        code: 'wrong-outcome',
        subject: { kind: 'outcome' },
        message: 'the call spins',
        by: {
          address: '0x140000000',
          instruction: 'b .',
          place: { file: 'vectors/stub.S', line: 5, column: 2 },
        },
      },
    ],
  }),
  {
    type: 'run-end',
    counts: { ...noCounts, pass: 4, fail: 1, skip: 1, xfail: 1, xpass: 1, timeout: 1 },
    fileErrors: 0,
    interrupted: false,
    us: 1_234_567,
  },
];

/** The same run, where three tests fail in one way. */
export const sameFailures: readonly RunEvent[] = exampleEvents.flatMap((event) =>
  event.type === 'test-end' && event.result.verdict === 'fail'
    ? ['one', 'two', 'three'].map((name) => ({
        ...event,
        result: { ...event.result, name, id: `${event.result.file} > ${name}` },
      }))
    : [event],
);

/** A run in which nothing is wrong: a test passed, one is skipped, one fails as expected. */
export const passingRun: readonly RunEvent[] = [
  { type: 'run-start', seed: 7, total: 3 },
  result('get vectors', 'pass'),
  result('not here', 'skip', { reason: 'needs EL3' }),
  result('known to fail', 'xfail', { reason: 'the stub ignores it' }),
  {
    type: 'run-end',
    counts: { ...noCounts, pass: 1, skip: 1, xfail: 1 },
    fileErrors: 0,
    interrupted: false,
    us: 10_000,
  },
];

/** A run that found no test. */
export const emptyRun: readonly RunEvent[] = [
  { type: 'run-start', seed: 7, total: 0 },
  { type: 'run-end', counts: noCounts, fileErrors: 0, interrupted: false, us: 0 },
];

/** A run whose only file cannot be run. */
export const brokenFileRun: readonly RunEvent[] = [
  { type: 'run-start', seed: 7, total: 0 },
  {
    type: 'file-error',
    file: 'fixtures/bad.yaml',
    diagnostics: [
      {
        code: 'unknown-key',
        severity: 'error',
        message: "unknown key 'exspect'",
        place: { file: 'fixtures/bad.yaml', line: 3, column: 5 },
        note: "did you mean 'expect'?",
      },
    ],
  },
  { type: 'run-end', counts: noCounts, fileErrors: 1, interrupted: false, us: 0 },
];

/** A run that somebody stopped after its first test. */
export const interruptedRun: readonly RunEvent[] = [
  { type: 'run-start', seed: 7, total: 2 },
  result('get vectors', 'pass'),
  {
    type: 'run-end',
    counts: { ...noCounts, pass: 1 },
    fileErrors: 0,
    interrupted: true,
    us: 10_000,
  },
];
