// What scripts/soak runs. What else the machine does disturbs even the processor's time: so the same is done in rounds, and the best round
// of the first half is compared with the best of the second.
import { noVariant, requestOf } from '../dist/judge/variant.js';
import { stepsOf } from '../dist/run/execute.js';
import { list } from '../dist/run/list.js';
import { runTest } from '../dist/run/run-test.js';
import { openTools } from '../dist/run/tools.js';
import { bundledAbiFolder } from '../dist/installation.js';
import { isFailure } from '../dist/run/verdict.js';

const short = process.argv.includes('--short');
const calls = short ? 100_000 : 1_000_000;
const tests = short ? 1_000 : 10_000;

/** Ratios; more than this is growth, not noise. */
const mostTime = 1.25;
const mostMemory = 1.1;

const setting = { seed: 1, includes: [], defines: [] };
const tools = await openTools(setting);
const clock = () => performance.now() * 1000;
const { tests: fixtures } = list({
  paths: ['fixtures'],
  cwd: process.cwd(),
  abiFolders: [bundledAbiFolder],
});

const results = [
  soak('calls', 10, calls / 10, makeCalls),
  soak(
    'fixture tests',
    Math.max(4, Math.ceil(tests / fixtures.length)),
    fixtures.length,
    runFixtures,
  ),
];
tools.builder.close();
process.exitCode = results.every(Boolean) ? 0 : 1;

/** Calls of a session that is made already: state set, call, state read. */
function makeCalls(count) {
  const test = fixtures.find(({ id }) => id.includes('immediate/stub.yaml'));
  const [{ plan, runner }] = stepsOf(tools.builder.session(test), test, tools.execute);
  for (let done = 0; done < count; done += 1) {
    const { outcome } = runner.run(requestOf(plan.call, noVariant, 'nothing'));
    if (outcome !== 'returned') {
      throw new Error(`a call ended as ${outcome}`);
    }
  }
}

/** Every fixture test once. */
function runFixtures() {
  for (const test of fixtures) {
    const { id, verdict } = runTest(test, tools, clock);
    if (isFailure(verdict)) {
      throw new Error(`${id}: ${verdict}`);
    }
  }
}

/** Does the same `rounds` times, after once to warm up. Whether time and memory stay as they are. */
function soak(name, rounds, size, once) {
  once(size);
  const parts = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = process.cpuUsage();
    once(size);
    const { user, system } = process.cpuUsage(start);
    const us = (user + system) / size;
    globalThis.gc();
    parts.push({ us, rss: process.memoryUsage.rss() });
  }
  const half = Math.floor(rounds / 2);
  const [first, second] = [parts.slice(0, half), parts.slice(half)];
  const time = best(second) / best(first);
  const memory = most(second) / most(first);
  const text = `${rounds * size} ${name}: time x ${time.toFixed(2)}, memory x ${memory.toFixed(2)} in the second half`;
  console.log(
    `${text} (${best(parts).toFixed(1)} us each, ${Math.round(most(parts) / 2 ** 20)} MiB)`,
  );
  return time <= mostTime && memory <= mostMemory;
}

function best(rounds) {
  return Math.min(...rounds.map(({ us }) => us));
}

function most(rounds) {
  return Math.max(...rounds.map(({ rss }) => rss));
}
