import { describe, expect, test } from '@jest/globals';
import { instructionWord } from '../architecture/a64/word.ts';
import type { CallRecord } from '../calls/call-record.ts';
import type { Step } from '../machine/machine.ts';
import { eventsOf } from './events.ts';

/** A record of these instructions, executed at EL2h. */
function executed(...words: readonly number[]): CallRecord {
  const steps = words.map((word, index): Step => ({
    address: BigInt(index * 4),
    word: instructionWord(word),
    pstate: 0x3c9n,
    changes: [],
    reads: [],
    writes: [],
  }));
  return { steps } as unknown as CallRecord;
}

describe('what an event names', () => {
  test.each([
    ['dsb ish', 0xd503_3b9f, 'dsb', 'ish'],
    ['dsb nsh', 0xd503_379f, 'dsb', 'nsh'],
    ['dsb #0', 0xd503_309f, 'dsb', '#0'],
    ['isb', 0xd503_3fdf, 'isb', undefined],
    ['tlbi vmalle1is', 0xd508_831f, 'tlbi', 'vmalle1is'],
    ['msr sp_el0, x1', 0xd518_4101, 'msr', 'sp_el0'],
    ['msr sp_el1, x1', 0xd51c_4101, 'msr', 'sp_el1'],
    ['msr daif, x1', 0xd51b_4221, 'msr', 'daif'],
    ['msr s3_1_c15_c2_1, x1', 0xd519_f221, 'msr', 's3_1_c15_c2_1'],
  ])('%s', (_text, word, instruction, operand) => {
    expect(eventsOf(executed(word))).toEqual([{ instruction, operand, address: 0n }]);
  });
});
