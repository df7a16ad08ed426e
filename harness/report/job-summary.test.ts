import { expect, test } from '@jest/globals';
import type { RunEvent } from '../run/event.ts';
import {
  brokenFileRun,
  emptyRun,
  exampleEvents,
  sameFailures,
} from '../testing/report/example-events.ts';
import { JobSummaryReporter } from './job-summary.ts';

function report(events: readonly RunEvent[]): string {
  let text = '';
  const reporter = new JobSummaryReporter({
    write: (piece) => void (text += piece),
    colour: false,
  });
  events.forEach((event) => reporter.handle(event));
  return text;
}

test('the totals come first, then each failure', () => {
  expect(report(exampleEvents)).toBe(`\
## hcall

4 passed, 1 failed, 1 passed against expectation, 1 timed out, 1 failed as expected, 1 skipped (seed 7)

### FAIL \`fixtures/stub.yaml > set #1 & "x0" < x1\`

\`\`\`
at fixtures/stub.yaml:4:5
broken-clobber-contract: 'x3' is changed by the call
  - expected x3 = 0x1111
  + found    x3 = 0x2222
    before   x3 = 0x1111
  by mov x3, x0 at el1_sync+0x4 (0x140000404)
  --> vectors/stub.S:4:2
  4 | \tmov\tx3, x0\t// spoils x3
    | \t^
outcome: returned
exception at EL2: Data Abort at el1_sync+0x8 (ESR_EL2 = 0x96000010, FAR_EL2 = 0x10), by ldr x3, [x0] (vectors/stub.S:3:2)
clobbered: x3, x17
seed: 7
trace: hcall trace fixtures/stub.yaml -t 'set #1'
\`\`\`

### XPASS \`fixtures/kvm.yaml > fixed\`

\`\`\`
passed, but is expected to fail: spins
at fixtures/kvm.yaml:4:5
seed: 7
\`\`\`

### TIMEOUT \`fixtures/kvm.yaml > slow\`

\`\`\`
at fixtures/kvm.yaml:4:5
seed: 7
\`\`\`
`);
});

test('of those that failed in one way the first comes whole, and the others by name', () => {
  const text = report(sameFailures);
  expect(text.match(/^### .*$/gm)).toEqual([
    '### FAIL `fixtures/stub.yaml > one`',
    '### XPASS `fixtures/kvm.yaml > fixed`',
    '### TIMEOUT `fixtures/kvm.yaml > slow`',
  ]);
  expect(text).toContain(`
2 more failed in the same way:

- \`fixtures/stub.yaml > two\`
- \`fixtures/stub.yaml > three\`
`);
});

test('files with mistakes are counted', () => {
  expect(report(brokenFileRun)).toBe(`\
## hcall

no test ran, 1 of the files has mistakes (seed 7)

- unknown-key: \`unknown key 'exspect'\` at \`fixtures/bad.yaml:3:5\`
  - \`fixtures/bad.yaml\`
`);
});

test('a run without tests says so', () => {
  expect(report(emptyRun)).toBe('## hcall\n\nno test ran (seed 7)\n');
});

test.each([
  ['a `b` c', '`` a `b` c ``'],
  ['``', '``` `` ```'],
])('a name with backticks stays code: %s', (name, code) => {
  const events = exampleEvents.map((event) =>
    event.type === 'test-end' && event.result.verdict === 'timeout'
      ? { ...event, result: { ...event.result, id: name, name } }
      : event,
  );
  expect(report(events)).toContain(`### TIMEOUT ${code}\n`);
});
