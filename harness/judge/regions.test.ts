import { expect, test } from '@jest/globals';
import type { PlacedRegion } from '../calls/placed-region.ts';
import type { Flow } from '../flow/flow.ts';
import { Sources } from '../flow/source.ts';
import { exampleCall, exampleTrial } from '../testing/judge/example-call.ts';
import { Check } from './check.ts';
import { proposals } from './other-values.ts';

const frame: PlacedRegion = {
  name: 'frame',
  address: 0x4030_0000n,
  size: 0x10,
  access: 'kept',
  pointers: new Map([[8, 0x4030_1000n]]),
};

test.each<[PlacedRegion['access'], string[]]>([
  ['may-change', []],
  ['kept', ['8 bytes at frame are changed, though the test names none of them']],
  ['read-only', ['8 bytes at frame are stored to, and their region is read-only']],
])('a store to a region that is %s, and behind it', (access, expected) => {
  const call = exampleCall({ regions: [{ ...frame, access }] });
  const writes = [0x4030_0000n, 0x4030_0010n].map((address) => ({
    address,
    size: 8,
    before: 0n,
    after: 0x0101_0101_0101_0101n,
  }));
  const found = new Check(call).findings(exampleTrial(call, {}, { writes }));
  expect(found.map(({ message }) => message)).toEqual([
    ...expected,
    '8 bytes of memory are changed, though the test names none of them',
  ]);
});

test.each<[PlacedRegion['access'], string[]]>([
  ['may-change', []],
  ['kept', []],
  ['read-only', ['store-to-read-only']],
])('a store of what a region that is %s holds already', (access, expected) => {
  const call = exampleCall({ regions: [{ ...frame, access }] });
  const writes = [{ address: frame.address, size: 8, before: 7n, after: 7n }];
  const found = new Check(call).findings(exampleTrial(call, {}, { writes }));
  expect(found.map(({ code }) => code)).toEqual(expected);
});

test('all changes of a region are one finding, with a part for each cell', () => {
  const call = exampleCall({ regions: [{ ...frame, size: 0x40 }] });
  const writes = [0n, 8n, 0x1cn, 0x38n].map((offset) => ({
    address: frame.address + offset,
    size: 4,
    before: 0n,
    after: 0x1111_1111n + offset,
  }));
  const outside = [0x1_5100_0000n, 0x1_5100_0008n, 0x1_5100_0020n].map((address) => ({
    address,
    size: 8,
    before: 0n,
    after: 0x0101_0101_0101_0101n,
  }));
  const found = new Check(call).findings(
    exampleTrial(call, {}, { writes: [...writes, ...outside] }),
  );
  expect(found).toMatchObject([
    {
      subject: { region: 'frame', offset: '0x0', size: 0x3c },
      message:
        '16 bytes at frame + 0x0 to + 0x4, + 0x8 to + 0xc, + 0x1c to + 0x20 and + 0x38 to + 0x3c are changed, though the test names none of them',
      parts: [
        { name: 'frame', size: 4, expected: '0x0', found: '0x11111111' },
        { name: 'frame + 0x8', size: 4, found: '0x11111119' },
        { name: 'frame + 0x1c', size: 4, found: '0x1111112d' },
        { name: 'frame + 0x38', size: 4, found: '0x11111149' },
      ],
    },
    {
      message:
        '16 bytes at 0x151000000 to 0x151000010 are changed, though the test names none of them',
      parts: [{ name: '0x151000000' }, { name: '0x151000008' }],
    },
    { message: '8 bytes of memory are changed, though the test names none of them' },
  ]);
});

test('what a region must hold is named by it', () => {
  const value = { kind: 'constant', value: 1n, width: 64 } as const;
  const memory = [{ address: 0x4030_0008n, size: 8 as const, value }];
  const call = exampleCall({ regions: [frame], memory });
  const [found] = new Check(call).findings(exampleTrial(call, {}, { memory: [2n] }));
  expect(found).toMatchObject({
    subject: { region: 'frame', offset: '0x8' },
    message: 'the 8 bytes at frame + 0x8 do not hold what they must after the call',
  });
});

test('the second call has other bytes in a region, but for what points to another', () => {
  const sources = new Sources();
  const bytes = [0n, 7n, 8n, 15n].map((offset) => sources.memory(frame.address + offset));
  const flow = { sources, base: () => 0n } as unknown as Flow;
  const values = proposals(exampleCall({ regions: [frame] }), flow);
  expect(bytes.map((byte) => values.has(byte))).toEqual([true, true, false, false]);
});
