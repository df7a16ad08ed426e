import { given } from '../collections/given.ts';
import { HcallError } from '../diagnostics/diagnostic.ts';
import { reportDefect } from './defect.ts';
import { dieWithParent } from './die-with-parent.ts';
import type { ParentMessage, WorkerMessage } from './message.ts';
import type { OpenService, Service } from './service.ts';

/**
 * Makes this process, which another one started with `fork`, a worker. Whatever a request does to it, the parent keeps
 * the verdicts: it has the deadline, and takes the first thing without a message for the one under way.
 */
export function serve<Setting, Request, Message>(
  open: OpenService<Setting, Request, Message>,
): void {
  dieWithParent(Number(process.argv[2]));
  let service: Service<Request, Message> | undefined;
  let work = Promise.resolve();

  async function handle(message: ParentMessage<Setting, Request>): Promise<void> {
    if (message.type === 'open') {
      service = await open(message.setting);
      const { engines } = service;
      await send({ type: 'ready', ...given({ engines }) });
      return;
    }
    await service?.handle(message.request, (one) => send({ type: 'message', message: one }));
    await send({ type: 'done' });
  }

  process.on('message', (message: ParentMessage<Setting, Request>) => {
    work = work.then(() => handle(message)).catch(report);
  });
  process.on('uncaughtException', (error) => void report(error));
  // The parent is gone: no one waits for results.
  process.on('disconnect', () => process.exit(0));
}

async function report(error: unknown): Promise<void> {
  try {
    await send(
      error instanceof HcallError
        ? { type: 'mistake', diagnostics: error.diagnostics }
        : { type: 'defect', defect: reportDefect(error) },
    );
  } catch {
    // The parent is gone.
    process.exit(1);
  }
}

/** Resolves when the message has left this process. */
function send(message: WorkerMessage<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => {
      if (error === null) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
}
