import type { Command } from 'commander';
import type { RunOptions } from '../run/run.ts';
import type { Shard } from '../run/shard.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { LastRun } from './last-run.ts';
import { readNumber } from './option-values.ts';

/** Which part of the tests runs, and how often, on the command line. */
export interface ShareOptions {
  readonly shard?: Pick<Shard, 'index' | 'count'>;
  readonly durations?: string;
  readonly rerunFailed?: true;
  readonly retries?: number;
}

/** More machines than that do not share a run. */
const mostShards = 10_000;

/** A test that fails so often does not pass. */
export const mostRetries = 100;

export function addShareOptions(command: Command): Command {
  return command
    .option('--shard <i/n>', 'only the i-th of n parts of the tests, from 1', readShard)
    .option(
      '--durations <blob>',
      'with --shard: parts that take the same time, by the times in this blob of an earlier run; give each part the same',
    )
    .option('--rerun-failed', 'only the tests that failed in the last run in this folder')
    .option(
      '--retries <number>',
      'how often a test that fails runs again; one that passes then is flaky',
      (text) => readNumber('--retries', text, 0, mostRetries),
    );
}

/** Throws `bad-usage`, and what `readDurations` and `LastRun.failed` throw. */
export async function readShare(
  { shard, durations, rerunFailed, retries }: ShareOptions,
  lastRun: LastRun,
  cwd: string,
): Promise<Pick<RunOptions, 'shard' | 'only' | 'retries'>> {
  if (durations !== undefined && shard === undefined) {
    throw problem('bad-usage', 'the option --durations is of no use without --shard');
  }
  const known = durations === undefined ? {} : { durations: await durationsIn(durations, cwd) };
  return {
    ...(shard === undefined ? {} : { shard: { ...shard, ...known } }),
    ...(rerunFailed === undefined ? {} : { only: lastRun.failed }),
    ...(retries === undefined ? {} : { retries }),
  };
}

async function durationsIn(blob: string, cwd: string): Promise<ReadonlyMap<string, number>> {
  const { readDurations } = await import('./blob-file.ts');
  return readDurations(blob, cwd);
}

/** `i/n`. Throws `bad-option-value`. */
function readShard(text: string): Pick<Shard, 'index' | 'count'> {
  const [, index = '', count = ''] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (index === '' || shard.index < 1 || shard.index > shard.count || shard.count > mostShards) {
    throw problem(
      'bad-option-value',
      `the value of --shard is no part: expected i/n with i from 1 to n, found '${text}'`,
    );
  }
  return shard;
}
