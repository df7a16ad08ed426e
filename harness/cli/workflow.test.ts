import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Packed } from '../testing/cli/installed-package.ts';
import { installedProject, pack, projectEnvironment } from '../testing/cli/installed-package.ts';

/** Workflows for GitHub run here as a runner would run them, in an empty project that has the packed package. */

const templates = join(import.meta.dirname, '../templates');

interface Job {
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly { readonly name?: string; readonly run?: string }[];
}

type Jobs = Readonly<Record<string, Job>>;

function jobsIn(file: string): Jobs {
  return (parse(readFileSync(file, 'utf8')) as { readonly jobs: Jobs }).jobs;
}

let folder = '';
let packed: Packed;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hcall-workflow-')));
  packed = pack(folder);
  // What a test cannot do without a network and without root: it is written down.
  mkdirSync(join(folder, 'bin'));
  for (const [name, first] of [
    ['sudo', 'apt-get'],
    ['npm', 'ci'],
  ]) {
    const script = `#!/bin/sh\n[ "$1" = ${first} ] || { echo "unexpected: ${name} $*" >&2; exit 1; }\necho "${name} $*" >>"$ASKED_FOR"\n`;
    writeFileSync(join(folder, 'bin', name ?? ''), script, { mode: 0o755 });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A project as `hcall init` writes it. */
function newProject(): string {
  const project = installedProject(folder, packed);
  step(project, 'npx hcall init');
  return project;
}

/** Runs a step in a project. */
function step(project: string, command: string, shard?: number) {
  const environment = projectEnvironment(project);
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-euc', command.replaceAll('${{ matrix.shard }}', String(shard))],
    {
      cwd: project,
      encoding: 'utf8',
      env: {
        ...environment,
        PATH: `${join(folder, 'bin')}:${environment['PATH']}`,
        ASKED_FOR: join(project, 'asked-for'),
      },
    },
  );
  return { status, stdout, stderr };
}

/** The commands of a job, in their order. */
function commandsOf({ steps }: Job): string[] {
  return steps.flatMap(({ run }) => run ?? []);
}

function untimed(text: string): string {
  return text.replaceAll(/\([\d.]+ m?s, seed/g, '(seed');
}

test('the workflow that hcall init writes passes in its project', () => {
  const project = newProject();
  const { hcall } = jobsIn(join(project, '.github/workflows/hcall.yml')) as { hcall: Job };
  const results = commandsOf(hcall).map((command) => ({ command, ...step(project, command) }));
  expect(results.filter(({ status }) => status !== 0)).toEqual([]);
  expect(results.map(({ stdout }) => stdout).join('')).toMatch(
    /3 passed[^]*96 statements: 96 proved/,
  );
  expect(readFileSync(join(project, 'hcall.xml'), 'utf8')).toContain('<testsuites');
  expect(readFileSync(join(project, 'asked-for'), 'utf8')).toBe(
    'sudo apt-get update\nsudo apt-get install -y --no-install-recommends libunicorn2 cpp z3\nnpm ci\n',
  );
});

describe('the workflow with shards', () => {
  const { shard, report } = jobsIn(join(templates, 'github-shards.yml')) as {
    shard: Job;
    report: Job;
  };
  const shards = shard.strategy?.matrix.shard ?? [];
  const merge = commandsOf(report).find((command) => command.includes('merge')) ?? 'false';
  let project = '';

  beforeAll(() => {
    project = newProject();
  });

  test('runs every shard of its matrix', () => {
    const results = shards.map((number) =>
      commandsOf(shard).map((command) => step(project, command, number).status),
    );
    expect(results).toEqual(Array.from({ length: 3 }, () => [0, 0, 0]));
  });

  test('merges them to the report that a run without shards would give', () => {
    const whole = step(project, 'npx hcall run --reporter spec');
    const { status, stdout } = step(project, merge);
    expect({ status, stdout: untimed(stdout) }).toEqual({
      status: 0,
      stdout: untimed(whole.stdout),
    });
  });

  test('notices a shard that is missing', () => {
    rmSync(join(project, 'hcall-2.blob'));
    expect(step(project, merge).status).toBe(2);
  });
});
