import { describe, expect, test } from '@jest/globals';
import type { ExpectedFinding } from '../fixture/test.ts';
import type { Finding } from '../judge/finding.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { areExpected, unexpectedFindings } from './expected-findings.ts';

const place = { file: 'f.yaml', line: 1, column: 1 };
const clobber: Finding = {
  code: 'broken-clobber-contract',
  subject: { kind: 'register', register: 'x5' },
  message: 'x5 is changed',
  by: { address: '0x40', instruction: 'mov x5, #1', text: '\tmov x5, #1 // finding: spoil' },
};
const expected = (more: Partial<ExpectedFinding> = {}): ExpectedFinding => ({
  code: 'broken-clobber-contract',
  register: 'x5',
  at: 'spoil',
  place,
  ...more,
});

describe('unexpectedFindings', () => {
  test.each<[string, readonly Finding[], readonly ExpectedFinding[], readonly string[]]>([
    ['none expected, none found', [], [], []],
    ['expected and found', [clobber], [expected()], []],
    [
      'expected by its code alone',
      [clobber],
      [expected({ register: undefined, at: undefined })],
      [],
    ],
    ['found besides it', [clobber, clobber], [expected()], ['broken-clobber-contract']],
    ['not found', [], [expected()], ['missing-finding']],
    [
      'another register',
      [clobber],
      [expected({ register: 'x6' })],
      ['missing-finding', 'broken-clobber-contract'],
    ],
    [
      'another line',
      [clobber],
      [expected({ at: 'spo' })],
      ['missing-finding', 'broken-clobber-contract'],
    ],
    ['twice expected, once found', [clobber], [expected(), expected()], ['missing-finding']],
  ])('%s', (_, found, targets, codes) => {
    expect(unexpectedFindings(found, targets).map(({ code }) => code)).toEqual(codes);
  });
});

describe('areExpected', () => {
  const overrun: Diagnostic = {
    code: 'vector-slot-overrun',
    severity: 'error',
    message: 'slot lower-a64/sync runs over its end',
    excerpt: { text: '\tmov x0, #-1 // finding: LAST', length: 1 },
  };
  const target = expected({ code: 'vector-slot-overrun', register: undefined, at: 'LAST' });
  test.each<[string, readonly Diagnostic[], readonly ExpectedFinding[], boolean]>([
    ['the one', [overrun], [target], true],
    ['by its code alone', [overrun], [{ ...target, at: undefined }], true],
    ['none expected', [overrun], [], false],
    ['another line', [overrun], [{ ...target, at: 'FIRST' }], false],
    ['another code', [overrun], [{ ...target, code: 'vector-slot-empty' }], false],
    ['of a register', [overrun], [{ ...target, register: 'x0' }], false],
    ['one more found', [overrun, overrun], [target], false],
    ['one more expected', [overrun], [target, expected()], false],
  ])('%s', (_, found, targets, answer) => {
    expect(areExpected(found, targets)).toBe(answer);
  });
});
