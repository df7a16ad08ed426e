import { given } from '../collections/given.ts';
import type { Plain } from '../collections/plain.ts';
import type { listedTestShape } from '../run/list-shape.ts';
import { HcallError, problem } from '../diagnostics/diagnostic.ts';
import { jsonDocument } from '../report/json-document.ts';
import { lookedHeader } from '../run/document-header.ts';
import { renderDiagnostic } from '../diagnostics/render.ts';
import { shown } from '../diagnostics/shown.ts';
import type { Test } from '../fixture/test.ts';
import type { RunEvent } from '../run/event.ts';
import type { RunOptions } from '../run/run.ts';
import type { Context } from './context.ts';
import { RunExitCode } from './exit-code.ts';
import { exitCodes } from './exit-codes.ts';
import type { LastRun } from './last-run.ts';
import type { ReportRequest } from './report-requests.ts';
import { Reports } from './reports.ts';
import type { TextOutput } from './surroundings.ts';

/** Runs tests: their reports, the exit code, and what the next run remembers. `updates`: what they expect is rewritten. */
export async function runTests(
  options: RunOptions,
  requests: readonly ReportRequest[],
  lastRun: LastRun,
  context: Context,
  updates = false,
): Promise<void> {
  const updating = updates
    ? new (await import('./update-tests.ts')).UpdatingRun(options, lastRun, context)
    : undefined;
  const reports = await Reports.open(requests, context);
  const exitCode = new RunExitCode();
  let current: string | undefined;
  try {
    const { run } = await context.layers.run();
    await run(updating?.options ?? options, (event) => {
      current = event.type === 'test-start' ? event.id : undefined;
      warnOfGone(event, context.stderr);
      reports.handle(event);
      if (updating === undefined) {
        exitCode.handle(event);
      } else {
        updating.handle(event, exitCode);
      }
      lastRun.handle(event);
    });
  } catch (error) {
    reports.discard();
    if (current === undefined || error instanceof HcallError) {
      throw error;
    }
    throw new Error(`the test '${current}' cannot be judged`, { cause: error });
  }
  try {
    await updating?.finish(exitCode);
  } finally {
    exitCode.reportDefect(context.stderr);
    context.exitWith(exitCode.value);
    await reports.finish();
  }
}

/** More of them are counted. */
const mostGoneShown = 20;

/** A rerun that leaves out what it was made for says so. */
function warnOfGone(event: RunEvent, stderr: TextOutput): void {
  const gone = event.type === 'run-start' ? (event.gone ?? []) : [];
  const rest = gone.length - mostGoneShown;
  for (const [index, id] of gone.slice(0, mostGoneShown).entries()) {
    const isLast = index === mostGoneShown - 1 && rest > 0;
    const text = renderDiagnostic(
      {
        code: 'test-gone',
        severity: 'warning',
        message: `no test is named '${id}' any more, which failed in the last run`,
        ...(isLast ? { note: `and ${rest} more` } : {}),
      },
      { colour: stderr.colour },
    );
    stderr.write(`${text}\n`);
  }
}

/** Prints the ids of the tests, as `spec` or as `json`. Throws what is wrong with the fixtures, and `bad-usage`. */
export async function listTests(
  options: RunOptions,
  requests: readonly ReportRequest[],
  context: Context,
): Promise<void> {
  const other = requests.find(({ name }) => name !== 'spec' && name !== 'json');
  if (other !== undefined) {
    throw problem('bad-usage', `--list has no report '${other.name}': expected spec or json`);
  }
  const { list } = await context.layers.list();
  const { tests, errors } = list(options);
  for (const { name, file } of requests) {
    const text =
      name === 'json'
        ? jsonDocument({ ...lookedHeader('list'), tests: tests.map(listedTest) })
        : tests.map(({ id }) => `${shown(id)}\n`).join('');
    await context.outputs.write(text, file);
  }
  const [first, ...rest] = errors.flatMap(({ diagnostics }) => diagnostics);
  if (first !== undefined) {
    throw new HcallError([first, ...rest]);
  }
  if (tests.length === 0) {
    context.exitWith(exitCodes.noTestRan);
  }
}

/** What is known of a test before it runs. */
function listedTest({
  id,
  file,
  name,
  place,
  tags,
  abi,
  skip,
  xfail,
}: Test): Plain<typeof listedTestShape> {
  return { id, file, name, place, tags, abi: abi.name, ...given({ skip, xfail }) };
}
