import { describe, expect, test } from '@jest/globals';
import type { RunEvent } from '../run/event.ts';
import type { ReporterName } from './reporter.ts';
import { isReporterName } from './reporter.ts';
import {
  brokenFileRun,
  emptyRun,
  exampleEvents,
  exampleSources,
  interruptedRun,
  sameFailures,
} from '../testing/report/example-events.ts';
import { writtenReport } from '../testing/report/written-report.ts';
import { packageVersion } from '../installation.ts';

const report = (
  name: ReporterName,
  events: readonly RunEvent[],
  options: { readonly colour?: boolean; readonly sources?: Readonly<Record<string, string>> } = {},
): Promise<string> => writtenReport(name, events, { sources: exampleSources, ...options });

describe('the spec report', () => {
  test('shows a person everything', async () => {
    expect(await report('spec', exampleEvents)).toBe(`\
fixtures/stub.yaml
  ok       get vectors
  ok       an unknown immediate (2 rows)
  FAIL     set #1 & "x0" < x1
           at fixtures/stub.yaml:4:5

           broken-clobber-contract: 'x3' is changed by the call
             - expected x3 = 0x1111
             + found    x3 = 0x2222
               before   x3 = 0x1111
             by mov x3, x0 at el1_sync+0x4 (0x140000404)
             --> vectors/stub.S:4:2
             2 | el1_sync:
             3 | \tmrs\tx18, esr_el2
             4 | \tmov\tx3, x0\t// spoils x3
               | \t^
             5 | \teret

           outcome: returned
           exception at EL2: Data Abort at el1_sync+0x8 (ESR_EL2 = 0x96000010, FAR_EL2 = 0x10), by ldr x3, [x0] (vectors/stub.S:3:2)
           clobbered: x3, x17
           seed: 7
           trace: hcall trace fixtures/stub.yaml -t 'set #1'

  skip     not here: needs EL3
  xfail    known to fail: the stub ignores it

fixtures/kvm.yaml
  XPASS    fixed: spins
           at fixtures/kvm.yaml:4:5

           seed: 7

  TIMEOUT  slow: no answer in 5 s
           at fixtures/kvm.yaml:4:5

           seed: 7

  ok       broken vector
           as expected, wrong-outcome: the call spins (vectors/stub.S:5:2)

notes
  relies-on-exception-return: VBAR_EL2 is written without an ISB
    --> vectors/stub.S:3:2

what failed
  fixtures/stub.yaml > set #1 & "x0" < x1
  fixtures/kvm.yaml > fixed
  fixtures/kvm.yaml > slow

4 passed, 1 failed, 1 passed against expectation, 1 timed out, 1 failed as expected, 1 skipped (1.23 s, seed 7)
`);
  });

  test('names at its end what failed in one way once, with the first tests', async () => {
    expect(await report('spec', sameFailures)).toContain(`
what failed
  3 failed in one way: broken-clobber-contract (x3) by vectors/stub.S:4:2
    fixtures/stub.yaml > one
    fixtures/stub.yaml > two
    fixtures/stub.yaml > three
  fixtures/kvm.yaml > fixed
  fixtures/kvm.yaml > slow
`);
  });

  test('falls back to the line that the finding carries when the source cannot be read', async () => {
    const text = await report('spec', exampleEvents, { sources: {} });
    expect(text).toContain(`\
             --> vectors/stub.S:4:2
             4 | \tmov\tx3, x0\t// spoils x3
               | \t^

`);
  });

  test('shows the mistakes of a file', async () => {
    const text = await report('spec', brokenFileRun);
    expect(text).toContain('fixtures/bad.yaml\n  ERROR    this file has mistakes\n');
    expect(text).toContain("unknown key 'exspect'");
    expect(text).toContain("did you mean 'expect'?");
    expect(text).toMatch(/\n\nno test ran, 1 of the files has mistakes \(0\.00 s, seed 7\)\n$/);
  });

  test('says that no test ran', async () => {
    expect(await report('spec', emptyRun)).toBe('no test ran (0.00 s, seed 7)\n');
  });

  test('says that it was interrupted', async () => {
    expect(await report('spec', interruptedRun)).toBe(
      'fixtures/stub.yaml\n  ok       get vectors\n\n1 passed, interrupted (0.01 s, seed 7)\n',
    );
  });

  test('has colours when asked', async () => {
    expect(await report('spec', emptyRun, { colour: true })).toBe(
      '\u001B[31mno test ran\u001B[39m \u001B[2m(0.00 s, seed 7)\u001B[22m\n',
    );
  });
});

describe('the TAP report', () => {
  test('has a point for every test', async () => {
    expect(await report('tap', exampleEvents)).toBe(`\
TAP version 13
# seed 7
ok 1 - fixtures/stub.yaml > get vectors
ok 2 - fixtures/stub.yaml > an unknown immediate [imm=3]
ok 3 - fixtures/stub.yaml > an unknown immediate [imm=4]
not ok 4 - fixtures/stub.yaml > set \\#1 & "x0" < x1
  ---
  verdict: fail
  at: fixtures/stub.yaml:4:5
  outcome: returned
  exception: "exception at EL2: Data Abort at el1_sync+0x8 (ESR_EL2 = 0x96000010, FAR_EL2 = 0x10), by ldr x3, [x0] (vectors/stub.S:3:2)"
  findings:
    - code: broken-clobber-contract
      subject: x3
      message: "'x3' is changed by the call"
      expected: "0x1111"
      found: "0x2222"
      before: "0x1111"
      by: mov x3, x0
      at: vectors/stub.S:4:2
  trace: "hcall trace fixtures/stub.yaml -t 'set #1'"
  ...
ok 5 - fixtures/stub.yaml > not here # SKIP needs EL3
not ok 6 - fixtures/stub.yaml > known to fail # TODO the stub ignores it
not ok 7 - fixtures/kvm.yaml > fixed
  ---
  verdict: xpass
  message: "passed, but is expected to fail: spins"
  at: fixtures/kvm.yaml:4:5
  ...
not ok 8 - fixtures/kvm.yaml > slow
  ---
  verdict: timeout
  at: fixtures/kvm.yaml:4:5
  reason: no answer in 5 s
  ...
ok 9 - fixtures/kvm.yaml > broken vector
1..9
`);
  });

  test('has a point for a file that cannot be run', async () => {
    expect(await report('tap', brokenFileRun)).toBe(`\
TAP version 13
# seed 7
not ok 1 - fixtures/bad.yaml
  ---
  diagnostics:
    - code: unknown-key
      message: unknown key 'exspect'
      at: fixtures/bad.yaml:3:5
      note: did you mean 'expect'?
  ...
1..1
`);
  });

  test('skips everything when no test ran', async () => {
    expect(await report('tap', emptyRun)).toBe(
      'TAP version 13\n# seed 7\n1..0 # SKIP no test ran\n',
    );
  });

  test('bails out when it was interrupted', async () => {
    expect(await report('tap', interruptedRun)).toBe(
      'TAP version 13\n# seed 7\nok 1 - fixtures/stub.yaml > get vectors\nBail out! interrupted\n1..1\n',
    );
  });
});

describe('the JUnit report', () => {
  test('has a suite for each file', async () => {
    expect(await report('junit', exampleEvents)).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hcall" tests="9" failures="2" errors="1" time="1.235">
  <testsuite name="fixtures/stub.yaml" file="fixtures/stub.yaml" tests="6" failures="1" errors="0" skipped="2" time="0.009">
    <properties>
      <property name="seed" value="7"/>
    </properties>
    <testcase classname="fixtures/stub.yaml" name="get vectors" time="0.002"/>
    <testcase classname="fixtures/stub.yaml" name="an unknown immediate [imm=3]" time="0.002"/>
    <testcase classname="fixtures/stub.yaml" name="an unknown immediate [imm=4]" time="0.002"/>
    <testcase classname="fixtures/stub.yaml" name="set #1 &amp; &quot;x0&quot; &lt; x1" time="0.002">
      <failure type="broken-clobber-contract" message="'x3' is changed by the call">at fixtures/stub.yaml:4:5
broken-clobber-contract: 'x3' is changed by the call
  - expected x3 = 0x1111
  + found    x3 = 0x2222
    before   x3 = 0x1111
  by mov x3, x0 at el1_sync+0x4 (0x140000404)
  --&gt; vectors/stub.S:4:2
  2 | el1_sync:
  3 | \tmrs\tx18, esr_el2
  4 | \tmov\tx3, x0\t// spoils x3
    | \t^
  5 | \teret
outcome: returned
exception at EL2: Data Abort at el1_sync+0x8 (ESR_EL2 = 0x96000010, FAR_EL2 = 0x10), by ldr x3, [x0] (vectors/stub.S:3:2)
clobbered: x3, x17
seed: 7
trace: hcall trace fixtures/stub.yaml -t 'set #1'</failure>
    </testcase>
    <testcase classname="fixtures/stub.yaml" name="not here" time="0.002">
      <skipped type="skip" message="needs EL3"></skipped>
    </testcase>
    <testcase classname="fixtures/stub.yaml" name="known to fail" time="0.002">
      <skipped type="xfail" message="the stub ignores it"></skipped>
    </testcase>
  </testsuite>
  <testsuite name="fixtures/kvm.yaml" file="fixtures/kvm.yaml" tests="3" failures="1" errors="1" skipped="0" time="0.004">
    <properties>
      <property name="seed" value="7"/>
    </properties>
    <testcase classname="fixtures/kvm.yaml" name="fixed" time="0.002">
      <failure type="xpass" message="passed, but is expected to fail: spins">at fixtures/kvm.yaml:4:5
seed: 7</failure>
    </testcase>
    <testcase classname="fixtures/kvm.yaml" name="slow" time="0.002">
      <error type="timeout" message="no answer in 5 s">at fixtures/kvm.yaml:4:5
seed: 7</error>
    </testcase>
    <testcase classname="fixtures/kvm.yaml" name="broken vector" time="0.002"/>
  </testsuite>
</testsuites>
`);
  });

  test('keeps the failure of a flaky test, which counts as passed', async () => {
    const flaky = exampleEvents.map((event) =>
      event.type === 'test-end' && event.result.verdict === 'fail'
        ? { ...event, result: { ...event.result, verdict: 'flaky', reason: 'failed once' } }
        : event,
    ) as RunEvent[];
    const text = await report('junit', flaky);
    expect(text).toContain('tests="6" failures="0" errors="0" skipped="2"');
    expect(text).toContain(
      '<flakyFailure type="broken-clobber-contract" message="failed once"><stackTrace>at fixtures/stub.yaml:4:5\n',
    );
    expect(text).toContain("-t 'set #1'</stackTrace></flakyFailure>");
  });

  test('counts a file that cannot be run as an error', async () => {
    const text = await report('junit', brokenFileRun);
    expect(text).toContain(
      '<testsuites name="hcall" tests="1" failures="0" errors="1" time="0.000">',
    );
    expect(text).toContain(`<error type="unknown-key" message="unknown key 'exspect'">`);
  });

  test('shows what XML cannot hold', async () => {
    const events = JSON.parse(
      JSON.stringify(interruptedRun).replaceAll(
        'get vectors',
        String.raw`\u0007 \ud800 \ud83d\ude00`,
      ),
    ) as RunEvent[];
    expect(await report('junit', events)).toContain(String.raw`name="\x07 \u{d800} `);
  });
});

describe('the JSON report', () => {
  test('holds the results as they came', async () => {
    expect(JSON.parse(await report('json', interruptedRun))).toEqual({
      schema: 'urn:hcall:schema:run:2',
      hcall: packageVersion(),
      engine: null,
      cpu: [],
      seed: 7,
      interrupted: true,
      us: 10_000,
      counts: {
        pass: 1,
        fail: 0,
        skip: 0,
        xfail: 0,
        xpass: 0,
        flaky: 0,
        timeout: 0,
        crash: 0,
        error: 0,
      },
      fallbacks: [],
      fileErrors: [],
      tests: [
        {
          id: 'fixtures/stub.yaml > get vectors',
          file: 'fixtures/stub.yaml',
          name: 'get vectors',
          place: { file: 'fixtures/stub.yaml', line: 4, column: 5 },
          tags: [],
          verdict: 'pass',
          findings: [],
          clobbered: [],
          notes: [],
          us: 1500,
        },
      ],
    });
  });

  test('holds the mean of the trials, of the tests that have any', async () => {
    const events = interruptedRun.flatMap((event): RunEvent[] =>
      event.type === 'test-end'
        ? [{ trials: 3 }, { trials: 6 }, {}].map((more) => ({
            ...event,
            result: { ...event.result, ...more },
          }))
        : [event],
    );
    expect(JSON.parse(await report('json', events))).toMatchObject({
      trialsPerTest: 4.5,
      tests: [{ trials: 3 }, { trials: 6 }, {}],
    });
  });

  test('holds which part of a run it is', async () => {
    const shard = { index: 1, count: 2, digest: 'abc', order: [] };
    const events: RunEvent[] = [
      { type: 'run-start', seed: 7, total: 0, shard, rerun: true },
      ...emptyRun.slice(1),
    ];
    expect(JSON.parse(await report('json', events))).toMatchObject({ seed: 7, shard, rerun: true });
  });

  test('holds the mistakes of a file', async () => {
    expect(JSON.parse(await report('json', brokenFileRun))).toMatchObject({
      fileErrors: [{ file: 'fixtures/bad.yaml', diagnostics: [{ code: 'unknown-key' }] }],
      tests: [],
    });
  });
});

test.each([
  ['spec', true],
  ['html5', false],
])('knows whether %s is a reporter', (name, known) => {
  expect(isReporterName(name)).toBe(known);
});
