import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Packed } from '../testing/cli/installed-package.ts';
import { installedProject, pack, projectEnvironment } from '../testing/cli/installed-package.ts';
import type { LocalRegistry } from '../testing/cli/local-registry.ts';
import { localRegistry } from '../testing/cli/local-registry.ts';

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
let registry: LocalRegistry;

/** What stands in for programs, by the folder that PATH has for it; what they are asked for is written down. */
const standIns = {
  // Without a network and without root, no system package can be installed.
  system: ['sudo', 'apt-get'],
  // Where the packages are there already.
  packages: ['npm', 'ci'],
} as const;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hcall-workflow-')));
  packed = pack(folder);
  registry = await localRegistry();
  for (const [place, [name, first]] of Object.entries(standIns)) {
    const script = `#!/bin/sh\n[ "$1" = ${first} ] || { echo "unexpected: ${name} $*" >&2; exit 1; }\necho "${name} $*" >>"$ASKED_FOR"\n`;
    mkdirSync(join(folder, place));
    writeFileSync(join(folder, place, name), script, { mode: 0o755 });
  }
});
afterAll(async () => {
  await registry.close();
  rmSync(folder, { recursive: true });
});

interface StepResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the steps of a project, with these stand-ins before the programs of the system. */
class Runner {
  readonly project: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(project: string, places: readonly (keyof typeof standIns)[]) {
    const environment = projectEnvironment(project);
    const path = [...places.map((place) => join(folder, place)), environment['PATH']].join(':');
    this.project = project;
    this.#environment = { ...environment, PATH: path, ASKED_FOR: join(project, 'asked-for') };
  }

  async step(command: string, more: { shard?: number; env?: NodeJS.ProcessEnv } = {}) {
    const { shard, env } = more;
    const text = command.replaceAll('${{ matrix.shard }}', String(shard));
    const child = spawn('bash', ['-euc', text], {
      cwd: this.project,
      env: { ...this.#environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (output.stdout += piece));
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (output.stderr += piece));
    return new Promise<StepResult>((resolve) => {
      child.on('close', (status) => resolve({ status, ...output }));
    });
  }
}

/** The commands of a job, in their order. */
function commandsOf({ steps }: Job): string[] {
  return steps.flatMap(({ run }) => run ?? []);
}

function untimed(text: string): string {
  return text.replaceAll(/\([\d.]+ m?s, seed/g, '(seed');
}

test('the workflow that hcall init writes passes in its project, whose packages npm installs', async () => {
  const project = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const runner = new Runner(project, ['system']);
  const env = {
    npm_config_offline: 'false',
    npm_config_registry: registry.url,
    npm_config_noproxy: '127.0.0.1',
    npm_config_cache: join(folder, 'npm-cache'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
  const lock = `npm install --package-lock-only --save-dev ${packed.file}`;
  expect(await runner.step(lock, { env })).toMatchObject({ status: 0 });
  const init = `node ${join(import.meta.dirname, '../../dist/cli/main.js')} init`;
  expect(await runner.step(init)).toMatchObject({ status: 0 });
  const { hcall } = jobsIn(join(project, '.github/workflows/hcall.yml')) as { hcall: Job };
  const results: (StepResult & { readonly command: string })[] = [];
  for (const command of commandsOf(hcall)) {
    results.push({ command, ...(await runner.step(command, { env })) });
  }
  expect(results.filter(({ status }) => status !== 0)).toEqual([]);
  expect(results.map(({ stdout }) => stdout).join('')).toMatch(
    /added \d+ packages[^]*3 passed[^]*96 statements: 96 proved/,
  );
  expect(readFileSync(join(project, 'hcall.xml'), 'utf8')).toContain('<testsuites');
  expect(readFileSync(join(project, 'asked-for'), 'utf8')).toBe(
    'sudo apt-get update\nsudo apt-get install -y --no-install-recommends libunicorn2 cpp z3\n',
  );
});

describe('the workflow with shards', () => {
  const { shard, report } = jobsIn(join(templates, 'github-shards.yml')) as {
    shard: Job;
    report: Job;
  };
  const shards = shard.strategy?.matrix.shard ?? [];
  const merge = commandsOf(report).find((command) => command.includes('merge')) ?? 'false';
  let runner: Runner;

  beforeAll(async () => {
    runner = new Runner(installedProject(folder, packed), ['system', 'packages']);
    await runner.step('npx hcall init');
  });

  test('runs every shard of its matrix', async () => {
    const statuses: (number | null)[] = [];
    for (const number of shards) {
      for (const command of commandsOf(shard)) {
        statuses.push((await runner.step(command, { shard: number })).status);
      }
    }
    expect(statuses).toEqual(Array.from({ length: 9 }, () => 0));
  });

  test('merges them to the report that a run without shards would give', async () => {
    const whole = await runner.step('npx hcall run --reporter spec');
    const { status, stdout } = await runner.step(merge);
    expect({ status, stdout: untimed(stdout) }).toEqual({
      status: 0,
      stdout: untimed(whole.stdout),
    });
  });

  test('notices a shard that is missing', async () => {
    rmSync(join(runner.project, 'hcall-2.blob'));
    expect(await runner.step(merge)).toMatchObject({ status: 2 });
  });
});
