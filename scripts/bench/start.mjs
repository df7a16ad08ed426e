/* What a user waits for at the prompt: whole processes, with nothing left of an earlier run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withImageRuns } from './image.mjs';
import { median, time } from './timing.mjs';

const checkout = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const program = join(checkout, 'dist/cli/main.js');

/** What takes turns, as a machine is not as fast at one time as at another. */
const commands = {
  node: ['-e', '0'],
  version: [program, '--version'],
  help: [program, 'run', '--help'],
};

/** All tests: by as many processes as hcall chooses, and by one, which is besides the one that reads the fixtures. */
const allTests = [program, 'run', join(checkout, 'fixtures')];
const runs = {
  run: allTests,
  runOneJob: [...allTests, '--jobs', '1'],
};

/** What looks at all values: exit code 0 of `prove` means that everything is proved, too. */
const analyses = {
  sweep: [program, 'sweep', 'immediate/kvm'],
  compare: [program, 'compare', 'x0', 'immediate'],
  prove: [program, 'prove'],
};

const rounds = { start: 15, run: 3, analysis: 5, image: 5 };

/** One process of Node and what it starts, with an empty cache folder: nanoseconds, and what it prints. */
function runOnce(args) {
  const cache = mkdtempSync(join(tmpdir(), 'hcall-bench-'));
  try {
    const env = { ...process.env, HCALL_CACHE: cache };
    const options = { cwd: checkout, env, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 };
    let output = '';
    const nanoseconds = time(1, () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
      if (status !== 0) {
        throw new Error(`node ${args.join(' ')} fails: ${stdout}${stderr}`);
      }
      output = stdout;
    });
    return { nanoseconds, output };
  } finally {
    rmSync(cache, { recursive: true });
  }
}

/** The median nanoseconds of each of these command lines, which take turns. */
function medians(lines, count) {
  const samples = Object.fromEntries(Object.keys(lines).map((name) => [name, []]));
  for (let round = 0; round < count; round += 1) {
    for (const [name, args] of Object.entries(lines)) {
      samples[name].push(runOnce(args).nanoseconds);
    }
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [name, median(values)]),
  );
}

/** Nanoseconds of the same tests over an ABI's sources, and over a linked image of 240 KB that holds them. */
export function measureImage() {
  return withImageRuns(({ sources, image }) =>
    medians({ sources: [program, ...sources], image: [program, ...image] }, rounds.image),
  );
}

/**
 * Nanoseconds of a Node that does nothing, of `hcall --version` and of `hcall run --help`; and of `hcall run fixtures`
 * without objects from an earlier run, with as many processes as it chooses and with one, of a sweep, a comparison and the
 * proof of all ABIs. `trialsPerTest`: the calls that the judge asks for.
 */
export function measureStart() {
  const { output } = runOnce([...allTests, '--reporter', 'json']);
  const { trialsPerTest } = JSON.parse(output);
  return {
    ...medians(commands, rounds.start),
    ...medians(runs, rounds.run),
    ...medians(analyses, rounds.analysis),
    trialsPerTest,
  };
}
