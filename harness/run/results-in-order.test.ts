import { expect, test } from '@jest/globals';
import type { TestResult } from './event.ts';
import { ResultsInOrder } from './results-in-order.ts';

test('results pass as soon as all before them did; flush passes the rest in order', () => {
  const passed: string[] = [];
  const results = new ResultsInOrder(({ id }) => passed.push(id));
  const add = (index: number): void => results.add(index, { id: `${index}` } as TestResult);
  add(1);
  expect(passed).toEqual([]);
  add(0);
  expect(passed).toEqual(['0', '1']);
  add(4);
  add(3);
  results.flush();
  expect(passed).toEqual(['0', '1', '3', '4']);
});
