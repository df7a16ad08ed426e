import { describe, expect, test } from '@jest/globals';
import { exampleEvents } from '../testing/report/example-events.ts';
import type { TestResult } from '../run/event.ts';
import type { Verdict } from '../run/verdict.ts';
import './matcher.ts';

function resultOf(verdict: Verdict): TestResult {
  const event = exampleEvents.find(
    (event) => event.type === 'test-end' && event.result.verdict === verdict,
  );
  if (event?.type !== 'test-end') {
    throw new Error(`the example has no ${verdict}`);
  }
  return event.result;
}

describe('toPassHcall', () => {
  test.each(['pass', 'skip', 'xfail'] as const)('accepts %s', (verdict) => {
    expect(() => expect(resultOf(verdict)).toPassHcall()).not.toThrow();
  });

  test.each(['fail', 'xpass', 'timeout'] as const)('rejects %s', (verdict) => {
    expect(() => expect(resultOf(verdict)).toPassHcall()).toThrow(`: ${verdict}`);
  });

  test('reports why', () => {
    expect(() => expect(resultOf('fail')).toPassHcall(7)).toThrow(
      new Error(`\
fixtures/stub.yaml > set #1 & "x0" < x1: fail

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
trace: hcall trace fixtures/stub.yaml -t 'set #1'`),
    );
  });
});
