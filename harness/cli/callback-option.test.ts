import { describe, expect, test } from '@jest/globals';
import { printCallback } from '../abi/patches.ts';
import { readCallbackOption } from './callback-option.ts';

describe('--callback', () => {
  test.each([
    [
      'kvm_update_va_mask=mask:0x7fffffffff',
      { callback: 'kvm_update_va_mask', kind: 'mask', mask: 0x7f_ffff_ffffn, tag: 0n },
    ],
    [
      'kvm_update_va_mask=mask:0xff,tag:0x100',
      { callback: 'kvm_update_va_mask', kind: 'mask', mask: 0xffn, tag: 0x100n },
    ],
    [
      'kvm_get_kimage_voffset=value:0xffff000000000000',
      { callback: 'kvm_get_kimage_voffset', kind: 'value', value: 0xffff_0000_0000_0000n },
    ],
    [
      'spectre_bhb=0xd503201f,0xd65f03c0',
      { callback: 'spectre_bhb', kind: 'words', words: [0xd503201f, 0xd65f03c0] },
    ],
  ])('%s is read, and printed as it was written', (text, patch) => {
    expect(readCallbackOption(text)).toEqual(patch);
    expect(printCallback(readCallbackOption(text))).toBe(text);
  });

  test.each([
    ['kvm_update_va_mask', 'is not NAME=WORDS'],
    ['=1', 'is not NAME=WORDS'],
    ['a=', 'is not NAME=WORDS'],
    ['a=0x1_0000_0000', 'is out of range'],
    ['a=mask:', 'is not an integer'],
    ['a=tag:1', 'is not known'],
    ['a=tag:1,mask:1', 'is not known'],
    ['a=mask:1,mask:2', 'is not known'],
    ['a=value:1,tag:2', 'is not known'],
    ['a=words:1', 'is not known'],
  ])('%s is refused: it %s', (text, reason) => {
    expect(() => readCallbackOption(text)).toThrow(reason);
  });
});
