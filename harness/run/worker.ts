/**
 * A process that runs tests for another one, which starts it with `fork`. Whatever a test does to this process, the
 * parent keeps the verdicts: it has the deadline, and takes the first test without a result for the one under way.
 */
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Test } from '../fixture/test.ts';
import { dieWithParent } from './die-with-parent.ts';
import { sessionKey } from './build.ts';
import { MutantRunner } from './mutant.ts';
import { ReachRecorder } from './reach.ts';
import { runTest } from './run-test.ts';
import type { Session } from './session.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';
import type { WorkerReport, WorkerRequest } from './worker-message.ts';

const clock = (): number => performance.now() * 1000;

dieWithParent();

let tools: Promise<Tools> | undefined;
let work = Promise.resolve();
/** Keys of the sessions whose images the parent has. */
const toldImages = new Set<string>();

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
      await (request.type === 'tests'
        ? runTests(request, await tools)
        : runMutants(request, await tools));
    }
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
    await send({ type: 'missing', diagnostics: error.diagnostics });
  }
}

async function runTests(
  { items, reach }: Extract<WorkerRequest, { type: 'tests' }>,
  tools: Tools,
): Promise<void> {
  const first = items.find(({ test }) => test.skip === undefined)?.test;
  const session = first === undefined ? undefined : await makeSession(first, tools, reach);
  for (const { index, test } of items) {
    if (!reach || session === undefined) {
      await send({ type: 'result', index, result: runTest(test, tools, clock) });
      continue;
    }
    const recorder = new ReachRecorder(session, sessionKey(test));
    const onSteps = recorder.add.bind(recorder);
    const execute = { ...tools.execute, onSteps };
    const result = runTest(test, { ...tools, execute }, clock);
    await send({ type: 'result', index, result, reach: recorder.reach });
  }
}

async function runMutants(
  { items, tests, budget }: Extract<WorkerRequest, { type: 'mutants' }>,
  tools: Tools,
): Promise<void> {
  const [first] = tests;
  const session = first === undefined ? undefined : await makeSession(first, tools, false);
  if (session === undefined) {
    throw new Error('mutants of code that cannot be built');
  }
  const runner = new MutantRunner(session, tests, { ...tools.execute, budget });
  for (const { index, mutant } of items) {
    await send({ type: 'fate', index, fate: runner.fateOf(mutant) });
  }
}

/** Makes the session of a test early. A mistake in its sources is then told by each test that runs in it. */
async function makeSession(
  test: Test,
  { builder }: Tools,
  wantsImage: boolean,
): Promise<Session | undefined> {
  let session: Session | undefined;
  try {
    session = builder.session(test);
  } catch (error) {
    if (!(error instanceof HcallError)) {
      throw error;
    }
  }
  const key = sessionKey(test);
  if (session !== undefined && wantsImage && !toldImages.has(key)) {
    toldImages.add(key);
    await send({ type: 'image', key, abi: test.abi.name, image: session.image });
  }
  await send({ type: 'session' });
  return session;
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
