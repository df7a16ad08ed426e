import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { checkedProof } from './prove.ts';

const cwd = join(import.meta.dirname, '..', '..', 'fixtures', 'owners');

test('a number that is a field of a register is proved for all that may be around it', async () => {
  const { result } = await checkedProof({
    vectors: [{ names: ['.'], cwd, abiFolders: [] }],
    tools: { seed: 1, includes: [], defines: [] },
    jobs: 1,
    cwd,
  });
  expect(result.failures).toEqual([]);
  expect(result.statements.filter(({ verdict }) => verdict !== 'proved')).toEqual([]);
  const called = result.statements.filter(({ way }) => way === 'STANDARD');
  expect(new Set(called.map(({ caller }) => caller))).toContain('guest');
});
