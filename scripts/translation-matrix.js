// What scripts/translation-matrix runs.
import { parseArgs } from 'node:util';
import { createMachine } from '../dist/machine/unicorn/unicorn-machine.js';
import { deviationOf, differing } from '../dist/testing/machine/translation-matrix/deviations.js';
import { MachineTrials } from '../dist/testing/machine/translation-matrix/machine-trials.js';
import { inOneLine } from '../dist/testing/machine/translation-matrix/outcome.js';
import { trialsFrom } from '../dist/testing/machine/translation-matrix/trials.js';
import { randomFrom } from '../dist/testing/random.js';
import { trialsOnQemu } from './translation-matrix-qemu.js';

const { values: options } = parseArgs({
  options: {
    trials: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
    qemu: { type: 'boolean', default: false },
  },
});

function show({ trial: { level, instruction, address } }, text) {
  console.log(
    `${instruction?.text ?? 'fetch'} at EL${level} of 0x${address.toString(16)}: ${text}`,
  );
}

/** How often each name occurs, the most frequent first. */
function showCounts(names) {
  const counts = new Map();
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of [...counts].toSorted(([, a], [, b]) => b - a)) {
    console.log(`  ${count} ${name}`);
  }
}

const trials = trialsFrom(randomFrom(Number(options.seed)), Number(options.trials));

const machine = createMachine();
const runner = new MachineTrials(machine);
const results = trials.map(({ trial, physical }) => {
  const [fast, stepped] = ['nothing', 'steps'].map((watch) => runner.run(trial, physical, watch));
  return { outcome: stepped, isSame: inOneLine(fast) === inOneLine(stepped) };
});
machine.close();

let wrong = 0;
trials.forEach((expected, index) => {
  const { outcome, isSame } = results[index];
  const [found, manual] = [outcome, expected.outcome].map(inOneLine);
  if (found !== manual || !isSame) {
    wrong += 1;
    show(expected, `${found}, expected ${manual}${isSame ? '' : ', and another in a stretch'}`);
  } else if (options.all) {
    show(expected, found);
  }
});
const refused = trials.filter(({ outcome }) => outcome.kind === 'refused');
console.log(
  `${trials.length} trials: ${wrong} do other than the walker says, ${refused.length} are refused:`,
);
showCounts(
  refused.map(({ outcome }) => outcome.why.replace(/0x[0-9a-f]+/, '...').replace(/:.*/, '')),
);

let unnamed = 0;
if (options.qemu) {
  const compared = trials
    .map((expected, index) => ({ ...expected, outcome: results[index].outcome }))
    .filter(({ outcome }) => outcome.kind !== 'refused');
  const others = trialsOnQemu(compared);
  const names = compared.flatMap((expected, index) => {
    const pair = { ...expected, other: others[index] };
    const keys = differing(pair.outcome, pair.other);
    if (keys.length === 0) {
      return [];
    }
    const name = deviationOf({ ...pair, differing: keys });
    if (name === undefined) {
      unnamed += 1;
      const found = inOneLine({ kind: pair.outcome.kind, ...pair.other });
      show(expected, `${inOneLine(pair.outcome)}, on QEMU ${found}`);
    }
    return [name ?? 'without a name'];
  });
  console.log(`${compared.length} of them on QEMU: ${names.length} do other things there:`);
  showCounts(names);
}
process.exitCode = wrong + unnamed === 0 ? 0 : 1;
