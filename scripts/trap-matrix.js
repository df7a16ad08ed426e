// What scripts/trap-matrix runs.
import { parseArgs } from 'node:util';
import { createMachine } from '../dist/machine/unicorn/unicorn-machine.js';
import { matrixInstructions } from '../dist/testing/machine/trap-matrix/instruction.js';
import { MatrixMachine } from '../dist/testing/machine/trap-matrix/matrix.js';
import { pairsOf } from '../dist/testing/machine/trap-matrix/pairs.js';

const { values: options } = parseArgs({ options: { all: { type: 'boolean', default: false } } });

const machine = createMachine();
const matrix = new MatrixMachine(machine);
const sum = { pairs: 0, refused: 0, wrong: 0 };
for (const instruction of matrixInstructions) {
  for (const pair of pairsOf(matrix, instruction)) {
    sum.pairs += 1;
    sum.refused += pair.expected === 'refused' ? 1 : 0;
    const wrong = pair.found !== pair.expected;
    sum.wrong += wrong ? 1 : 0;
    if (wrong || options.all) {
      const other = wrong ? `, expected ${pair.expected}` : '';
      console.log(`${instruction.text} at EL${pair.level}, ${pair.setting}: ${pair.found}${other}`);
    }
  }
}
machine.close();
const { pairs, refused, wrong } = sum;
console.log(
  `${matrixInstructions.length} instructions, ${pairs} pairs with a control and a level: ${wrong} elsewhere than the manual says, ${refused} refused`,
);
process.exitCode = wrong === 0 ? 0 : 1;
