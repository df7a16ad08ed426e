import { repeatedOptions } from '../cli/repeated-options.ts';
import { given } from '../collections/given.ts';
import { shown } from '../diagnostics/shown.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../diagnostics/render.ts';
import { defaultFixtures, readSettings } from '../cli/settings.ts';
import type { Settings } from '../cli/settings.ts';
import type { Test } from '../fixture/test.ts';
import type { TestResult } from '../run/event.ts';
import { list } from '../run/list.ts';
import { run } from '../run/run.ts';
import type { RunOptions } from '../run/run.ts';
import type { Selected } from '../run/select.ts';

/*
 * Words of this room. Here a fixture's tests are those of a Jest suite: a declarer is the part of Jest that declares
 * them.
 */

export interface DescribeOptions {
  /** Folders that hold ABIs, before those of hcall.yaml; relative to the working directory. */
  readonly abiFolders?: readonly string[];
  /** Folders for #include, before those of hcall.yaml. */
  readonly includes?: readonly string[];
  /** NAME or NAME=VALUE, after those of hcall.yaml. */
  readonly defines?: readonly string[];
  /** Settings of hcall.yaml under `profiles:`, before those of the whole file. */
  readonly profile?: string;
  /** Only tests with one of these tags. */
  readonly tags?: readonly string[];
  /** For the sentinels, 32 bits; the same on each run if left out, so that a suite does not change by itself. */
  readonly seed?: number;
  /** Instructions that a call may take. */
  readonly budget?: number;
}

/** What declares tests: Jest. */
export interface Declarer {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => void) => void;
  readonly skip: (name: string, body: () => void) => void;
  readonly beforeAll: (body: () => Promise<void>, timeout: number) => void;
  /** Throws where the result is a failure. */
  readonly judge: (result: TestResult | undefined, seed: number) => void;
}

const defaultSeed = 1;

/** Milliseconds for all tests of a path: budgets end endless loops, so this only has to be long enough. */
const runTimeout = 600_000;

/**
 * Declares a test for each test of the fixtures below `path`, by default those of hcall.yaml in `cwd` or above it, which
 * is read as the command line reads it. Every mistake is a test that fails and shows it.
 */
export async function declareFixtures(
  declarer: Declarer,
  cwd: string,
  path: string | undefined,
  options: DescribeOptions,
): Promise<void> {
  const { describe, it } = declarer;
  let found: Found;
  try {
    found = await find(cwd, path, options);
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    const { diagnostics } = error;
    describe(`hcall ${path ?? ''}`.trimEnd(), () => {
      it('can be run', () => reject(diagnostics));
    });
    return;
  }
  const { selected, runOptions, seed } = found;
  const { tests, errors } = selected;
  const results = new Map<string, TestResult>();

  describe(`hcall ${runOptions.paths.join(' ')}`, () => {
    if (tests.length > 0) {
      declarer.beforeAll(async () => {
        await run(runOptions, (event) => {
          if (event.type === 'test-end') {
            results.set(event.result.id, event.result);
          }
        });
      }, runTimeout);
    }

    for (const [file, own] of byFile(tests)) {
      describe(shown(file), () => {
        for (const test of own) {
          const declare = test.skip === undefined ? it : declarer.skip;
          declare(shown(test.id.slice(`${test.file} > `.length)), () =>
            declarer.judge(results.get(test.id), seed),
          );
        }
      });
    }

    for (const { file, diagnostics } of errors) {
      it(`${shown(file)} can be run`, () => reject(diagnostics));
    }

    if (tests.length === 0 && errors.length === 0) {
      it('has tests', () => {
        throw new Error(`no test is in ${runOptions.paths.join(', ')}`);
      });
    }
  });
}

interface Found {
  readonly selected: Pick<Selected, 'tests' | 'errors'>;
  readonly runOptions: RunOptions;
  readonly seed: number;
}

async function find(
  cwd: string,
  path: string | undefined,
  {
    abiFolders = [],
    includes = [],
    defines = [],
    tags = [],
    seed = defaultSeed,
    budget,
    profile,
  }: DescribeOptions,
): Promise<Found> {
  const sources = {
    abiFolder: abiFolders,
    include: includes,
    define: defines,
    ...given({ profile }),
  };
  const paths = path === undefined ? await defaultFixtures(cwd, sources) : [path];
  const settings: Settings = await readSettings(paths, sources, {
    cwd,
    environment: process.env,
    stderr: { write: (text) => process.stderr.write(text), colour: false },
  });
  const runOptions: RunOptions = {
    ...settings,
    tags,
    bail: false,
    seed,
    repeat: repeatedOptions({ ...sources, ...given({ budget }) }, seed),
    clock: () => performance.now() * 1000,
    ...given({ budget }),
  };
  return { selected: list(runOptions), runOptions, seed };
}

function reject(diagnostics: readonly Diagnostic[]): never {
  throw new Error(diagnostics.map((one) => renderDiagnostic(one, { colour: false })).join('\n'));
}

function byFile(tests: readonly Test[]): ReadonlyMap<string, readonly Test[]> {
  const files = new Map<string, Test[]>();
  for (const test of tests) {
    const known = files.get(test.file);
    if (known === undefined) {
      files.set(test.file, [test]);
    } else {
      known.push(test);
    }
  }
  return files;
}
