import type { EngineVersions } from '../machine/engine-version.ts';
import type { Service } from './service.ts';
import type { Workers, WorkListener } from './workers.ts';

/** Does requests one by one in this process: what ends the process ends it all. */
export class InProcess<Request, Message> implements Workers<Request, Message> {
  readonly jobs = 1;
  readonly #service: Promise<Service<Request, Message>>;
  #engines: EngineVersions | undefined;
  #stopped = false;

  constructor(service: Promise<Service<Request, Message>>) {
    this.#service = service;
    // Whoever has requests hears of a failure.
    service.catch(() => {});
  }

  get engines(): EngineVersions | undefined {
    return this.#engines;
  }

  async run(
    requests: readonly Request[],
    { onMessage, onDone }: WorkListener<Request, Message>,
  ): Promise<void> {
    const service = await this.#service;
    this.#engines = service.engines;
    for (const request of requests) {
      if (this.#stopped) {
        return;
      }
      await service.handle(request, async (message) => onMessage(message, request));
      onDone?.(request);
      // Signals and timers get their turn between requests.
      await new Promise(setImmediate);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  close(): void {
    this.#service.then(
      (service) => service.close(),
      () => {},
    );
  }
}
