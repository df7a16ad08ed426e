/**
 * A process that runs tests for another one, which starts it with `fork`. Whatever a test does to this process, the
 * parent keeps the verdicts: it has the deadline, and takes the first test without a result for the one under way.
 */
import { HcallError } from '../diagnostics/diagnostic.ts';
import { dieWithParent } from './die-with-parent.ts';
import { runTest } from './run-test.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';
import type { NumberedTest, WorkerReport, WorkerRequest } from './worker-message.ts';

const clock = (): number => performance.now() * 1000;

dieWithParent();

let tools: Promise<Tools> | undefined;
let work = Promise.resolve();

process.on('message', (request: WorkerRequest) => {
  work = work.then(() => handle(request));
});
// Nobody waits for results any more.
process.on('disconnect', () => process.exit(0));

async function handle(request: WorkerRequest): Promise<void> {
  try {
    if (request.type === 'open') {
      tools ??= openTools(request.setting);
      await tools;
      await send({ type: 'ready' });
    } else if (tools !== undefined) {
      await runAll(request.tests, await tools);
    }
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    await send({ type: 'missing', diagnostics: error.diagnostics });
  }
}

async function runAll(tests: readonly NumberedTest[], tools: Tools): Promise<void> {
  const first = tests.find(({ test }) => test.skip === undefined)?.test;
  if (first !== undefined) {
    makeSession(first, tools);
    await send({ type: 'session' });
  }
  for (const { index, test } of tests) {
    const result = runTest(test, tools, clock);
    await send({ type: 'result', index, result });
  }
}

/** Makes the session of a test early. A mistake in its sources is then told by each test that runs in it. */
function makeSession(test: NumberedTest['test'], { builder }: Tools): void {
  try {
    builder.session(test);
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
  }
}

/** Resolves when the report has left this process: what comes next may end it. */
function send(report: WorkerReport): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(report, (error: Error | null) => {
      if (error === null) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
}
