import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import type { Image } from '../image/image.ts';
import type { ItemReport } from './worker-message.ts';
import type { Loss, WorkerListener, WorkerSetting, Work } from './worker-process.ts';
import { WorkerProcess, workerModule } from './worker-process.ts';

export interface PoolSetting extends Omit<WorkerSetting, 'module'> {
  /** Processes at a time. */
  readonly jobs: number;
  /** What the processes run; hcall's own worker if left out. */
  readonly module?: string;
}

/** Whoever gives work to a pool. */
export interface PoolListener {
  readonly onReport: (report: ItemReport) => void;
  /** The process that had this item ended, and the item with it. */
  readonly onLost: (index: number, loss: Loss) => void;
  /** Comes before the reports on the session; more than once where several processes have it. */
  readonly onImage?: (key: string, abi: string, image: Image) => void;
}

/** How many processes start before it is known how much there is to do. */
const earlyStarts = 2;

const nobody: PoolListener = { onReport: () => {}, onLost: () => {} };

/** Child processes that work for this one, so that nothing that an item of work does can end more than that item. */
export class ProcessPool {
  /** Processes at a time. */
  readonly jobs: number;
  readonly #setting: WorkerSetting;
  /** With the work that each has. */
  readonly #workers = new Map<WorkerProcess, Work | undefined>();
  readonly #killAll = (): void => this.#workers.forEach((_, worker) => worker.kill());
  #listener = nobody;
  #queue: Work[] = [];
  #settle: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  #missing: HcallError | undefined;

  constructor({ jobs, module = workerModule, ...setting }: PoolSetting) {
    this.#setting = { ...setting, module };
    this.jobs = jobs;
    process.once('exit', this.#killAll);
    for (let started = 0; started < Math.min(jobs, earlyStarts); started += 1) {
      this.#start();
    }
  }

  /**
   * Has all of the work done, the first first. Resolves when each item has a report or is lost, or after `stop`. Rejects
   * with an HcallError when a tool is missing.
   */
  run(work: readonly Work[], listener: PoolListener): Promise<void> {
    this.#queue = work.filter(({ items }) => items.length > 0);
    this.#listener = listener;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#hire();
    });
  }

  /** Lets `run` resolve with what is done. */
  stop(): void {
    this.#queue = [];
    this.#settle?.resolve();
    this.close();
  }

  /** Ends every process, at once. */
  close(): void {
    this.#killAll();
    this.#workers.clear();
    process.off('exit', this.#killAll);
  }

  #start(): WorkerProcess {
    const listener: WorkerListener = {
      onReport: (report) => this.#listener.onReport(report),
      onImage: (key, abi, image) => this.#listener.onImage?.(key, abi, image),
      onIdle: (worker) => {
        this.#workers.set(worker, undefined);
        this.#hire();
      },
      onLoss: (worker, loss) => this.#replace(worker, loss),
      onMissing: (diagnostics) => this.#giveUp(diagnostics),
    };
    const worker = new WorkerProcess(this.#setting, listener);
    this.#workers.set(worker, undefined);
    return worker;
  }

  /** Gives work to every process that has none, and starts processes as long as there may be more. */
  #hire(): void {
    if (this.#missing !== undefined) {
      this.#settle?.reject(this.#missing);
      return;
    }
    for (let work = this.#queue[0]; work !== undefined; work = this.#queue[0]) {
      const idle = [...this.#workers].find(([, current]) => current === undefined)?.[0];
      const worker = idle ?? (this.#workers.size < this.jobs ? this.#start() : undefined);
      if (worker === undefined) {
        return;
      }
      this.#queue.shift();
      this.#workers.set(worker, work);
      worker.run(work);
    }
    if ([...this.#workers.values()].every((work) => work === undefined)) {
      this.#settle?.resolve();
    }
  }

  #replace(worker: WorkerProcess, loss: Loss): void {
    const work = this.#workers.get(worker);
    this.#workers.delete(worker);
    if (work !== undefined) {
      const next = loss.done + loss.lost;
      if (next < work.items.length) {
        this.#queue.unshift(withItemsFrom(work, next));
      }
      for (const { index } of work.items.slice(loss.done, next)) {
        this.#listener.onLost(index, loss);
      }
    }
    this.#hire();
  }

  #giveUp([first, ...rest]: readonly Diagnostic[]): void {
    if (first !== undefined) {
      this.#missing = new HcallError([first, ...rest]);
      this.#settle?.reject(this.#missing);
    }
  }
}

function withItemsFrom(work: Work, start: number): Work {
  return work.type === 'tests'
    ? { ...work, items: work.items.slice(start) }
    : { ...work, items: work.items.slice(start) };
}
