/* What a user waits for at the prompt: whole processes, with nothing left of an earlier run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, time } from './timing.mjs';

const checkout = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const program = join(checkout, 'dist/cli/main.js');

/** What takes turns, as a machine is not as fast at one time as at another. */
const commands = {
  node: ['-e', '0'],
  version: [program, '--version'],
  help: [program, 'run', '--help'],
};

const rounds = { start: 15, run: 3 };

/** Nanoseconds of one process of Node, with an empty cache folder. */
function runOnce(args) {
  const cache = mkdtempSync(join(tmpdir(), 'hcall-bench-'));
  try {
    const env = { ...process.env, HCALL_CACHE: cache };
    return time(1, () => {
      const options = { cwd: checkout, env, encoding: 'utf8' };
      const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
      if (status !== 0) {
        throw new Error(`node ${args.join(' ')} fails: ${stdout}${stderr}`);
      }
    });
  } finally {
    rmSync(cache, { recursive: true });
  }
}

/**
 * Nanoseconds of a Node that does nothing, of `hcall --version` and of `hcall run --help`; and of `hcall run fixtures`
 * without objects from an earlier run.
 */
export function measureStart() {
  const samples = { node: [], version: [], help: [], run: [] };
  for (let round = 0; round < rounds.start; round += 1) {
    for (const [name, args] of Object.entries(commands)) {
      samples[name].push(runOnce(args));
    }
  }
  for (let round = 0; round < rounds.run; round += 1) {
    samples.run.push(runOnce([program, 'run', join(checkout, 'fixtures')]));
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [name, median(values)]),
  );
}
