import { expect, test } from '@jest/globals';
import type { RunEvent } from '../run/event.ts';
import {
  brokenFileRun,
  emptyRun,
  exampleEvents,
  exampleSources,
  interruptedRun,
} from '../testing/report/example-events.ts';
import { KtapReporter } from './ktap.ts';

function report(events: readonly RunEvent[]): string {
  let text = '';
  const reporter = new KtapReporter({
    write: (piece) => void (text += piece),
    colour: false,
    readSource: (file) => exampleSources[file],
  });
  events.forEach((event) => reporter.handle(event));
  return text;
}

test('each file is a test, and its tests are the subtests', () => {
  expect(report(exampleEvents)).toBe(`\
KTAP version 1
1..2
# seed 7
  KTAP version 1
  # Subtest: fixtures/stub.yaml
  1..6
  ok 1 get vectors
  ok 2 an unknown immediate [imm=3]
  ok 3 an unknown immediate [imm=4]
  # at fixtures/stub.yaml:4:5
  # broken-clobber-contract: 'x3' is changed by the call
  #   - expected x3 = 0x1111
  #   + found    x3 = 0x2222
  #     before   x3 = 0x1111
  #   by mov x3, x0 at el1_sync+0x4 (0x140000404)
  #   --> vectors/stub.S:4:2
  #   2 | el1_sync:
  #   3 | \tmrs\tx18, esr_el2
  #   4 | \tmov\tx3, x0\t// spoils x3
  #     | \t^
  #   5 | \teret
  # outcome: returned
  # exception at EL2: Data Abort at el1_sync+0x8 (ESR_EL2 = 0x96000010, FAR_EL2 = 0x10), by ldr x3, [x0] (vectors/stub.S:3:2)
  # clobbered: x3, x17
  # seed: 7
  # trace: hcall trace fixtures/stub.yaml -t 'set #1'
  not ok 4 set %1 & "x0" < x1
  ok 5 not here # SKIP needs EL3
  ok 6 known to fail # XFAIL the stub ignores it
not ok 1 fixtures/stub.yaml
  KTAP version 1
  # Subtest: fixtures/kvm.yaml
  1..3
  # passed, but is expected to fail: spins
  # at fixtures/kvm.yaml:4:5
  # seed: 7
  not ok 1 fixed
  # at fixtures/kvm.yaml:4:5
  # seed: 7
  not ok 2 slow # TIMEOUT no answer in 5 s
  ok 3 broken vector
not ok 2 fixtures/kvm.yaml
`);
});

test('a file that cannot be run is an error', () => {
  expect(report(brokenFileRun)).toBe(`\
KTAP version 1
1..1
# seed 7
  KTAP version 1
  # Subtest: fixtures/bad.yaml
  1..1
  # fixtures/bad.yaml:3:5: error: unknown key 'exspect' [unknown-key]
  #   note: did you mean 'expect'?
  not ok 1 the file can be run # ERROR
not ok 1 fixtures/bad.yaml
`);
});

test.each([
  [emptyRun, 'KTAP version 1\n1..0 # SKIP no test ran\n# seed 7\n'],
  [
    interruptedRun,
    `\
KTAP version 1
1..1
# seed 7
  KTAP version 1
  # Subtest: fixtures/stub.yaml
  1..1
  ok 1 get vectors
ok 1 fixtures/stub.yaml
Bail out! interrupted
`,
  ],
])('a run without an end says so', (events, text) => {
  expect(report(events)).toBe(text);
});
