import { afterAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hcall-workflow-'));

afterAll(() => rmSync(folder, { recursive: true }));

interface Job {
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly { readonly name?: string; readonly run?: string }[];
}

const { jobs } = parse(readFileSync(join(checkout, 'scripts/github-workflow.yml'), 'utf8')) as {
  readonly jobs: Readonly<Record<'shard' | 'report', Job>>;
};

/** Runs a step of the workflow as a runner would, on a part of the fixtures, in a folder of its own. */
function step(job: Job, name: string, shard?: number) {
  const command = (job.steps.find((one) => one.name === name)?.run ?? 'false')
    .replaceAll('${{ matrix.shard }}', String(shard))
    .replaceAll('scripts/hcall', join(checkout, 'scripts/hcall'))
    .replaceAll('run fixtures ', `run ${join(checkout, 'fixtures/x0/stub.yaml')} `);
  const { status, stdout } = spawnSync('bash', ['-euc', command], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout };
}

function untimed(text: string): string {
  return text.replaceAll(/\([\d.]+ m?s, seed/g, '(seed');
}

describe('the workflow for a hosted CI', () => {
  const shards = jobs.shard.strategy?.matrix.shard ?? [];
  const runs = shards.map((shard) => step(jobs.shard, 'run', shard));
  const whole = spawnSync(
    join(checkout, 'scripts/hcall'),
    ['run', join(checkout, 'fixtures/x0/stub.yaml')],
    { cwd: folder, encoding: 'utf8' },
  );

  test('runs every shard of its matrix', () => {
    expect(runs.map(({ status }) => status)).toEqual([0, 0, 0]);
  });

  test('merges them to the report that a run without shards would give', () => {
    const { status, stdout } = step(jobs.report, 'merge');
    expect({ status, stdout: untimed(stdout) }).toEqual({
      status: 0,
      stdout: untimed(whole.stdout),
    });
  });

  test('notices a shard that is missing', () => {
    rmSync(join(folder, 'hcall-2.blob'));
    expect(step(jobs.report, 'merge').status).toBe(2);
  });
});
