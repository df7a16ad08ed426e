// What scripts/check-comparisons runs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from '../dist/comparison/compare.js';
import { bundledAbiFolder } from '../dist/installation.js';

const file = 'scripts/check-comparisons.txt';
const kinds = ['dangerous', 'wrong-value', 'trap', 'nothing', 'error', 'same'];
const where = { cwd: '/', abiFolders: [bundledAbiFolder] };
const packs = readdirSync(bundledAbiFolder, { withFileTypes: true })
  .filter((each) => each.isDirectory() && each.name !== 'include')
  .map(({ name }) => name)
  .toSorted();

/** How many of the calls that are made for a side are what on the other, and who makes them. */
function countsOf(comparison, side) {
  const calls = comparison.unconverted.filter(({ from }) => from === side);
  const counts = kinds.flatMap((kind) => {
    const count = calls.filter(({ consequence }) => consequence === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return `from ${[...new Set(calls.map(({ caller }) => caller))].join(' and ')}: ${counts.join(', ')}`;
}

const found = new Map();
const problems = [];
for (const a of packs) {
  for (const b of packs.filter((name) => name !== a)) {
    const comparison = await compare({
      a: { names: [a], ...where },
      b: { names: [b], ...where },
      tools: { seed: 1, includes: [], defines: [] },
      exhaustive: false,
      slots: false,
      callers: [],
      traces: false,
      jobs: 1,
    });
    problems.push(
      ...comparison.failures.map(({ part, reason }) => `${a} ${b}: ${part}: ${reason}`),
    );
    for (const [from, on, side] of [
      [a, b, 'a'],
      [b, a, 'b'],
    ]) {
      const counts = countsOf(comparison, side);
      const key = `${from} on ${on}`;
      const before = found.get(key) ?? counts;
      if (before !== counts) {
        problems.push(`${key}: ${before}; with the sides exchanged ${counts}`);
      }
      found.set(key, before);
    }
  }
  process.stderr.write(`check-comparisons: ${a}\n`);
}

const lines = [...found].map(([key, counts]) => `${key}, ${counts}`).toSorted();
if (process.argv.includes('--write')) {
  writeFileSync(join(file), `${lines.join('\n')}\n`);
}
const known = readFileSync(file, 'utf8').trimEnd().split('\n');
problems.push(
  ...lines.filter((line) => !known.includes(line)).map((line) => `found, not expected: ${line}`),
  ...known.filter((line) => !lines.includes(line)).map((line) => `expected, not found: ${line}`),
);
problems.forEach((line) => console.log(line));
console.log(`${lines.length} pairs, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
