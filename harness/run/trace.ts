import { resolve } from 'node:path';
import { given } from '../collections/given.ts';
import { AbiLibrary } from '../abi/library.ts';
import { SourceText } from '../abi/document/source.ts';
import type { Plain } from '../collections/plain.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { loneTest } from '../fixture/lone-test.ts';
import type { Test } from '../fixture/test.ts';
import { ranHeader } from './document-header.ts';
import type { AloneOptions } from './run-alone.ts';
import { runAlone } from './run-alone.ts';
import type { RunOptions } from './run.ts';
import { select } from './select.ts';
import { shellLine } from './shell.ts';
import type { ToolSetting } from './tool-setting.ts';
import type { traceShape } from './trace-shape.ts';
import { stubEntries } from './written-stubs.ts';

export interface TraceOptions
  extends
    ToolSetting,
    AloneOptions,
    Pick<
      RunOptions,
      'cwd' | 'namePattern' | 'abiFolders' | 'repeat' | 'vectors' | 'commonStandIns'
    > {
  /** The fixture. */
  readonly path: string;
}

/** What a test executes. */
export type TraceResult = Plain<typeof traceShape>;

/** The same, and the test as a fixture of its own in the folder that it was traced in: see `loneTest`. */
export interface TracedFixture {
  readonly result: TraceResult;
  readonly fixture: string | undefined;
}

/**
 * Runs one test of a fixture with every instruction recorded; of several that match, the first. Throws an HcallError
 * when none matches, or when the test cannot be run; `call-crash` and `call-timeout` only with isolation.
 */
export async function trace(options: TraceOptions): Promise<TraceResult> {
  const { result } = await traceWithFixture(options);
  return result;
}

/** `trace`, with the test to copy. */
export async function traceWithFixture(options: TraceOptions): Promise<TracedFixture> {
  const { test, others } = findTest(options);
  const { answer, engines } = await runAlone({ type: 'trace', test }, options, options);
  const { result, unneeded } = answer;
  const { path, cwd, vectors } = options;
  const fixture = loneTest(SourceText.read(resolve(cwd, path)), test, {
    cwd,
    unneeded: new Set(unneeded),
    stubs: stubEntries(vectors?.stubs ?? []),
  });
  const header = ranHeader('trace', engines, options, [test.abi]);
  return { result: { ...header, ...result, others }, fixture };
}

function findTest(options: TraceOptions): { readonly test: Test; readonly others: number } {
  const { path, cwd, namePattern, vectors, abiFolders, commonStandIns, repeat = [] } = options;
  const selection = {
    paths: [path],
    cwd,
    ...given({ namePattern, vectors, commonStandIns }),
  };
  const { tests, errors } = select(selection, new AbiLibrary(abiFolders));
  // A name that is a part of others means its own test.
  const whole = new RegExp(`^(?:${namePattern?.source ?? ''})$`, namePattern?.flags);
  const named = tests.find(({ name }) => whole.test(name));
  if (named !== undefined) {
    return { test: named, others: 0 };
  }
  const [test] = tests;
  if (test !== undefined) {
    return { test, others: tests.length - 1 };
  }
  const [error] = errors.flatMap(({ diagnostics }) => diagnostics);
  throw problem('test-not-found', `'${path}' has no test with such a name`, {
    note:
      error === undefined
        ? `'${shellLine(['hcall', 'run', '--list', path, ...repeat])}' shows its tests`
        : `and the fixture has mistakes: ${error.message}`,
  });
}
