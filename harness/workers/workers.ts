import type { EngineVersions } from '../machine/engine-version.ts';
import type { Loss } from './loss.ts';

/** Whoever gives requests to workers. */
export interface WorkListener<Request, Message> {
  readonly onMessage: (message: Message, request: Request) => void;
  /** The process that had this request ended. What is left of it, for another process; undefined if that is nothing. */
  readonly onLost: (loss: Loss, request: Request) => Request | undefined;
  /** The request is done, or nothing is left of it. */
  readonly onDone?: (request: Request) => void;
}

/** What does requests, here or in other processes. */
export interface Workers<Request, Message> {
  /** Requests at a time. */
  readonly jobs: number;
  /** What they loaded; undefined where none is open yet. */
  readonly engines: EngineVersions | undefined;
  /**
   * Has all requests done, the first first, by no more than `most` processes at a time if that is given. Resolves when each is done or lost, or after `stop`. Rejects with an
   * HcallError for what no request can do without, and with a Defect for any other exception.
   */
  readonly run: (
    requests: readonly Request[],
    listener: WorkListener<Request, Message>,
    most?: number,
  ) => Promise<void>;
  /** Lets `run` resolve with what is done: at once, or after the request that this process has under way. */
  readonly stop: () => void;
  /** Ends every process, at once. */
  readonly close: () => void;
}
