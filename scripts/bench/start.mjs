/* What a user waits for at the prompt: whole processes, with nothing left of an earlier run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, time } from './timing.mjs';

const checkout = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const program = join(checkout, 'dist/cli/main.js');

const rounds = { version: 9, run: 3 };

/** Nanoseconds of one process, with an empty cache folder. */
function runOnce(...args) {
  const cache = mkdtempSync(join(tmpdir(), 'hcall-bench-'));
  try {
    const env = { ...process.env, HCALL_CACHE: cache };
    return time(1, () => {
      const options = { cwd: checkout, env, encoding: 'utf8' };
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], options);
      if (status !== 0) {
        throw new Error(`hcall ${args.join(' ')} fails: ${stdout}${stderr}`);
      }
    });
  } finally {
    rmSync(cache, { recursive: true });
  }
}

function medianOf(count, ...args) {
  return median(Array.from({ length: count }, () => runOnce(...args)));
}

/** Nanoseconds of `hcall --version`, and of `hcall run fixtures` without objects from an earlier run. */
export function measureStart() {
  return {
    version: medianOf(rounds.version, '--version'),
    run: medianOf(rounds.run, 'run', join(checkout, 'fixtures')),
  };
}
