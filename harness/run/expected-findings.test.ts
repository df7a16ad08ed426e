import { describe, expect, test } from '@jest/globals';
import type { ExpectedFinding } from '../fixture/test.ts';
import type { Finding, FindingPart } from '../judge/finding.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { areExpected, unexpectedFindings } from './expected-findings.ts';

const place = { file: 'f.yaml', line: 1, column: 1 };
const clobber: Finding = {
  code: 'broken-clobber-contract',
  subject: { kind: 'register', register: 'x5' },
  message: 'x5 is changed',
  by: { address: '0x40', instruction: 'mov x5, #1', text: '\tmov x5, #1 // finding: spoil' },
};
const twoParts: Finding = {
  code: 'context-not-saved',
  subject: { kind: 'memory', address: '0x100', size: 16 },
  message: 'x5 and x6 of the guest are not saved',
  by: { address: '0x44', instruction: 'eret', text: '\teret // finding: other' },
  parts: [
    { name: 'x5', register: 'x5', address: '0x100', size: 8, expected: '0x1', found: '0x2' },
    { name: 'x6', register: 'x6', address: '0x108', size: 8, expected: '0x1', found: '0x2' },
  ].map((part, index) => ({
    ...part,
    ...(index === 0 ? { by: clobber.by } : {}),
  })) as FindingPart[],
};
const inX5 = { code: 'context-not-saved', register: 'x5', at: 'spoil' } as const;
const inX6 = { code: 'context-not-saved', register: 'x6', at: 'other' } as const;
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
    ['of two parts each', [twoParts], [expected(inX5), expected(inX6)], []],
    ['of two parts one', [twoParts], [expected(inX5)], ['context-not-saved']],
    [
      'of two parts those of a line',
      [twoParts],
      [expected({ ...inX5, register: undefined })],
      ['context-not-saved'],
    ],
    [
      'of parts that are no others',
      [twoParts],
      [expected({ ...inX5, register: undefined, at: undefined })],
      [],
    ],
    [
      'of a part on another line',
      [twoParts],
      [expected({ ...inX5, at: 'other' })],
      ['missing-finding', 'context-not-saved'],
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
