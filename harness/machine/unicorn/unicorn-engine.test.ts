import { expect, test } from '@jest/globals';
import { createMachine } from './unicorn-machine.ts';

const data = 0x4002_0000n;

function openAndClose(times: number): void {
  for (let count = 0; count < times; count += 1) {
    const other = createMachine();
    other.map([{ name: 'memory', address: data, size: 0x10000 }]);
    other.close();
  }
}

test('machines that are closed give their memory back at once', () => {
  openAndClose(50);
  const before = process.memoryUsage.rss();
  openAndClose(400);
  const perMachine = (process.memoryUsage.rss() - before) / 400;
  expect(perMachine).toBeLessThan(100_000);
});
