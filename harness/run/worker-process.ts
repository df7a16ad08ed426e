import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { TestResult, Verdict } from './event.ts';
import type { ToolSetting } from './tools.ts';
import type { NumberedTest, WorkerReport, WorkerRequest } from './worker-message.ts';

/** The module that a worker runs, in the same form as this one: compiled or not. */
export const workerModule = fileURLToPath(
  new URL(`./worker${extname(import.meta.url)}`, import.meta.url),
);

/** MiB of JavaScript heap: far more than any test needs, and an end to one that never has enough. */
const heapSize = 1024;

/** Milliseconds for a process to start and to load the engines, however busy the machine is. */
const startTimeout = 60_000;

/** Characters of what a worker wrote before it died: the last line tells why. */
const keptOutput = 2000;

export interface WorkerSetting {
  readonly tools: ToolSetting;
  /** Milliseconds that a test may take, the making of its session included. */
  readonly timeout: number;
  readonly module: string;
}

/** Why a process ended with tests left. */
export interface Loss {
  readonly verdict: Extract<Verdict, 'crash' | 'timeout'>;
  readonly reason: string;
  /** Without a result, because of it. */
  readonly lost: readonly NumberedTest[];
  /** Not reached. */
  readonly rest: readonly NumberedTest[];
}

/** Whoever hears of a worker. */
export interface WorkerListener {
  readonly onResult: (index: number, result: TestResult) => void;
  /** All tests that it was given have results. */
  readonly onIdle: (worker: WorkerProcess) => void;
  /** The process is gone. */
  readonly onLoss: (worker: WorkerProcess, loss: Loss) => void;
  readonly onMissing: (diagnostics: readonly Diagnostic[]) => void;
}

/** A child process that runs tests, as its parent sees it: the parent keeps the deadline. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #listener: WorkerListener;
  readonly #timeout: number;
  #tests: readonly NumberedTest[] = [];
  /** How many of the tests have a result. */
  #done = 0;
  #ready = false;
  #hasSession = false;
  #timedOut = false;
  #ended = false;
  #output = '';
  #timer: NodeJS.Timeout | undefined;

  constructor({ tools, timeout, module }: WorkerSetting, listener: WorkerListener) {
    this.#listener = listener;
    this.#timeout = timeout;
    // A group of its own: an interrupt from the terminal goes to the parent alone, and a kill takes the preprocessor along.
    this.#child = fork(module, [], {
      serialization: 'advanced',
      detached: true,
      execArgv: [`--max-old-space-size=${heapSize}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-keptOutput);
    });
    this.#child.on('message', (report: WorkerReport) => this.#hear(report));
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.on('close', (code, signal) => this.#end(describeExit(code, signal)));
    this.#send({ type: 'open', setting: tools });
  }

  /** Gives it tests that share a session; only when it is idle. */
  run(tests: readonly NumberedTest[]): void {
    this.#tests = tests;
    this.#done = 0;
    this.#hasSession = false;
    this.#send({ type: 'run', tests });
    this.#startTimer();
  }

  /** Ends the process and what it started, without a report. */
  kill(): void {
    this.#ended = true;
    this.#killGroup();
    clearTimeout(this.#timer);
  }

  #hear(report: WorkerReport): void {
    if (this.#ended || this.#timedOut) {
      return;
    }
    switch (report.type) {
      case 'ready':
        this.#ready = true;
        break;
      case 'session':
        this.#hasSession = true;
        break;
      case 'missing':
        this.#listener.onMissing(report.diagnostics);
        return;
      case 'result':
        this.#done += 1;
        this.#listener.onResult(report.index, report.result);
    }
    this.#startTimer();
    if (report.type === 'result' && this.#done === this.#tests.length) {
      this.#tests = [];
      clearTimeout(this.#timer);
      this.#listener.onIdle(this);
    }
  }

  #startTimer(): void {
    clearTimeout(this.#timer);
    if (this.#tests.length > 0 && !this.#ended) {
      const time = this.#ready ? this.#timeout : Math.max(this.#timeout, startTimeout);
      this.#timer = setTimeout(() => {
        this.#timedOut = true;
        this.#killGroup();
      }, time);
    }
  }

  #end(exit: string): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#killGroup();
    // Tests share the session: when it cannot even be made, trying again for each of them would end the same way.
    const lost = this.#tests.slice(this.#done, this.#hasSession ? this.#done + 1 : undefined);
    this.#listener.onLoss(this, {
      ...this.#describeEnd(exit),
      lost,
      rest: this.#tests.slice(this.#done + lost.length),
    });
  }

  #describeEnd(exit: string): Pick<Loss, 'verdict' | 'reason'> {
    const when = this.#hasSession ? '' : ' while its vectors were built';
    if (this.#timedOut) {
      return { verdict: 'timeout', reason: `no end after ${this.#timeout / 1000} s${when}` };
    }
    const lastWords = this.#output
      .split('\n')
      .map((line) => line.trim())
      .find((line) => /\b(FATAL ERROR|[A-Z]\w*Error:|[Aa]ssert)/.test(line));
    return {
      verdict: 'crash',
      reason: `the process that ran it ${exit}${when}${lastWords === undefined ? '' : `: ${lastWords}`}`,
    };
  }

  #send(request: WorkerRequest): void {
    if (this.#child.connected) {
      // A process that is gone by now is told by its exit.
      this.#child.send(request, () => {});
    }
  }

  #killGroup(): void {
    try {
      if (this.#child.pid !== undefined) {
        process.kill(-this.#child.pid, 'SIGKILL');
      }
    } catch {
      // Nobody is left in the group.
    }
  }
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}
