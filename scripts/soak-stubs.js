// What scripts/soak-stubs runs.
import { checkStub } from '../dist/testing/stub/check-stub.js';
import { StubOpener } from '../dist/testing/stub/open-stub.js';
import { wholeNumber } from './whole-number.mjs';

const count = wholeNumber(0, 'COUNT', 2000);
const from = wholeNumber(1, 'FROM', 1000);

/** A builder keeps what it has read: a new one for so many. */
const perOpener = 200;

const sum = { paths: 0, uncovered: 0, wrong: 0 };
for (let start = from; start < from + count; start += perOpener) {
  const opener = await StubOpener.create();
  for (let seed = start; seed < Math.min(start + perOpener, from + count); seed += 1) {
    await check(opener, seed);
  }
  await opener.close();
}
const { paths, uncovered, wrong } = sum;
console.log(`${count} stubs, ${paths} ways, ${uncovered} not covered: ${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;

async function check(opener, seed) {
  try {
    const checked = await checkStub(opener, seed, { inputs: 200, immediates: 256 });
    sum.paths += checked.paths;
    sum.uncovered += checked.uncovered;
    if (checked.wrong.length > 0) {
      report(seed, checked.wrong[0]);
    }
  } catch (error) {
    // An exploration that contradicts itself is what is looked for, too.
    report(seed, error.message);
  }
}

function report(seed, text) {
  sum.wrong += 1;
  console.log(`stub ${seed}: ${text.slice(0, 2000)}`);
}
