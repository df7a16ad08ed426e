import { describe, expect, test } from '@jest/globals';
import { applyRelocation, relocationNamed, relocationOf } from './relocation.ts';

function apply(name: string, word: bigint, place: bigint, value: bigint): string {
  const type = relocationNamed(name)?.type ?? 0;
  const applied = applyRelocation(type, word, place, value);
  return 'error' in applied ? applied.error : `0x${applied.word.toString(16)}`;
}

// The words are worked out by hand from the fields of Arm ARM C4.1 and the formulas of AAELF64 5.7.
describe('the field is filled', () => {
  test.each([
    ['R_AARCH64_CALL26', 0x94000000n, 0x1000n, 0x1010n, '0x94000004'],
    ['R_AARCH64_CALL26', 0x94000000n, 0x1010n, 0x1000n, '0x97fffffc'],
    ['R_AARCH64_JUMP26', 0x17ffffffn, 0x1000n, 0x1000n, '0x14000000'],
    ['R_AARCH64_CONDBR19', 0x54000000n, 0x1000n, 0x1008n, '0x54000040'],
    ['R_AARCH64_TSTBR14', 0x36180000n, 0x1000n, 0xff8n, '0x361fffc0'],
    ['R_AARCH64_LD_PREL_LO19', 0x58000000n, 0x1000n, 0x1020n, '0x58000100'],
    ['R_AARCH64_ADR_PREL_LO21', 0x10000000n, 0x1000n, 0x1003n, '0x70000000'],
    ['R_AARCH64_ADR_PREL_LO21', 0x10000000n, 0x1000n, 0xfffn, '0x70ffffe0'],
    ['R_AARCH64_ADR_PREL_PG_HI21', 0x90000000n, 0x40080ffcn, 0x40083010n, '0xf0000000'],
    ['R_AARCH64_ADD_ABS_LO12_NC', 0x91000000n, 0n, 0x40083fffn, '0x913ffc00'],
    ['R_AARCH64_LDST8_ABS_LO12_NC', 0x39400000n, 0n, 0x1fffn, '0x397ffc00'],
    ['R_AARCH64_LDST16_ABS_LO12_NC', 0x79400000n, 0n, 0x1ffen, '0x795ffc00'],
    ['R_AARCH64_LDST32_ABS_LO12_NC', 0xb9400000n, 0n, 0x1ffcn, '0xb94ffc00'],
    ['R_AARCH64_LDST64_ABS_LO12_NC', 0xf9400000n, 0n, 0x1008n, '0xf9400400'],
    ['R_AARCH64_LDST128_ABS_LO12_NC', 0x3dc00000n, 0n, 0x1010n, '0x3dc00400'],
    ['R_AARCH64_MOVW_UABS_G0', 0xd2800000n, 0n, 0x1234n, '0xd2824680'],
    ['R_AARCH64_MOVW_UABS_G1_NC', 0xf2a00000n, 0n, 0x123456789n, '0xf2a468a0'],
    ['R_AARCH64_MOVW_UABS_G3', 0xd2e00000n, 0n, 0xffff000000000000n, '0xd2ffffe0'],
    ['R_AARCH64_MOVW_SABS_G0', 0xd2800000n, 0n, -2n, '0x92800020'],
    ['R_AARCH64_MOVW_SABS_G0', 0x92800000n, 0n, 2n, '0xd2800040'],
    ['R_AARCH64_ABS64', 0n, 0n, 0xffff800008000000n, '0xffff800008000000'],
    ['R_AARCH64_ABS32', 0n, 0n, 0xfffffffen, '0xfffffffe'],
    ['R_AARCH64_ABS16', 0n, 0n, -1n, '0xffff'],
    ['R_AARCH64_PREL32', 0n, 0x1000n, 0xff0n, '0xfffffff0'],
    ['R_AARCH64_PREL64', 0n, 0x1000n, 0xff0n, '0xfffffffffffffff0'],
    ['R_AARCH64_PREL16', 0n, 0x1000n, 0x1010n, '0x10'],
  ])('%s %#', (name, word, place, value, expected) => {
    expect(apply(name, word, place, value)).toBe(expected);
  });
});

describe('the limits of the range', () => {
  test.each([
    ['R_AARCH64_CALL26', 0x94000000n, 0n, 0x7fffffcn, '0x95ffffff'],
    ['R_AARCH64_CALL26', 0x94000000n, 0x8000000n, 0n, '0x96000000'],
    ['R_AARCH64_CONDBR19', 0x54000000n, 0n, 0xffffcn, '0x547fffe0'],
    ['R_AARCH64_TSTBR14', 0x36000000n, 0n, 0x7ffcn, '0x3603ffe0'],
  ])('%s reaches', (name, word, place, value, expected) => {
    expect(apply(name, word, place, value)).toBe(expected);
  });

  test.each([
    ['R_AARCH64_CALL26', 0n, 0x8000000n, 'out of range'],
    ['R_AARCH64_CALL26', 0x8000004n, 0n, 'out of range'],
    ['R_AARCH64_CALL26', 0n, 2n, 'not a multiple of 4'],
    ['R_AARCH64_CONDBR19', 0n, 0x100000n, 'out of range'],
    ['R_AARCH64_TSTBR14', 0n, 0x8000n, 'out of range'],
    ['R_AARCH64_ADR_PREL_LO21', 0n, 0x100000n, 'out of range'],
    ['R_AARCH64_ADR_PREL_PG_HI21', 0n, 0x100000000n, 'out of range'],
    ['R_AARCH64_LDST64_ABS_LO12_NC', 0n, 4n, 'not a multiple of 8'],
    ['R_AARCH64_MOVW_UABS_G0', 0n, 0x10000n, 'out of range'],
    ['R_AARCH64_MOVW_SABS_G0', 0n, 0x10000n, 'out of range'],
    ['R_AARCH64_ABS32', 0n, 0x100000000n, 'out of range'],
    ['R_AARCH64_ABS16', 0n, -0x8001n, 'out of range'],
    ['R_AARCH64_PREL32', 0n, 0x100000000n, 'out of range'],
  ])('%s does not', (name, place, value, expected) => {
    expect(apply(name, 0n, place, value)).toContain(expected);
  });
});

test('an unknown type is refused', () => {
  expect(relocationOf(1027)).toBeUndefined();
  expect(applyRelocation(1027, 0n, 0n, 0n)).toEqual({ error: expect.stringContaining('1027') });
});
