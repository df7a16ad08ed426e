import { describe, expect, test } from '@jest/globals';
import type { CodeRegions } from '../calls/memory-map.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Image } from '../image/image.ts';
import { placeNextTo, placeCode } from './placement.ts';

/** Where the image, the stubs and the call sites of routines begin. */
function addresses({ image, stubs, routineCallers }: CodeRegions): readonly bigint[] {
  return [image.address, stubs.address, routineCallers.address];
}

function refusal(place: () => unknown): string | undefined {
  try {
    place();
    return undefined;
  } catch (error) {
    return error instanceof HcallError ? error.message : String(error);
  }
}

function imageOf(...sections: readonly (readonly [address: bigint, size: number])[]): Image {
  const flags = { alloc: true, write: false, execute: true };
  return {
    sections: sections.map(([address, size]) => ({
      name: '.text',
      address,
      bytes: new Uint8Array(size),
      flags,
    })),
    symbols: [],
    lines: [],
  };
}

describe('sources', () => {
  test.each([
    ['above 4 GiB', 0x800n, undefined, [0x1_4000_0000n, 0x1_4001_0000n, 0x1_4002_0000n]],
    ['of more than 64 KiB', 0x1_0001n, undefined, [0x1_4000_0000n, 0x1_4002_0000n, 0x1_4003_0000n]],
    ['where a user places them', 1n, 0x4800_0000n, [0x4800_0000n, 0x4801_0000n, 0x4802_0000n]],
    ['at address 0', 1n, 0n, [0n, 0x1_0000n, 0x2_0000n]],
    // data, aarch32-callers and aarch32-regions are from 0x40300000 to 0x405fffff
    ['right below what is there', 1n, 0x4020_0000n, [0x4020_0000n, 0x4060_0000n, 0x4061_0000n]],
  ])('%s', (_, size, address, found) => {
    const load = address === undefined ? undefined : { address };
    expect(addresses(placeCode(size, load))).toEqual(found);
  });

  test.each([
    [0x4800_0800n, 'the code cannot be loaded at 0x48000800: expected a multiple of 0x1000'],
    [
      0x402f_f000n,
      "the code at 0x402ff000 to 0x4030efff is over the region 'data' of the memory map",
    ],
    [
      0x7f_ffff_1000n,
      'the code at 0x7fffff1000 to 0x8000000fff is beyond 0x7fffffffff, the last address that kern_hyp_va leaves',
    ],
  ])('are not loaded at %i', (address, message) => {
    expect(refusal(() => placeCode(0x800n, { address }))).toBe(message);
  });
});

describe('what is linked for a linked image', () => {
  const table = 0x800_0000n;

  test.each([
    ['behind it', [[table, 0x1000]], [0x801_0000n, 0x802_0000n, 0x803_0000n]],
    [
      'behind all that follows the table',
      [
        [table, 0x1000],
        [0x810_0000n, 0x20_0000],
      ],
      [0x830_0000n, 0x831_0000n, 0x832_0000n],
    ],
    [
      'near the table, whatever lies far away',
      [
        [table, 0x1000],
        [0x1_6000_0000n, 0x1000],
      ],
      [0x801_0000n, 0x802_0000n, 0x803_0000n],
    ],
  ] as const)('%s', (_, sections, found) => {
    const code = placeNextTo(imageOf(...sections), table + 0x800n, 0n, 'vmlinux', undefined);
    expect(addresses(code)).toEqual(found);
  });

  test('not for one that lies over what is there', () => {
    const image = imageOf([0x1_5000_0000n, 8]);
    expect(refusal(() => placeNextTo(image, 0n, 0n, 'vmlinux', undefined))).toBe(
      "section '.text' of 'vmlinux' at 0x150000000 to 0x150000007 is over the region 'callers' of the memory map",
    );
  });
});
