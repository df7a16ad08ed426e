import { expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { contract } from './contract.ts';

const folder = fileURLToPath(new URL('../testing/run/regions/', import.meta.url));

test('a contract is measured with the regions of its ABI', async () => {
  const { entries, findings } = await contract({
    vectors: { names: ['./frames'], cwd: folder, abiFolders: [] },
    tools: { seed: 5, includes: [], defines: [] },
    jobs: 1,
  });
  const host = entries.filter(
    ({ measured, operation }) => measured.caller === 'host' && operation !== 'any other immediate',
  );
  expect(
    host.map(({ operation, measured, declared }) => [
      operation,
      measured.outcome,
      measured.inputs,
      declared?.inputs,
    ]),
  ).toEqual([
    ['READ', 'returned', ['x0'], ['tpidr_el2', 'x0']],
    ['ANSWER', 'returned', ['x0'], ['tpidr_el2', 'x0']],
    ['COUNT', 'returned', ['tpidr_el2'], ['tpidr_el2', 'x0']],
    ['FOLLOW', 'returned', ['x0'], ['tpidr_el2', 'x0']],
    ['SPOIL', 'returned', ['x0'], ['tpidr_el2', 'x0']],
    ['SEND', 'returned', ['x2'], ['x2', 'tpidr_el2', 'x0']],
  ]);
  const found = findings.map(({ way, subject }) =>
    subject.kind === 'memory' ? `${way} ${subject.region} + ${subject.offset}` : way,
  );
  // Nothing in abi.yaml lets a call change the frame.
  expect([...new Set(found)]).toEqual(['ANSWER frame + 0x10', 'SPOIL frame + 0x8']);
});
