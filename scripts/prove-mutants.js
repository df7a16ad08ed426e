import { AsmMutants } from '../dist/testing/mutation/asm-mutants.js';
import { isProved } from '../dist/testing/proof/mutant-proof.js';
import { unstatedReason } from '../dist/testing/proof/unstated.js';

const [table] = process.argv.slice(2);
const mutants = await AsmMutants.open();
let tried = 0;
let proved = 0;
let unexplained = 0;
for (const mutant of mutants.allKilled(table)) {
  tried += 1;
  if (await isProved(mutant.table, mutants.write(mutant))) {
    proved += 1;
    const { name, killer, findings } = mutant;
    const reason = unstatedReason(mutant);
    unexplained += reason === undefined ? 1 : 0;
    const found = findings.map(({ code, message }) => `${code}: ${message}`).join('; ');
    console.log(
      `${mutant.table}: ${name}, which ${killer.id} kills (${found}): ${reason ?? 'NO REASON'}`,
    );
  }
}
mutants.close();
console.log(
  `${tried} mutants that fixtures kill, ${proved} of them proved, ${unexplained} without a reason`,
);
process.exitCode = unexplained === 0 ? 0 : 1;
