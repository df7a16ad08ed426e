import { expect, test } from '@jest/globals';
import { bundledAbiFolder } from '../installation.ts';
import { checkedProof } from './prove.ts';

test('an exception that the stub takes for a soft restart is followed to where its caller says', async () => {
  const { result } = await checkedProof({
    vectors: [{ names: ['function-id/stub'], cwd: '/', abiFolders: [bundledAbiFolder] }],
    tools: { seed: 1, includes: [], defines: [] },
    jobs: 1,
    cwd: '/',
  });
  expect(result.failures).toEqual([]);
  expect(result.statements.filter(({ verdict }) => verdict !== 'proved')).toEqual([]);
});
