import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import type { RareCase } from '../testing/proof/rare-cases.ts';
import { provedFiles, rareCases } from '../testing/proof/rare-cases.ts';
import { checkedProof } from './prove.ts';
import type { Statement } from './result.ts';

const cwd = join(import.meta.dirname, '..', 'testing', 'proof');

async function statementsOf(file: string): Promise<readonly Statement[]> {
  const { result } = await checkedProof({
    vectors: [
      { names: [`rare/${file}.S`], abi: 'rare', contract: 'table', cwd, abiFolders: [cwd] },
    ],
    tools: { seed: 1, includes: [], defines: [] },
    jobs: 1,
    cwd,
  });
  expect(result.failures).toEqual([]);
  return result.statements;
}

const fits = (text: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? text === wanted : wanted.test(text);

/** The line that a reason or a finding is about: its marker. */
const markerOf = (text: string | undefined): string | undefined =>
  /\bfinding: (\w+)/.exec(text ?? '')?.[1];

function shown({ verdict, counterexample, at }: Statement): unknown {
  if (counterexample === undefined) {
    return { verdict, at: markerOf(at?.text) };
  }
  const { values, finding } = counterexample;
  return {
    verdict,
    at: markerOf(finding.by?.text),
    values: Object.fromEntries(values.map(({ name, value }) => [name, value])),
  };
}

test.each(rareCases)(
  'vectors that are wrong in one case: $file',
  async ({ file, way, caller, clause, refuted, notCovered }: RareCase) => {
    const statements = (await statementsOf(file)).filter(
      (one) => fits(one.way, way) && fits(one.caller, caller) && one.clause === clause,
    );
    expect(statements.map(shown)).toContainEqual(
      refuted === undefined
        ? { verdict: 'not-covered', at: notCovered }
        : { verdict: 'refuted', at: 'WRONG', values: refuted },
    );
  },
);

test.each(provedFiles)('vectors of which all is proved: %s', async (file) => {
  const statements = await statementsOf(file);
  const open = statements.filter(({ verdict }) => verdict !== 'proved');
  expect([open, statements.length > 0]).toEqual([[], true]);
});
