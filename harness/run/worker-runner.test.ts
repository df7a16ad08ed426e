import { expect, test } from '@jest/globals';
import type { Test } from '../fixture/test.ts';
import { noStandIns } from '../abi/stand-in.ts';
import { worthwhileProcesses } from './worker-runner.ts';

/** As many tests, dealt out to as many tables. */
function testsOf(count: number, tables: number): Test[] {
  return Array.from({ length: count }, (_, index): Test => {
    const contract = { functions: 'general' };
    const vectors = { contract, table: `table_${index % tables}`, files: [] };
    return { abi: { directory: 'abi' }, vectors, ...noStandIns, code: [] } as unknown as Test;
  });
}

// A session is 25 ms and a test 1 ms of work; each process but the first has 500 ms.
test.each([
  { count: 1, tables: 1, jobs: 8, processes: 1 },
  { count: 474, tables: 1, jobs: 8, processes: 1 },
  { count: 475, tables: 1, jobs: 8, processes: 2 },
  { count: 20, tables: 20, jobs: 8, processes: 2 },
  { count: 1610, tables: 61, jobs: 2, processes: 2 },
  { count: 1610, tables: 61, jobs: 16, processes: 7 },
  { count: 1610, tables: 61, jobs: 1, processes: 1 },
])('$count tests of $tables tables are worth $processes of $jobs', (row) => {
  const { count, tables, jobs, processes } = row;
  expect(worthwhileProcesses(testsOf(count, tables), jobs)).toBe(processes);
});
