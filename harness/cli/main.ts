#!/usr/bin/env node
import { randomInt } from 'node:crypto';
import type { WriteStream } from 'node:tty';
import { runCommandLine } from './command-line.ts';
import { exitCodes } from './exit-code.ts';
import type { TextOutput } from './surroundings.ts';

/** A reader that goes away (`hcall ... | head`) ends the output, not the command: the exit code stays true. */
function outputTo(stream: WriteStream): TextOutput {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE') {
      process.exitCode = exitCodes.badInput;
    }
  });
  const { NO_COLOR, TERM } = process.env;
  return {
    write: (text) => {
      if (open) {
        stream.write(text);
      }
    },
    colour: stream.isTTY && (NO_COLOR ?? '') === '' && TERM !== 'dumb',
  };
}

/** Waits until what was written has left the process, or its reader has. */
function drain(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

const interruption = new AbortController();
process.on('SIGINT', () => {
  // The first asks for an orderly end with a report; the second is for whoever does not want to wait.
  if (interruption.signal.aborted) {
    process.exit(exitCodes.interrupted);
  }
  interruption.abort(new Error('interrupted'));
});

const code = await runCommandLine(process.argv.slice(2), {
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  cwd: process.cwd(),
  interruption: interruption.signal,
  clock: () => performance.now() * 1000,
  randomSeed: () => randomInt(2 ** 32),
});
await Promise.all([drain(process.stdout), drain(process.stderr)]);
process.exit(code);
