import type { Z3HighLevel, Z3LowLevel, Z3_context } from 'z3-solver';
import { OneAtATime } from './one-at-a-time.ts';
import type { SmtLimits, SmtReply, SmtSolver } from './smt-solver.ts';
import { noAnswerReason, resetText, smtLimits } from './smt-solver.ts';

interface Opened {
  readonly api: Z3HighLevel & Z3LowLevel;
  readonly context: Z3_context;
}

/** z3 in WebAssembly, of npm's z3-solver. Its threads keep this process alive until it is closed. */
export class SmtModule implements SmtSolver {
  readonly #limits: SmtLimits;
  readonly #turns = new OneAtATime();
  #opened: Opened | undefined;

  constructor(limits = smtLimits) {
    this.#limits = limits;
  }

  ask(script: string): Promise<SmtReply> {
    return this.#turns.run(() => this.#answer(script));
  }

  close(): Promise<void> {
    return this.#turns.run(() => {
      this.#end();
      return Promise.resolve();
    });
  }

  #end(): void {
    const em = this.#opened?.api.em as
      { readonly PThread: { readonly terminateAllThreads: () => void } } | undefined;
    em?.PThread.terminateAllThreads();
    this.#opened = undefined;
  }

  async #answer(script: string): Promise<SmtReply> {
    const { api, context } = (this.#opened ??= await open());
    let watchdog: NodeJS.Timeout | undefined;
    const silence = new Promise<undefined>((resolve) => {
      watchdog = setTimeout(resolve, this.#limits.time + this.#limits.grace, undefined);
    });
    try {
      const text = await Promise.race([
        api.Z3.eval_smtlib2_string(context, `${resetText(this.#limits)}${script}`),
        silence,
      ]);
      if (text !== undefined) {
        return { kind: 'text', text };
      }
      this.#end();
      return { kind: 'failed', reason: noAnswerReason(this.#limits) };
    } catch (error) {
      this.#end();
      return { kind: 'failed', reason: `the solver failed: ${String(error)}` };
    } finally {
      clearTimeout(watchdog);
    }
  }
}

async function open(): Promise<Opened> {
  const { init } = await import('z3-solver');
  const api = await init();
  const configuration = api.Z3.mk_config();
  const context = api.Z3.mk_context(configuration);
  api.Z3.del_config(configuration);
  return { api, context };
}
