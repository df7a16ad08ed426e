import { expect, test } from '@jest/globals';
import type { RunEvent, TestResult } from '../run/event.ts';
import type { Verdict } from '../run/verdict.ts';
import { verdicts } from '../run/verdict.ts';
import { sameFailures } from '../testing/report/example-events.ts';
import { writtenReport } from '../testing/report/written-report.ts';
import { GithubReporter } from './github.ts';

const place = { file: 'fixtures/a,b.yaml', line: 4, column: 5 };

function report(result: Partial<TestResult>): string {
  let text = '';
  const reporter = new GithubReporter({ write: (piece) => (text += piece), colour: false });
  const verdict = result.verdict ?? 'pass';
  const counts = Object.fromEntries(
    verdicts.map((one) => [one, one === verdict ? 1 : 0]),
  ) as Record<Verdict, number>;
  const events: RunEvent[] = [
    { type: 'run-start', seed: 3, total: 1 },
    {
      type: 'test-end',
      result: {
        id: 'a > b',
        file: 'a',
        name: 'b',
        place,
        tags: [],
        clobbered: [],
        notes: [],
        us: 1,
        findings: [],
        verdict,
        ...result,
      },
    },
    { type: 'run-end', counts, fileErrors: 0, interrupted: false, us: 1 },
  ];
  events.forEach((event) => reporter.handle(event));
  return text;
}

test('a failure stands at the instruction to blame, with the command that traces it', () => {
  const text = report({
    verdict: 'fail',
    trace: 'hcall trace a -t b',
    findings: [
      {
        code: 'wrong-value',
        subject: { kind: 'register', register: 'x0' },
        message: '100% wrong',
        expected: '0x1',
        found: '0x2',
        by: {
          address: '0x0',
          instruction: 'nop',
          place: { file: 'stub.S', line: 9, column: 2 },
        },
      },
    ],
  });
  expect(text).toBe(
    '::error file=stub.S,line=9,col=2,title=a > b::wrong-value: 100%25 wrong: expected 0x1, found 0x2%0Ahcall trace a -t b\n' +
      '1 failed (seed 3)\n',
  );
});

test('a finding that is not about the end has the exception on the way to it with it', () => {
  const text = report({
    verdict: 'fail',
    exception: { class: 'BRK', level: 2, slot: 'current-spx/sync', text: 'exception at EL2: BRK' },
    findings: [
      { code: 'wrong-value', subject: { kind: 'register', register: 'x0' }, message: 'wrong' },
      { code: 'wrong-value', subject: { kind: 'register', register: 'x1' }, message: 'wrong' },
    ],
  });
  expect(text.match(/wrong-value: wrong%0Aexception at EL2: BRK$/gm)).toHaveLength(2);
});

test('a finding about the end says itself what came before it', () => {
  const text = report({
    verdict: 'fail',
    exception: { class: 'BRK', level: 2, slot: 'current-spx/sync', text: 'exception at EL2: BRK' },
    findings: [{ code: 'wrong-outcome', subject: { kind: 'outcome' }, message: 'wrong' }],
  });
  expect(text).toMatch(/::wrong-outcome: wrong$/m);
});

test.each<[Verdict, string]>([
  [
    'timeout',
    '::error file=fixtures/a%2Cb.yaml,line=4,col=5,title=a > b::timeout: too long\n1 timed out (seed 3)\n',
  ],
  [
    'flaky',
    '::warning file=fixtures/a%2Cb.yaml,line=4,col=5,title=a > b::flaky: too long\n1 flaky (seed 3)\n',
  ],
  ['xfail', '1 failed as expected (seed 3)\n'],
  ['pass', '1 passed (seed 3)\n'],
])('%s', (verdict, expected) => {
  expect(report({ verdict, reason: 'too long' })).toBe(expected);
});

test('what failed in one way is one annotation, with the names of the others', async () => {
  const text = await writtenReport('github', sameFailures, { sources: {} });
  expect(text.match(/^::error .*$/gm)).toEqual([
    expect.stringMatching(
      /^::error file=vectors\/stub.S,line=4,col=2,title=fixtures\/stub.yaml > one::.*%0A2 more failed in the same way:%0Afixtures\/stub.yaml > two%0Afixtures\/stub.yaml > three$/,
    ),
    expect.stringContaining('title=fixtures/kvm.yaml > fixed::'),
    expect.stringContaining('title=fixtures/kvm.yaml > slow::'),
  ]);
});
