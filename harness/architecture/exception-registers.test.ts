import { expect, test } from '@jest/globals';
import { lostToNested, writtenByEntry } from './exception-registers.ts';

const entry = { elr: 0x1004n, spsr: 0x3c9n, esr: undefined, far: undefined, hpfar: undefined };

test.each([
  { what: 'an IRQ', entry, registers: ['elr_el2', 'spsr_el2'] },
  {
    what: 'an SError',
    entry: { ...entry, esr: 0xbe00_0000n },
    registers: ['elr_el2', 'spsr_el2', 'esr_el2'],
  },
  {
    what: 'a Data Abort of stage 1',
    entry: { ...entry, esr: 0x9600_0010n, far: 0x8n },
    registers: ['elr_el2', 'spsr_el2', 'esr_el2', 'far_el2'],
  },
  {
    what: 'a fault of stage 2',
    entry: { ...entry, esr: 0x9600_0007n, far: 0x8n, hpfar: 0x10n },
    registers: [...lostToNested],
  },
])('$what at EL2 overwrites $registers', ({ entry, registers }) => {
  expect(writtenByEntry({ targetEl: 2, ...entry }).map(([register]) => register)).toEqual(
    registers,
  );
});

test('an exception to EL1 overwrites nothing of EL2', () => {
  const written = writtenByEntry({ targetEl: 1, ...entry, esr: 0x5600_0000n, hpfar: 1n });

  expect(written).toEqual([
    ['elr_el1', 0x1004n],
    ['spsr_el1', 0x3c9n],
    ['esr_el1', 0x5600_0000n],
  ]);
});
