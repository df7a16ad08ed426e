import { expect, test } from '@jest/globals';
import { InstructionCount } from './instruction-count.ts';
import { Memory } from './memory.ts';

const start = 0x4000_0000;
const nop = 0xd503201f;

/** A count of a stretch that begins at `start`, in which x1 is 0x40000800. */
function countOf(words: readonly number[]): InstructionCount {
  const memory = new Memory((size) => new Uint8Array(size), 2 ** 44);
  memory.map({ name: 'code', address: BigInt(start), size: 0x1000 });
  memory.write(start, new Uint8Array(Uint32Array.from(words).buffer));
  const count = new InstructionCount({ low: () => 0x4000_0800, value: () => 0x4000_0800 }, memory);
  count.start(start);
  return count;
}

test.each<[string, readonly number[], readonly number[], number, number]>([
  ['straight on', [nop, nop, nop], [], start + 12, 3],
  ['b.ne back to the first, once', [nop, 0x54ffffe1, nop], [start + 4], start + 12, 5],
  ['b.ne back to the first, twice', [nop, 0x54ffffe1, nop], [start + 4, start + 4], start + 12, 7],
  ['br x1', [nop, 0xd61f0020], [start + 4], start + 0x808, 4],
  ['bl . + 8 is no detour', [0x94000002, nop, nop], [start], start + 12, 3],
  ['back, by what is not seen', [nop], [], start - 4, Infinity],
])('%s', (_what, words, seen, end, expected) => {
  const count = countOf(words);
  for (const address of seen) {
    count.see(address);
  }
  expect(count.upTo(end)).toBe(expected);
});
