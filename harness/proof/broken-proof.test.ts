import { expect, test } from '@jest/globals';
import { bundledAbiFolder } from '../installation.ts';
import type { BrokenVectors } from '../testing/contract/broken-vectors.ts';
import { brokenFolder, brokenVectors } from '../testing/contract/broken-vectors.ts';
import { checkedProof } from './prove.ts';
import type { Statement } from './result.ts';

/** A call is named by its caller, an exception by its slot. */
function textsOf({ way, caller, slot, counterexample }: Statement): string[] {
  if (counterexample === undefined) {
    return [];
  }
  const { code, subject, by } = counterexample.finding;
  const register = subject.kind === 'register' ? ` ${subject.register}` : '';
  const marker = /\bfinding: ([\w-]+)/.exec(by?.text ?? '')?.[1];
  const at = marker === undefined ? '' : ` at ${marker}`;
  const text = `${code}${register}${at}: ${way}`;
  return [`${text} ${caller}`, `${text} ${slot}`];
}

async function refutedOf({ name, abi, vectors }: BrokenVectors): Promise<string[]> {
  const { result } = await checkedProof({
    vectors: [
      {
        names: [`${brokenFolder}${name}.S`],
        abi,
        contract: vectors,
        cwd: '/',
        abiFolders: [bundledAbiFolder],
      },
    ],
    tools: { seed: 1, includes: [], defines: [] },
    jobs: 1,
    cwd: '/',
  });
  expect(result.failures).toEqual([]);
  return result.statements.flatMap(textsOf);
}

test.each(brokenVectors)('a proof refutes $name', async (row) => {
  expect(await refutedOf(row)).toContain(row.refutes);
});
