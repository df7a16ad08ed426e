import { expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import type { UnlocatedFinding } from './finding.ts';
import { withVectorsTogether } from './vector-findings.ts';

function changed(register: RegisterName, by: bigint): UnlocatedFinding {
  return {
    code: 'broken-clobber-contract',
    subject: { kind: 'register', register },
    message: `${register} is changed`,
    by,
  };
}

test.each<[string, [RegisterName, bigint][], string[]]>([
  [
    'of one call are one finding',
    [
      ['x3', 4n],
      ['fpsr', 4n],
      ['v0', 4n],
      ['v1', 4n],
      ['v2', 4n],
    ],
    [
      'x3: x3 is changed',
      'v0: v0-v2 and fpsr are changed, which neither the contract nor the test allows',
    ],
  ],
  [
    'of two calls are two',
    [
      ['v0', 4n],
      ['v1', 8n],
      ['v4', 4n],
      ['v9', 8n],
    ],
    [
      'v0: v0 and v4 are changed, which neither the contract nor the test allows',
      'v1: v1 and v9 are changed, which neither the contract nor the test allows',
    ],
  ],
  ['alone stay as they are', [['v0', 4n]], ['v0: v0 is changed']],
])('vector registers %s', (_what, findings, expected) => {
  const together = withVectorsTogether(findings.map(([register, by]) => changed(register, by)));
  expect(
    together.map(
      ({ subject, message }) =>
        `${subject.kind === 'register' ? subject.register : ''}: ${message}`,
    ),
  ).toEqual(expected);
});
