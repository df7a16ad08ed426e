// What scripts/translation-matrix runs.
import { parseArgs } from 'node:util';
import { deviationOf, differing } from '../dist/testing/machine/translation-matrix/deviations.js';
import { randomTrial } from '../dist/testing/machine/translation-matrix/random-trial.js';
import { walked } from '../dist/testing/machine/translation-matrix/walked.js';
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

const random = randomFrom(Number(options.seed));

function nextRun(index) {
  for (;;) {
    const trial = randomTrial(random);
    const run = { index, trial, ...walked(trial) };
    if (!run.isLost) {
      return run;
    }
  }
}

const runs = Array.from({ length: Number(options.trials) }, (_, index) => nextRun(index));

const hex = (value) => (value === undefined ? '-' : `0x${value.toString(16)}`);
function shown(outcome) {
  const { kind, level, esr, far, hpfar, x1, x2, memory } = outcome;
  switch (kind) {
    case 'refused':
      return `refused: ${outcome.control}: ${outcome.reason}`;
    case 'taken':
      return `EL${level} ESR ${hex(esr)} FAR ${hex(far)} HPFAR ${hex(hpfar)}`;
    default:
      return `EL${level} ESR ${hex(esr)} x1 ${hex(x1)} x2 ${hex(x2)} memory ${hex(memory)}`;
  }
}

function count(names) {
  const counts = new Map();
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a);
}

const refused = runs.filter(({ outcome }) => outcome.kind === 'refused');
console.log(`${runs.length} trials, ${refused.length} refused`);
for (const [name, number] of count(
  refused.map(({ outcome }) => outcome.control.replace(/0x.*/, '...')),
)) {
  console.log(`  ${number} ${name}`);
}

if (options.qemu) {
  const compared = runs.filter(({ outcome }) => outcome.kind !== 'refused');
  const others = trialsOnQemu(compared);
  let differences = 0;
  const kinds = [];
  const named = [];
  compared.forEach(({ index, trial, outcome, descriptor }, at) => {
    const other = others[at];
    const names = differing(outcome, other);
    kinds.push(
      `EL${outcome.level} EC ${hex(outcome.esr >> 26n)} ${outcome.kind === 'taken' ? hex(outcome.esr & 0xbfn) : ''}`,
    );
    if (names.length === 0) {
      return;
    }
    const name = deviationOf({ trial, outcome, other, differing: names, descriptor });
    named.push(name ?? 'not named');
    if (name === undefined && ++differences <= 30) {
      console.log(
        `${index} EL${trial.level} ${trial.instruction?.text ?? 'fetch'} at ${hex(trial.address)}: ${shown(outcome)}`,
      );
      console.log(`    QEMU: ${shown({ kind: outcome.kind, ...other })}`);
    }
  });
  for (const [name, number] of count(named)) {
    console.log(`  ${number} ${name}`);
  }
  for (const [name, number] of count(kinds)) {
    console.log(`  ${number} ${name}`);
  }
  console.log(`${differences} differ`);
}
process.exitCode = 0;
