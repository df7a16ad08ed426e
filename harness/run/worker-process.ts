import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Image } from '../image/image.ts';
import type { Verdict } from './event.ts';
import type { ToolSetting } from './tools.ts';
import type { ItemReport, WorkerReport, WorkerRequest } from './worker-message.ts';

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
  /** Milliseconds that an item of work may take, the making of its session included. */
  readonly timeout: number;
  readonly module: string;
}

/** How a process ended while it had work. */
export interface Loss {
  readonly verdict: Extract<Verdict, 'crash' | 'timeout'>;
  readonly reason: string;
  /** How many items have a report. */
  readonly done: number;
  /** How many of those that follow have none because of it; the others were not reached. */
  readonly lost: number;
}

/** Whoever hears of a worker. */
export interface WorkerListener {
  readonly onReport: (report: ItemReport) => void;
  readonly onImage: (key: string, abi: string, image: Image) => void;
  /** All items that it was given have reports. */
  readonly onIdle: (worker: WorkerProcess) => void;
  /** The process is gone. */
  readonly onLoss: (worker: WorkerProcess, loss: Loss) => void;
  readonly onMissing: (diagnostics: readonly Diagnostic[]) => void;
}

/** A request with work. */
export type Work = Exclude<WorkerRequest, { type: 'open' }>;

/** A child process that runs tests, as its parent sees it: the parent keeps the deadline. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #listener: WorkerListener;
  readonly #timeout: number;
  /** How many items it was given, and how many of them have a report. */
  #items = 0;
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

  /** Gives it work on one session; only when it is idle. */
  run(work: Work): void {
    this.#items = work.items.length;
    this.#done = 0;
    this.#hasSession = false;
    this.#send(work);
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
      case 'image':
        this.#listener.onImage(report.key, report.abi, report.image);
        break;
      case 'result':
      case 'fate':
        this.#done += 1;
        this.#listener.onReport(report);
    }
    this.#startTimer();
    if (this.#items > 0 && this.#done === this.#items) {
      this.#items = 0;
      clearTimeout(this.#timer);
      this.#listener.onIdle(this);
    }
  }

  #startTimer(): void {
    clearTimeout(this.#timer);
    if (this.#items > 0 && !this.#ended) {
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
    const left = this.#items - this.#done;
    this.#listener.onLoss(this, {
      ...this.#describeEnd(exit),
      done: this.#done,
      // All share the session: when it cannot even be made, trying again for each of them would end the same way.
      lost: this.#hasSession ? Math.min(left, 1) : left,
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
