import { AbiLibrary } from '../abi/library.ts';
import { createAssembler } from '../assembler/assemble.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { createDisassembler } from '../disassembler/disassembler.ts';
import type { Test } from '../fixture/test.ts';
import type { BuildSetting } from './build.ts';
import { SessionBuilder } from './build.ts';
import type { RunEvent, TestResult, Verdict } from './event.ts';
import { verdicts } from './event.ts';
import type { ExecuteSetting, Execution } from './execute.ts';
import { executeTest } from './execute.ts';
import { select } from './select.ts';
import type { Selection } from './select.ts';

/** Instructions of one trial: far more than any vector needs, few enough that an endless loop is over at once. */
export const defaultBudget = 10_000;

export interface RunOptions extends Selection {
  /** Stop after the first test that does not pass. */
  readonly bail: boolean;
  /** For the sentinels: 32 bits, unsigned. */
  readonly seed: number;
  /** Instructions; `defaultBudget` if left out. */
  readonly budget?: number;
  /** Folders of ABIs, the first that has a name wins. */
  readonly abiFolders: readonly string[];
  readonly includes: readonly string[];
  readonly defines: readonly string[];
  /** Microseconds, monotonic. */
  readonly clock: () => number;
  /** Ends the run after the test that is under way. */
  readonly interruption?: AbortSignal;
}

/**
 * Runs the selected tests one by one, in a stable order, and tells what happens. Throws an HcallError when a path does
 * not exist or an engine is missing; a mistake in a fixture or a source is told as an event.
 */
export async function run(options: RunOptions, tell: (event: RunEvent) => void): Promise<void> {
  const start = options.clock();
  const { tests, errors } = select(options, new AbiLibrary(options.abiFolders));
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<
    Verdict,
    number
  >;
  tell({ type: 'run-start', seed: options.seed, total: tests.length });
  for (const { file, diagnostics } of errors) {
    tell({ type: 'file-error', file, diagnostics });
  }
  const tools = await openTools(options);
  try {
    for (const test of tests) {
      if (options.interruption?.aborted === true) {
        break;
      }
      tell({ type: 'test-start', id: test.id });
      const result = runTest(test, tools, options);
      counts[result.verdict] += 1;
      tell({ type: 'test-end', result });
      if (options.bail && isFailure(result.verdict)) {
        break;
      }
      // Signals and timers get their turn between tests.
      await new Promise(setImmediate);
    }
  } finally {
    tools.builder.close();
  }
  tell({
    type: 'run-end',
    counts,
    fileErrors: errors.length,
    interrupted: options.interruption?.aborted === true,
    us: options.clock() - start,
  });
}

/** Whether a verdict makes the run fail. */
export function isFailure(verdict: Verdict): boolean {
  return verdict !== 'pass' && verdict !== 'skip' && verdict !== 'xfail';
}

/** What runs tests: loaded once, closed at the end. */
export interface Tools {
  readonly builder: SessionBuilder;
  readonly execute: ExecuteSetting;
}

/** Loads the engines. Throws an HcallError when one is missing. */
export async function openTools(
  options: Pick<RunOptions, 'seed' | 'budget'> & Pick<BuildSetting, 'includes' | 'defines'>,
): Promise<Tools> {
  const [assembler, disassembler] = await Promise.all([createAssembler(), createDisassembler()]);
  const { includes, defines, seed, budget = defaultBudget } = options;
  return {
    builder: new SessionBuilder({ assembler, includes, defines }),
    execute: { seed, budget, disassembler },
  };
}

function runTest(test: Test, { builder, execute }: Tools, { clock }: RunOptions): TestResult {
  const { id, file, name, place, tags, skip, xfail } = test;
  const described = { id, file, name, place, tags };
  const nothing = { findings: [], clobbered: [], notes: [] };
  if (skip !== undefined) {
    return { ...described, ...nothing, verdict: 'skip', reason: skip, us: 0 };
  }
  const start = clock();
  try {
    const execution = executeTest(builder.session(test), test, execute);
    return {
      ...described,
      ...execution,
      ...verdictOf(execution, xfail),
      trace: traceCommand(test),
      us: clock() - start,
    };
  } catch (error) {
    const us = clock() - start;
    if (!(error instanceof HcallError)) {
      // A defect of hcall in one test must not take the verdicts of the others with it.
      const reason = `defect in hcall: ${error instanceof Error ? error.message : String(error)}`;
      return { ...described, ...nothing, verdict: 'crash', reason, us };
    }
    if (error.diagnostics[0]?.code === 'engine-missing') {
      throw error;
    }
    return { ...described, ...nothing, verdict: 'error', diagnostics: error.diagnostics, us };
  }
}

function verdictOf(
  { findings }: Execution,
  xfail: string | undefined,
): Pick<TestResult, 'verdict' | 'reason'> {
  const passed = findings.length === 0;
  if (xfail === undefined) {
    return { verdict: passed ? 'pass' : 'fail' };
  }
  return { verdict: passed ? 'xpass' : 'xfail', reason: xfail };
}

/** The command that traces a test, to paste into a shell. */
function traceCommand({ file, name }: Test): string {
  return `hcall trace ${quote(file)} -t ${quote(name)}`;
}

function quote(word: string): string {
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
