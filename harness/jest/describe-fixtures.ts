import { beforeAll, describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { repeatedOptions } from '../cli/repeated-options.ts';
import { renderDiagnostic } from '../diagnostics/render.ts';
import { shown } from '../diagnostics/shown.ts';
import type { Test } from '../fixture/test.ts';
import { bundledAbiFolder } from '../installation.ts';
import type { TestResult } from '../run/event.ts';
import { list } from '../run/list.ts';
import { run } from '../run/run.ts';
import './matcher.ts';

export interface DescribeOptions {
  /** Folders that hold ABIs, before those that come with hcall; relative to the working directory. */
  readonly abiFolders?: readonly string[];
  /** Folders for #include. */
  readonly includes?: readonly string[];
  /** NAME or NAME=VALUE. */
  readonly defines?: readonly string[];
  /** Only tests with one of these tags. */
  readonly tags?: readonly string[];
  /** For the sentinels, 32 bits; the same on each run if left out, so that a suite does not change by itself. */
  readonly seed?: number;
  /** Instructions that a call may take. */
  readonly budget?: number;
}

const defaultSeed = 1;

/** Milliseconds for all tests of a path: budgets end endless loops, so this only has to be long enough. */
const runTimeout = 600_000;

/**
 * Declares a Jest test for each test of the fixtures in a file or a folder, grouped by file. All run in one process
 * before the first of them is judged. Call it where `describe` may be called.
 *
 * A fixture file with a mistake is a test that fails. Throws an HcallError when the path does not exist.
 */
export function describeFixtures(path: string, options: DescribeOptions = {}): void {
  const { seed = defaultSeed, tags = [], includes = [], defines = [], budget } = options;
  const selection = {
    paths: [path],
    cwd: process.cwd(),
    tags,
    abiFolders: [...(options.abiFolders ?? []).map((folder) => resolve(folder)), bundledAbiFolder],
  };
  const { tests, errors } = list(selection);
  const results = new Map<string, TestResult>();

  describe(`hcall ${path}`, () => {
    beforeAll(async () => {
      await run(
        {
          ...selection,
          includes: includes.map((folder) => resolve(folder)),
          defines,
          bail: false,
          seed,
          clock: () => performance.now() * 1000,
          ...(budget === undefined ? {} : { budget }),
          repeat: repeatedOptions(
            {
              ...(options.abiFolders === undefined ? {} : { abiFolder: options.abiFolders }),
              include: includes,
              define: defines,
              ...(budget === undefined ? {} : { budget }),
            },
            seed,
          ),
        },
        (event) => {
          if (event.type === 'test-end') {
            results.set(event.result.id, event.result);
          }
        },
      );
    }, runTimeout);

    describe.each([...byFile(tests)])('%s', (_, tests) => {
      for (const test of tests) {
        const declare = test.skip === undefined ? it : it.skip;
        const title = shown(test.id.slice(`${test.file} > `.length));
        declare(title, () => {
          expect(results.get(test.id)).toPassHcall(seed);
        });
      }
    });

    for (const { file, diagnostics } of errors) {
      it(`${shown(file)} can be run`, () => {
        const text = diagnostics.map((one) => renderDiagnostic(one, { colour: false })).join('\n');
        expect(text).toBe('');
      });
    }

    if (tests.length === 0 && errors.length === 0) {
      it('has tests', () => {
        expect(tests).not.toHaveLength(0);
      });
    }
  });
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
