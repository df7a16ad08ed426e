import cliProgress from 'cli-progress';
import type { Context } from './context.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** How far work of many parts is. */
export type UpdateProgress = (done: number, total: number) => void;

/**
 * Shows how far the work is while it runs: one bar on a terminal, nothing elsewhere. Rejects with the reason
 * of the interruption as soon as there is one.
 */
export async function withProgress<Result>(
  { stderr, interruption }: Context,
  work: (update: UpdateProgress) => Promise<Result>,
): Promise<Result> {
  // What is written to may be anything in a test; a bar needs the terminal itself.
  if (!stderr.colour || !process.stderr.isTTY) {
    return untilInterrupted(interruption, () => work(() => {}));
  }
  const bar = new cliProgress.SingleBar(
    { format: '{bar} {value}/{total} parts, {duration_formatted}', clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  try {
    return await untilInterrupted(interruption, () =>
      work((done, total) => {
        if (bar.isActive) {
          bar.update(done);
        } else {
          bar.start(total, done);
        }
      }),
    );
  } finally {
    bar.stop();
  }
}
