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
  mayChange: false,
  pointers: new Map([[8, 0x4030_1000n]]),
};

test.each([
  ['may change', true, []],
  ['may not change', false, ['8 bytes at frame are changed, though the test names none of them']],
])('a store to a region that %s, and behind it', (_, mayChange, expected) => {
  const call = exampleCall({ regions: [{ ...frame, mayChange }] });
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
