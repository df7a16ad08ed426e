import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AsmMutants } from '../testing/mutation/asm-mutants.ts';
import { unstatedReason } from '../testing/proof/unstated.ts';
import { randomFrom } from '../testing/random.ts';
import { checkedProof } from './prove.ts';

/** A mutant that the fixtures kill is never proved, where what they found is what a statement is about. */

const parts = 6;
const triedPerPart = 24;

let mutants: AsmMutants;
beforeAll(async () => {
  mutants = await AsmMutants.open();
});
afterAll(() => mutants.close());

async function isProved(table: string, folder: string): Promise<boolean> {
  const { result } = await checkedProof({
    vectors: [{ names: [table], cwd: folder, abiFolders: [folder] }],
    tools: { seed: 1, includes: [], defines: [] },
    jobs: 1,
    cwd: folder,
    limits: { paths: 512, solverTime: 10_000 },
  });
  const { statements, failures } = result;
  return failures.length === 0 && statements.every(({ verdict }) => verdict === 'proved');
}

test.each(Array.from({ length: parts }, (_, part) => part + 1))(
  'no mutant is proved that the fixtures kill: sample %i',
  async (seed) => {
    const random = randomFrom(seed);
    const proved: string[] = [];
    for (let tried = 0; tried < triedPerPart; tried += 1) {
      const mutant = mutants.killed(random);
      if (mutant !== undefined && unstatedReason(mutant) === undefined) {
        const { table, name, killer } = mutant;
        if (await isProved(table, mutants.write(mutant))) {
          proved.push(`${table}: ${name}, which ${killer.id} kills`);
        }
      }
    }
    expect(proved).toEqual([]);
  },
);
