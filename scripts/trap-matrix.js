// What scripts/trap-matrix runs.
import { parseArgs } from 'node:util';
import { createMachine } from '../dist/machine/unicorn/unicorn-machine.js';
import { matrixInstructions } from '../dist/testing/machine/trap-matrix/instruction.js';
import { MatrixMachine } from '../dist/testing/machine/trap-matrix/matrix.js';
import { pairsOf } from '../dist/testing/machine/trap-matrix/pairs.js';
import { destinationsOnQemu } from './trap-matrix-qemu.js';

const { values: options } = parseArgs({
  options: { all: { type: 'boolean', default: false }, qemu: { type: 'boolean', default: false } },
});

const machine = createMachine();
const matrix = new MatrixMachine(machine);
const pairs = matrixInstructions.flatMap((instruction) =>
  [...pairsOf(matrix, instruction)].map((pair) => ({ ...instruction, ...pair })),
);
machine.close();

const show = ({ text, level, setting, found }, other) =>
  console.log(`${text} at EL${level}, ${setting}: ${found}${other}`);

const wrong = pairs.filter(({ found, expected }) => found !== expected);
for (const pair of options.all ? pairs : wrong) {
  show(pair, pair.found === pair.expected ? '' : `, expected ${pair.expected}`);
}
const refused = pairs.filter(({ expected }) => expected === 'refused').length;
console.log(
  `${matrixInstructions.length} instructions, ${pairs.length} pairs with a control and a level: ${wrong.length} elsewhere than the manual says, ${refused} refused`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;

if (options.qemu) {
  // Where they run, WFI and WFE would wait for ever.
  const compared = pairs.filter(
    ({ text, found }) => found !== 'refused' && !(text.startsWith('wf') && found === 'runs'),
  );
  const others = destinationsOnQemu(compared);
  const differences = compared.filter(({ found }, index) => found !== others[index]);
  compared.forEach((pair, index) => {
    if (pair.found !== others[index]) {
      show(pair, `, on QEMU ${others[index]}`);
    }
  });
  const share = (100 * (compared.length - differences.length)) / compared.length;
  console.log(
    `${compared.length} of them on QEMU: ${differences.length} go elsewhere there, ${share.toFixed(2)} % agree`,
  );
}
