import { describe, expect, test } from '@jest/globals';
import { combined, memoryOf } from './memory-type.ts';
import type { MemoryAttributes } from './result.ts';

describe('a byte of MAIR_ELx', () => {
  test.each<[number, number, MemoryAttributes]>([
    [0x00, 3, { device: true, attributes: 0x00, shareability: 2 }],
    [0x0c, 0, { device: true, attributes: 0x0c, shareability: 2 }],
    [0x44, 0, { device: false, attributes: 0x44, shareability: 2 }],
    [0xff, 3, { device: false, attributes: 0xff, shareability: 3 }],
    [0x4f, 0, { device: false, attributes: 0x4f, shareability: 0 }],
    [0xbb, 2, { device: false, attributes: 0xbb, shareability: 2 }],
  ])('0x%s with SH %i', (attributes, shareability, expected) => {
    expect(memoryOf(attributes, shareability)).toEqual(expected);
  });

  test.each([0x01, 0x0f, 0x40, 0xf0])('%i is UNPREDICTABLE', (attributes) => {
    expect(memoryOf(attributes, 0)).toBeUndefined();
  });
});

const memory = (attributes: number, shareability = 3): MemoryAttributes => ({
  device: attributes >> 4 === 0,
  attributes,
  shareability,
});

/** By the manual, D8.5.6: the weaker of both; hints of stage 1. */
describe('both stages', () => {
  test.each<[string, MemoryAttributes, number, number, MemoryAttributes | undefined]>([
    ['Write-Back twice', memory(0xff), 0b1111, 3, memory(0xff)],
    ['Write-Back, Write-Through', memory(0xff), 0b1010, 3, memory(0xbb)],
    ['Write-Back, Non-cacheable', memory(0xff), 0b0101, 3, memory(0x44, 2)],
    ['Non-cacheable, Write-Back', memory(0x44, 2), 0b1111, 3, memory(0x44, 2)],
    ['Write-Through, Write-Back', memory(0xaa), 0b1111, 3, memory(0xaa)],
    ['outer Non-cacheable alone', memory(0x4f), 0b1111, 3, memory(0x4f)],
    ['transient Write-Back', memory(0x77), 0b1111, 3, memory(0xff)],
    ['Normal, Device-nGnRE', memory(0xff), 0b0001, 3, memory(0x04, 2)],
    ['Normal, Device-GRE', memory(0xff), 0b0011, 3, memory(0x0c, 2)],
    ['Device-nGRE, Normal', memory(0x08, 2), 0b1111, 3, memory(0x08, 2)],
    ['Device-nGRE, Device-nGnRnE', memory(0x08, 2), 0b0000, 3, memory(0x00, 2)],
    ['Device-nGnRnE, Device-GRE', memory(0x00, 2), 0b0011, 3, memory(0x00, 2)],
    ['inner and none', memory(0xff, 3), 0b1111, 0, memory(0xff, 3)],
    ['none and outer', memory(0xff, 0), 0b1111, 2, memory(0xff, 2)],
    ['none twice', memory(0xff, 0), 0b1111, 0, memory(0xff, 0)],
    ['a reserved MemAttr', memory(0xff), 0b1100, 3, undefined],
  ])('%s', (_what, first, memAttr, shareability, expected) => {
    expect(combined(first, memAttr, shareability, false)).toEqual(expected);
  });

  test('HCR_EL2.CD makes stage 2 Non-cacheable, and Device memory remains', () => {
    expect(combined(memory(0xff), 0b1111, 3, true)).toEqual(memory(0x44, 2));
    expect(combined(memory(0xff), 0b0001, 3, true)).toEqual(memory(0x04, 2));
  });
});
