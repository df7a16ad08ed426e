import { randomInt } from 'node:crypto';
import { fstatSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { DirectOutput } from '../files/direct-output.ts';
import type { Output } from '../files/output.ts';
import { StreamOutput } from '../files/stream-output.ts';
import { wantsColour } from './colour.ts';
import { runCommandLine } from './command-line.ts';
import type { ExitCode } from './exit-codes.ts';
import { exitCodes, firstThatApplies } from './exit-codes.ts';

/** Runs the command line of this process, to its last written byte. */
export async function runProcess(interruption: AbortSignal): Promise<ExitCode> {
  const stdout = standardOutput(1, process.stdout);
  const stderr = standardOutput(2, process.stderr);
  const cwd = currentFolder();
  if (cwd === undefined) {
    stderr.write('error: the current folder does not exist any more\n');
    return exitCodes.badInput;
  }
  const code = await runCommandLine(process.argv.slice(2), {
    stdout,
    stderr,
    cwd,
    environment: process.env,
    interruption,
    clock: () => performance.now() * 1000,
    randomSeed: () => randomInt(2 ** 32),
  });
  const written = await finish(stdout, stderr);
  return firstThatApplies([code, written]);
}

/** What cannot be said on the error output cannot be said. */
async function finish(stdout: Output, stderr: Output): Promise<ExitCode> {
  try {
    await stdout.finish();
    return exitCodes.ok;
  } catch (error) {
    const { notWritable } = await import('./outputs.ts');
    const { renderDiagnostic } = await import('../diagnostics/render.ts');
    for (const diagnostic of notWritable(error, undefined).diagnostics) {
      stderr.write(`${renderDiagnostic(diagnostic, { colour: stderr.colour }).trimEnd()}\n`);
    }
    return exitCodes.badInput;
  } finally {
    await stderr.finish().catch(() => {});
  }
}

/** Node's own stream loses what a system call does not take of a file. */
function standardOutput(descriptor: number, stream: WriteStream): Output {
  const stats = fstatSync(descriptor);
  const colour = wantsColour(isTerminal(stream), process.env);
  if (stats.isFile() || (stats.isCharacterDevice() && !isTerminal(stream))) {
    return new DirectOutput(descriptor, false, colour);
  }
  return new StreamOutput(stream, { colour, isStandard: true });
}

/**
 * A stream that is no terminal says `undefined`, whatever its type says; palettes would take that for "find out", and
 * CI services would get colours.
 */
function isTerminal({ isTTY }: { readonly isTTY?: boolean }): boolean {
  return isTTY === true;
}

/** The current folder may have been removed since the shell went there. */
function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
