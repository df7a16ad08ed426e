import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AsmMutants } from '../testing/mutation/asm-mutants.ts';
import { isProved } from '../testing/proof/mutant-proof.ts';
import { unstatedReason } from '../testing/proof/unstated.ts';
import { randomFrom } from '../testing/random.ts';

/** A mutant that the fixtures kill is never proved, where what they found is what a statement is about. */

const parts = 3;
const triedPerPart = 12;

let mutants: AsmMutants;
beforeAll(async () => {
  mutants = await AsmMutants.open();
});
afterAll(() => mutants.close());

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
