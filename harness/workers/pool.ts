import type { EngineVersions } from '../machine/engine-version.ts';
import type { Loss } from './loss.ts';
import { describeLoss } from './loss.ts';
import type { WorkerListener, WorkerSetting } from './worker-process.ts';
import { WorkerProcess } from './worker-process.ts';
import type { Workers, WorkListener } from './workers.ts';

/*
 * Words of this room. A worker is a child process that runs guest code. It gets requests and sends messages; the pool
 * has several of them and gives each request to one. A loss is a worker's end before its answer: a crash, or a deadline
 * that passed. A defect is a failure of hcall itself.
 */

export interface PoolSetting<Setting> extends WorkerSetting<Setting> {
  /** Processes at a time. */
  readonly jobs: number;
}

/** Child processes that work for this one, so that nothing that a request does can end more than that request. */
export class Pool<Setting, Request, Message> implements Workers<Request, Message> {
  readonly jobs: number;
  readonly #setting: WorkerSetting<Setting>;
  /** With the request that each has. */
  readonly #workers = new Map<WorkerProcess<Setting, Request, Message>, Request | undefined>();
  readonly #killAll = (): void => this.#workers.forEach((_, worker) => worker.kill());
  #listener: WorkListener<Request, Message> | undefined;
  #queue: Request[] = [];
  /** Processes that the requests at hand may have. */
  #most: number;
  #settle: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  #failure: Error | undefined;
  #engines: EngineVersions | undefined;
  /** A process was ready once: one that does not start is this request's misfortune, and not that of all. */
  #starts = false;

  constructor({ jobs, ...setting }: PoolSetting<Setting>) {
    this.#setting = setting;
    this.jobs = jobs;
    this.#most = jobs;
    process.once('exit', this.#killAll);
    // One can be of use however little there will be to do.
    this.#start();
  }

  get engines(): EngineVersions | undefined {
    return this.#engines;
  }

  run(
    requests: readonly Request[],
    listener: WorkListener<Request, Message>,
    most = this.jobs,
  ): Promise<void> {
    this.#queue = [...requests];
    this.#most = Math.min(most, this.jobs);
    this.#listener = listener;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#hire();
    });
  }

  stop(): void {
    this.#queue = [];
    this.#settle?.resolve();
    this.close();
  }

  close(): void {
    this.#killAll();
    this.#workers.clear();
    process.off('exit', this.#killAll);
  }

  #start(): WorkerProcess<Setting, Request, Message> {
    const listener: WorkerListener<Message> = {
      onMessage: (message) => {
        const request = this.#workers.get(worker);
        if (request !== undefined) {
          this.#listener?.onMessage(message, request);
        }
      },
      onIdle: () => {
        const request = this.#workers.get(worker);
        this.#workers.set(worker, undefined);
        if (request !== undefined) {
          this.#listener?.onDone?.(request);
        }
        this.#hire();
      },
      onReady: (engines) => {
        this.#starts = true;
        this.#engines = engines;
      },
      onLoss: (loss, output) => {
        if (this.#starts) {
          this.#replace(worker, loss);
        } else {
          this.#workers.delete(worker);
          this.#fail(new Error(`no worker process starts: ${describeLoss(loss)}\n${output}`));
        }
      },
      onFailure: (error) => this.#fail(error),
    };
    const worker = new WorkerProcess<Setting, Request, Message>(this.#setting, listener);
    this.#workers.set(worker, undefined);
    return worker;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#settle?.reject(this.#failure);
  }

  /** Gives work to every process that has none, and starts processes as long as there may be more. */
  #hire(): void {
    if (this.#failure !== undefined) {
      this.#settle?.reject(this.#failure);
      return;
    }
    while (this.#queue.length > 0) {
      const idle = [...this.#workers].find(([, current]) => current === undefined)?.[0];
      const worker = idle ?? (this.#workers.size < this.#most ? this.#start() : undefined);
      if (worker === undefined) {
        return;
      }
      const request = this.#queue.shift() as Request;
      this.#workers.set(worker, request);
      worker.run(request);
    }
    if ([...this.#workers.values()].every((request) => request === undefined)) {
      this.#settle?.resolve();
    }
  }

  #replace(worker: WorkerProcess<Setting, Request, Message>, loss: Loss): void {
    const request = this.#workers.get(worker);
    this.#workers.delete(worker);
    if (request !== undefined) {
      const left = this.#listener?.onLost(loss, request);
      if (left === undefined) {
        this.#listener?.onDone?.(request);
      } else {
        this.#queue.unshift(left);
      }
    }
    this.#hire();
  }
}
