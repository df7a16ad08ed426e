import { expect, test } from '@jest/globals';
import type { ContractFinding, ContractResult } from '../contract/result.ts';
import { contractText } from './contract-text.ts';
import { exampleHeader } from '../testing/report/example-header.ts';

const finding = (more: Partial<ContractFinding>): ContractFinding => ({
  table: 'stub',
  way: 'GET',
  caller: 'host',
  code: 'broken-clobber-contract',
  subject: { kind: 'register', register: 'x5' },
  message: 'x5 is changed',
  by: {
    address: '0x40100000',
    instruction: 'mov x5, #0',
    place: { file: 'stub.S', line: 7, column: 2 },
    text: '\tmov\tx5, xzr',
  },
  ...more,
});

function linesOf(more: Partial<ContractResult>): string[] {
  const result: ContractResult = {
    ...exampleHeader('contract'),
    vectors: 'mine/stub',
    abi: 'mine',
    entries: [],
    exceptions: [],
    findings: [],
    notes: [],
    failures: [],
    ...more,
  };
  return contractText(result, false)
    .split('\n')
    .map((line) => line.trim().replaceAll(/  +/g, ' | '));
}

test('what is the same in several ways is one row, with its place', () => {
  const slot = 'lower-a64/sync';
  const exceptions = ['UNDEFINED', 'SVC', 'SVC'].map((way) =>
    finding({ way, caller: 'guest', slot }),
  );
  expect(
    linesOf({ findings: [finding({}), finding({ caller: 'guest' }), ...exceptions] }),
  ).toContain(
    'mine/stub | broken-clobber-contract | x5 is changed | stub.S:7:2: mov x5, xzr | GET (host, guest); lower-a64/sync:',
  );
});

test('many exceptions of one slot are counted', () => {
  const findings = ['IRQ', 'FIQ', 'SError', 'SVC', 'BRK'].map((way) =>
    finding({ way, slot: 'current-spx/sync' }),
  );
  expect(linesOf({ findings }).join(' ')).toContain('current-spx/sync: 5 exceptions');
});

test('notes say what they mean', () => {
  const note = { table: 'stub', operation: 'lower-a64/sync', register: 'esr_el2' } as const;
  expect(linesOf({ notes: [{ ...note, what: 'syndrome' }] }).join(' ')).toContain(
    'nothing reads it: what is no call is taken',
  );
});
