import { exitCodes } from './exit-codes.ts';

const controller = new AbortController();

/** Aborted by the first signal that asks for an end. */
export const interruption: AbortSignal = controller.signal;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // The first asks for an orderly end with a report; the second is for whoever does not want to wait. No file is half
    // written then, and what listens for the exit kills the children.
    if (interruption.aborted) {
      process.exit(exitCodes.interrupted);
    }
    controller.abort(new Error('interrupted'));
  });
}
