import { describe, expect, test } from '@jest/globals';
import { createEncoder } from '../encoder/create-encoder.ts';
import { changeLevel, defaultLevel, parseLevel } from './level.ts';

const encoder = createEncoder();

function outcome(level: ReturnType<typeof parseLevel>, text: string): unknown {
  const [, mnemonic = '', operands = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
  return 'error' in level ? level.error : encoder.encode({ mnemonic, operands, level });
}

// As GNU as 2.40 has it.
describe('an instruction is allowed from some level on', () => {
  test.each([
    ['armv8-a', 'armv8.1-a', 'ldadd x0, x1, [x2]', 0xf8200041],
    ['armv8-a', 'armv8-a+lse', 'ldadd x0, x1, [x2]', 0xf8200041],
    ['armv8-a', 'armv8-a+crc', 'crc32b w0, w1, w2', 0x1ac24020],
    ['armv8.1-a+dotprod', 'armv8.2-a+dotprod', 'sdot v0.4s, v1.16b, v2.16b', 0x4e829420],
    ['armv8.1-a', 'armv8.2-a', 'bfc x0, #1, #2', 0xb37f07e0],
    ['armv8-a', 'armv8.1-a', 'mrs x0, cntkctl_el12', 0xd53de100],
    ['armv8-a+nofp', 'armv8-a', 'fabs d0, d1', 0x1e60c020],
    ['armv8-r', 'armv8-a', 'mrs x0, scr_el3', 0xd53e1100],
    ['armv8-a', 'armv8-r', 'dfb', 0xd5033c9f],
  ])('not %s, but %s: %s', (lower, higher, text, word) => {
    expect(outcome(parseLevel(lower, 'architecture'), text)).toHaveProperty('error');
    expect(outcome(parseLevel(higher, 'architecture'), text)).toEqual({ word });
  });

  test('the refusal names what is missing, and how it is allowed', () => {
    expect(outcome(parseLevel('armv8-a', 'architecture'), 'ldadd x0, x1, [x2]')).toEqual({
      error: "'ldadd x0, x1, [x2]' needs +lse, which armv8-a does not have",
      note: 'allow it before: .arch_extension lse, or .arch armv8.1-a',
    });
  });
});

test('where nothing is said, everything is allowed, but for what is taken away', () => {
  for (const text of ['ldadd x0, x1, [x2]', 'sdot v0.4s, v1.16b, v2.16b', 'mrs x0, scr_el3']) {
    expect(outcome(defaultLevel, text)).toHaveProperty('word');
  }
  expect(outcome(changeLevel(defaultLevel, 'nolse'), 'ldadd x0, x1, [x2]')).toHaveProperty('error');
});

describe('names', () => {
  test.each(['armv8.8', 'ARMv8-A', 'armv8-a+foo', 'armv8-a+', 'armv8-a+nocrc+crc', ''])(
    '.arch %s is refused',
    (text) => {
      expect(parseLevel(text, 'architecture')).toHaveProperty('error');
    },
  );

  test('.cpu and .arch_extension', () => {
    expect(parseLevel('cortex-a72+nofp', 'processor')).toHaveProperty('features');
    expect(parseLevel('cortex-a72x', 'processor')).toHaveProperty('note');
    expect(changeLevel(defaultLevel, 'aes+crc')).toHaveProperty('error');
  });
});
