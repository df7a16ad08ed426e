import { expect, test } from '@jest/globals';
import { callText } from './call-text.ts';

test('prints what a call changed, and nothing about what it did not do', () => {
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
      changes: [
        { register: 'x0', before: '0x0', after: '0x40100000', expression: 'vbar_el2' },
        { register: 'x18', before: '0x12', after: '0x1', expression: '0x1' },
      ],
      stores: [],
      events: ['msr vbar_el2', 'isb'],
      fixture: '',
    },
    3,
    false,
  );
  expect(text).toBe(`\
returned through lower-a64/sync after 12 instructions
exception at EL2: Data Abort at el1_sync, by ldr x0, [x1]

changed
  x0   0x0 -> 0x40100000 (vbar_el2 before the call)
  x18  0x12 -> 0x1

events at EL2
  msr vbar_el2
  isb

seed 3
`);
});
