import { expect, test } from '@jest/globals';
import { callText } from './call-text.ts';

test('prints what a call changed, what of and by which line, and nothing about what it did not do', () => {
  const text = callText(
    {
      outcome: 'returned',
      exception: {
        class: 'Data Abort',
        level: 2,
        slot: 'current-spx/sync',
        text: 'exception at EL2: Data Abort at el1_sync',
        by: { address: '0x40100400', instruction: 'ldr x0, [x1]' },
      },
      instructions: 12,
      slot: 'lower-a64/sync',
      conditions: ['immediate != 0x0', 'x0 = 0x2'],
      changes: [
        {
          register: 'x0',
          before: '0x0',
          after: '0x40100000',
          expression: 'vbar_el2',
          value: 'VBAR_EL2',
          by: {
            address: '0x40100410',
            symbol: 'el1_sync+0x10',
            instruction: 'mrs x0, vbar_el2',
            place: { file: 'stub.S', line: 32, column: 2 },
            text: 'mrs\tx0, vbar_el2',
          },
        },
        {
          register: 'x18',
          before: '0x12',
          after: '0x1',
          expression: '0x1',
          value: '0x1',
          by: { address: '0x40100418', symbol: 'el1_sync+0x18', instruction: 'mov x18, #1' },
        },
      ],
      stores: [
        {
          address: '0x4030fff0',
          size: 8,
          value: '0x7',
          source: { address: 'SP_EL2 - 0x10', value: 'x3' },
        },
        {
          address: '0x40320000',
          size: 1,
          value: '0x0',
          source: { address: 'TPIDR_EL2', value: '0x0' },
        },
      ],
      events: ['msr vbar_el2', 'isb'],
      fixture: '',
    },
    3,
    false,
  );
  expect(text).toBe(`\
returned through lower-a64/sync after 12 instructions
exception at EL2: Data Abort at el1_sync, by ldr x0, [x1]

because
  immediate != 0x0
  x0 = 0x2

changed
  x0   0x0 -> 0x40100000  = VBAR_EL2  stub.S:32:2: mrs x0, vbar_el2
  x18  0x12 -> 0x1                    el1_sync+0x18: mov x18, #1

stored
  8 bytes at SP_EL2 - 0x10 (0x4030fff0) = x3 (0x7)
  1 byte at TPIDR_EL2 (0x40320000) = 0x0

events at EL2
  msr vbar_el2
  isb

seed 3
`);
});
