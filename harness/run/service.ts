import { given } from '../collections/given.ts';
import type { Test } from '../fixture/test.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import type { OpenService, Service } from '../workers/service.ts';
import type { Corrections } from './correction.ts';
import { correctionsOf } from './correction.ts';
import type { PreparedStep, StepFindings } from './execute.ts';
import { sessionKey } from './session-key.ts';
import { MutantRunner } from './mutant.ts';
import { ReachRecorder } from './reach.ts';
import type { ItemRequest, RunMessage, RunRequest } from './request.ts';
import { runTest } from './run-test.ts';
import type { Session } from './session.ts';
import { symbolsOf } from './table-symbols.ts';
import type { Tools } from './tools.ts';
import type { ToolSetting } from './tool-setting.ts';
import { openTools } from './tools.ts';
import { unneededStubs } from './check-stubs.ts';
import { traceTest } from './trace-test.ts';

type Send = (message: RunMessage) => Promise<void>;

/** Microseconds, monotonic. */
const ownClock = (): number => performance.now() * 1000;

/**
 * Sessions that are open at a time. Tests come by session or in the order of their fixtures, so that few serve nearly all; each
 * holds two engines, and what the process has mapped is what starting the preprocessor costs.
 */
const mostSessions = 4;

/** Loads the engines. Rejects with an HcallError when one is missing. */
export async function openRunService(
  setting: ToolSetting,
  clock = ownClock,
): Promise<Service<RunRequest, RunMessage>> {
  return new RunService(await openTools({ ...setting, mostSessions }), clock);
}

// The form that workers need.
openRunService satisfies OpenService<ToolSetting, RunRequest, RunMessage>;

/** Runs tests, mutants, calls and traces, and looks into sources. */
class RunService implements Service<RunRequest, RunMessage> {
  readonly engines: EngineVersions;
  readonly #tools: Tools;
  readonly #clock: () => number;
  /** Keys of the sessions whose images were sent. */
  readonly #sentImages = new Set<string>();

  constructor(tools: Tools, clock: () => number) {
    this.engines = tools.engines;
    this.#tools = tools;
    this.#clock = clock;
  }

  async handle(request: RunRequest, send: Send): Promise<void> {
    switch (request.type) {
      case 'tests':
        return this.#runTests(request, send);
      case 'mutants':
        return this.#runMutants(request, send);
      case 'call': {
        // Only this writes YAML: a process that runs tests need not load that.
        const { makeCall } = await import('./make-call.ts');
        const result = makeCall(this.#tools, request.test, request.description);
        return send({ type: 'call', result });
      }
      case 'trace': {
        const { builder, execute } = this.#tools;
        const result = traceTest(builder.session(request.test), request.test, execute);
        const unneeded = unneededStubs(request.test, builder);
        return send({ type: 'trace', result, unneeded });
      }
      case 'symbols': {
        const { builder } = this.#tools;
        const found = request.tables.map((table) => symbolsOf(table, builder));
        return send({ type: 'symbols', found });
      }
    }
  }

  close(): void {
    this.#tools.builder.close();
    this.#tools.closeSecond?.();
  }

  async #runTests(
    { items, reach, corrections: wantsCorrections }: Extract<ItemRequest, { type: 'tests' }>,
    send: Send,
  ): Promise<void> {
    const tools = this.#tools;
    const first = items.find(({ test }) => test.skip === undefined)?.test;
    const session = first === undefined ? undefined : await this.#makeSession(first, reach, send);
    for (const { index, test } of items) {
      if (session === undefined) {
        await send({ type: 'result', index, result: runTest(test, tools, this.#clock) });
        continue;
      }
      const recorder = reach ? new ReachRecorder(session, sessionKey(test)) : undefined;
      let corrections: Corrections | undefined;
      const execute = {
        ...tools.execute,
        ...given({ onSteps: recorder?.add.bind(recorder) }),
        ...(wantsCorrections
          ? {
              onFindings: (prepared: PreparedStep, findings: StepFindings): void => {
                corrections = correctionsOf(session, prepared, findings);
              },
            }
          : {}),
      };
      const result = runTest(test, { ...tools, execute }, this.#clock);
      await send({
        type: 'result',
        index,
        result,
        ...given({ reach: recorder?.reach, corrections }),
      });
    }
  }

  async #runMutants(
    { items, tests, budget }: Extract<ItemRequest, { type: 'mutants' }>,
    send: Send,
  ): Promise<void> {
    const [first] = tests;
    const session = first === undefined ? undefined : await this.#makeSession(first, false, send);
    if (session === undefined) {
      throw new Error('mutants of code that cannot be built');
    }
    const runner = new MutantRunner(session, tests, { ...this.#tools.execute, budget });
    for (const { index, mutant } of items) {
      await send({ type: 'fate', index, fate: runner.fateOf(mutant) });
    }
  }

  /** Makes the session of a test early. What is wrong with it is then the verdict of each test that runs in it. */
  async #makeSession(test: Test, wantsImage: boolean, send: Send): Promise<Session | undefined> {
    let session: Session | undefined;
    try {
      session = this.#tools.builder.session(test);
    } catch {
      // Made again by each of the tests.
    }
    const key = sessionKey(test);
    if (session !== undefined && wantsImage && !this.#sentImages.has(key)) {
      this.#sentImages.add(key);
      await send({ type: 'image', key, abi: test.abi.name, image: session.image });
    }
    await send({ type: 'session' });
    return session;
  }
}
