import type { EngineVersions } from '../machine/engine-version.ts';

/** Does requests one after the other, in whichever process it was opened. */
export interface Service<Request, Message> {
  /** What it loaded; absent where it runs no code. */
  readonly engines?: EngineVersions;
  /**
   * `send` resolves when the message has left this process: what comes next may end it. Rejects with an HcallError for
   * what no other request can do without either.
   */
  readonly handle: (request: Request, send: (message: Message) => Promise<void>) => Promise<void>;
  readonly close: () => void;
}

/** Loads what the requests need. Rejects with an HcallError when something is missing. */
export type OpenService<Setting, Request, Message> = (
  setting: Setting,
) => Promise<Service<Request, Message>>;
