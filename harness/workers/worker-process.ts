import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import { Defect } from './defect.ts';
import type { Loss } from './loss.ts';
import type { ParentMessage, WorkerMessage } from './message.ts';

/** MiB: far more than any request needs, and an end to one that never has enough. */
const defaultHeapSize = 1024;

/** Milliseconds for a process to start and to open its service, however busy the machine is. */
const startTimeout = 300_000;

/** Characters of what a worker wrote before it died: one of the last lines says why. */
const keptOutput = 2000;

export interface WorkerSetting<Setting> {
  /** The module that the process runs; it calls `serve`. */
  readonly module: string;
  /** What its service is opened with. */
  readonly setting: Setting;
  /** Milliseconds without a message from a request. The start of the process does not count. */
  readonly timeout: number;
  /** MiB of JavaScript heap. */
  readonly heapSize?: number;
}

/** Whoever hears of a worker. */
export interface WorkerListener<Message> {
  readonly onMessage: (message: Message) => void;
  /** The request is done. */
  readonly onIdle: () => void;
  readonly onReady: (engines: EngineVersions | undefined) => void;
  /** The process is gone. `output`: the end of what it wrote to stderr. */
  readonly onLoss: (loss: Loss, output: string) => void;
  /** What no other request can do without is wrong: an HcallError or a Defect. */
  readonly onFailure: (error: Error) => void;
}

/** A child process that does requests, as its parent sees it: the parent keeps the deadline. */
export class WorkerProcess<Setting, Request, Message> {
  readonly #child: ChildProcess;
  readonly #listener: WorkerListener<Message>;
  readonly #timeout: number;
  #ready = false;
  #busy = false;
  #ended = false;
  /** Set when it is ended because of a deadline. */
  #loss: Loss | undefined;
  #output = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(
    { module, setting, timeout, heapSize = defaultHeapSize }: WorkerSetting<Setting>,
    listener: WorkerListener<Message>,
  ) {
    this.#listener = listener;
    this.#timeout = timeout;
    // A group of its own: an interrupt from the terminal goes to the parent alone, and a kill takes the preprocessor along.
    this.#child = fork(module, [String(process.pid)], {
      serialization: 'advanced',
      detached: true,
      execArgv: [`--max-old-space-size=${heapSize}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-keptOutput);
    });
    this.#child.on('message', (message: WorkerMessage<Message>) => this.#hear(message));
    this.#child.on('error', (error) => this.#end(`did not start: ${error.message}`));
    this.#child.on('close', (code, signal) => this.#end(describeExit(code, signal)));
    this.#send({ type: 'open', setting });
    this.#startTimer();
  }

  /** Gives it a request; only when it is idle. */
  run(request: Request): void {
    this.#busy = true;
    this.#send({ type: 'request', request });
    this.#startTimer();
  }

  /** Ends the process and what it started; it reports nothing any more. */
  kill(): void {
    this.#ended = true;
    this.#killGroup();
    clearTimeout(this.#timer);
  }

  #hear(message: WorkerMessage<Message>): void {
    if (this.#ended || this.#loss !== undefined) {
      return;
    }
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#listener.onReady(message.engines);
        break;
      case 'message':
        this.#listener.onMessage(message.message);
        break;
      case 'done':
        this.#busy = false;
        break;
      case 'mistake':
        this.#listener.onFailure(
          new HcallError(message.diagnostics as readonly [Diagnostic, ...Diagnostic[]]),
        );
        return;
      case 'defect':
        this.#listener.onFailure(new Defect(message.defect));
        return;
    }
    this.#startTimer();
    if (message.type === 'done') {
      this.#listener.onIdle();
    }
  }

  /** Anew with each message. An idle process may take its time. */
  #startTimer(): void {
    clearTimeout(this.#timer);
    if (this.#ended || (this.#ready && !this.#busy)) {
      return;
    }
    const timer = setTimeout(
      () => {
        // This process may be the late one: what has arrived meanwhile is heard first.
        setImmediate(() => {
          if (this.#timer === timer && !this.#ended) {
            this.#loss = this.#ready
              ? { verdict: 'timeout', seconds: this.#timeout / 1000 }
              : { verdict: 'crash', exit: `was not ready after ${startTimeout / 1000} s` };
            this.#killGroup();
          }
        });
      },
      this.#ready ? this.#timeout : startTimeout,
    );
    this.#timer = timer;
  }

  #end(exit: string): void {
    if (this.#ended) {
      return;
    }
    this.kill();
    const lastWords = this.#output
      .split('\n')
      .map((line) => line.trim())
      .find((line) => /\b(FATAL ERROR|[A-Z]\w*Error:|[Aa]ssert)/.test(line));
    this.#listener.onLoss(
      this.#loss ?? {
        verdict: 'crash',
        exit,
        ...(lastWords === undefined ? {} : { lastWords }),
      },
      this.#output,
    );
  }

  #send(message: ParentMessage<Setting, Request>): void {
    if (this.#child.connected) {
      // A process that is gone by now is known by its exit.
      this.#child.send(message, () => {});
    }
  }

  #killGroup(): void {
    try {
      if (this.#child.pid !== undefined) {
        process.kill(-this.#child.pid, 'SIGKILL');
      }
    } catch {
      // No process is left in the group.
    }
  }
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}
