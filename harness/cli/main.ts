#!/usr/bin/env node
import { randomInt } from 'node:crypto';
import { runCommandLine } from './command-line.ts';
import { exitCodes } from './exit-code.ts';
import { ProcessOutput } from './process-output.ts';

const stdout = new ProcessOutput(process.stdout, process.env);
const stderr = new ProcessOutput(process.stderr, process.env);

const interruption = new AbortController();
process.on('SIGINT', () => {
  // The first asks for an orderly end with a report; the second is for whoever does not want to wait.
  if (interruption.signal.aborted) {
    process.exit(exitCodes.interrupted);
  }
  interruption.abort(new Error('interrupted'));
});

/** The current folder may have been removed since the shell went there. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    stderr.write('error: the current folder does not exist any more\n');
    process.exit(exitCodes.badInput);
  }
}

let code = await runCommandLine(process.argv.slice(2), {
  stdout,
  stderr,
  cwd: currentFolder(),
  environment: process.env,
  interruption: interruption.signal,
  clock: () => performance.now() * 1000,
  randomSeed: () => randomInt(2 ** 32),
});
await stdout.drain();
if (stdout.failure !== undefined) {
  stderr.write(`error: cannot write the output: ${stdout.failure.message}\n`);
  code = exitCodes.badInput;
}
await stderr.drain();
process.exit(code);
