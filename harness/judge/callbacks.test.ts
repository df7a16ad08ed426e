import { expect, test } from '@jest/globals';
import { instructionWord } from '../architecture/a64/word.ts';
import { callbackNotes } from './callbacks.ts';

const unpatched = [
  { callback: 'kvm_update_va_mask', start: 0x1000n, end: 0x1014n },
  { callback: undefined, start: 0x2000n, end: 0x2004n },
  { callback: 'never', start: 0x3000n, end: 0x3004n },
];

test('a place that runs as built is noted once', () => {
  const steps = [0x0ffcn, 0x1000n, 0x1004n, 0x1000n, 0x1014n, 0x2000n].map((address) => ({
    address,
    word: instructionWord(0xd503201f),
    pstate: 0x3c9n,
  }));
  expect(callbackNotes({ unpatched }, { steps: steps as never })).toEqual([
    {
      code: 'unpatched-callback',
      message:
        "5 instructions run as built, which 'kvm_update_va_mask' of the kernel may replace at boot: give what it makes under 'callbacks:'",
      by: 0x1000n,
    },
    {
      code: 'unpatched-callback',
      message:
        "an instruction runs as built, which a callback of the kernel may replace at boot: give what it makes under 'callbacks:'",
      by: 0x2000n,
    },
  ]);
});
