import { expect, test } from '@jest/globals';
import { callersText } from './callers-text.ts';

test('each call with its place, its constants and its meanings', () => {
  const text = callersText(
    [
      {
        instruction: 'hvc',
        address: 0x40n,
        symbol: '__hyp_set_vectors+0x4',
        place: { file: 'hyp-stub.S', line: 7, column: 2 },
        immediate: 0,
        constants: new Map([['x0', 1n]]),
        meanings: [
          { abi: 'a', kind: 'operations', operations: ['ONE', 'TWO'] },
          { abi: 'b', kind: 'unknown-number', number: 0x1234n },
          { abi: 'c', kind: 'unknown-selector', register: 'x0' },
          { abi: 'd', kind: 'other-immediate', immediate: 0xea1 },
          { abi: 'e', kind: 'operations', operations: ['REST'], everyOther: true },
          { abi: 'f', kind: 'unknown-selector', register: 'x0' },
          { abi: 'g', kind: 'other-immediate', immediate: 0x4a48 },
        ],
      },
      {
        instruction: 'smc',
        address: 0x80n,
        symbol: '0x80',
        place: undefined,
        immediate: 0xffff,
        constants: new Map(),
        convention: { kind: 'other-immediate' },
        meanings: [],
      },
      {
        instruction: 'smc',
        address: 0x84n,
        symbol: '0x84',
        place: undefined,
        immediate: 0,
        constants: new Map([['x0', 0xc400_0003n]]),
        convention: {
          kind: 'identifier',
          value: 0xc400_0003,
          type: 'fast',
          bits: 64,
          owner: 4,
          service: 'standard secure service',
          number: 3,
          isReserved: false,
        },
        meanings: [{ abi: 'psci', kind: 'operations', operations: ['PSCI_CPU_ON'] }],
      },
      {
        instruction: 'smc',
        address: 0x88n,
        symbol: '0x88',
        place: undefined,
        immediate: 0,
        constants: new Map(),
        convention: { kind: 'unknown' },
        meanings: [],
      },
    ],
    ['6.1.192'],
    false,
  );
  expect(text.split('\n')).toEqual([
    '0x40  hvc #0x0  __hyp_set_vectors+0x4  hyp-stub.S:7:2',
    '    x0 = 0x1',
    '    a: ONE or TWO',
    '    b: no operation has the number 0x1234',
    '    c, f: unknown: x0 is no constant set just before',
    '    e: REST (as any other number)',
    '    no call of d (immediate 0xea1), g (immediate 0x4a48)',
    '0x80  smc #0xffff  0x80',
    '    SMC calling convention, by SMC: no call of it: its immediate is 0x0',
    '0x84  smc #0x0  0x84',
    '    x0 = 0xc4000003',
    '    SMC calling convention, by SMC: 0xc4000003 is a fast call, 64 bits, owner 4 (standard secure service), number 0x3',
    '    psci: PSCI_CPU_ON',
    '0x88  smc #0x0  0x88',
    '    SMC calling convention, by SMC: unknown: w0 is no constant set just before',
    '',
    '1 hvc, 3 smc, read by the ABIs of Linux 6.1.192',
    '',
  ]);
});

test.each([
  ['of no kernel', [], '0 hvc, 0 smc'],
  ['of two', ['6.1.192', '4.9.0'], '0 hvc, 0 smc, read by the ABIs of Linux 6.1.192 and 4.9.0'],
])('the count %s', (_, linux, count) => {
  expect(callersText([], linux, false)).toBe(`\n${count}\n`);
});
