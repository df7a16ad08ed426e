import cliProgress from 'cli-progress';
import type { Context } from './context.ts';

/** Shows how far work of many parts is. */
export interface Progress {
  readonly update: (done: number, total: number) => void;
  readonly stop: () => void;
}

const silent: Progress = { update: () => {}, stop: () => {} };

/** One bar on a terminal; nothing where nobody watches. */
export function openProgress({ stderr }: Context): Progress {
  // What is written to may be anything in a test; a bar needs the terminal itself.
  if (!stderr.colour || !process.stderr.isTTY) {
    return silent;
  }
  const bar = new cliProgress.SingleBar(
    { format: '{bar} {value}/{total} parts, {duration_formatted}', clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    update: (done, total) => {
      if (!started) {
        started = true;
        bar.start(total, done);
      }
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
