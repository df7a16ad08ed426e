import { CommanderError } from 'commander';
import { findRegister } from '../abi/register.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError, problem } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { renderDiagnostic } from '../diagnostics/render.ts';
import type { Context } from './context.ts';
import { defectReport } from './defect-report.ts';
import { exitCodeOfError } from './exit-code.ts';
import type { ExitCode } from './exit-codes.ts';
import { exitCodes } from './exit-codes.ts';
import type { TextOutput } from './surroundings.ts';

/** Reports on stderr why a command line failed. `help`: what describes the command. */
export function reportFailure(
  error: unknown,
  { stderr, interruption }: Pick<Context, 'stderr' | 'interruption'>,
  help: string,
): ExitCode {
  if (error instanceof CommanderError) {
    // No command at all: the help is already printed.
    return error.code === 'commander.help'
      ? exitCodes.badInput
      : reportDiagnostics(usageError(error, help), stderr);
  }
  if (error instanceof HcallError) {
    return reportDiagnostics(error, stderr);
  }
  if (interruption.aborted && error === interruption.reason) {
    return exitCodes.interrupted;
  }
  const fileError = fileErrorOf(error);
  if (fileError !== undefined) {
    return reportDiagnostics(fileError, stderr);
  }
  stderr.write(defectReport(error));
  return exitCodes.defect;
}

function reportDiagnostics(error: HcallError, stderr: TextOutput): ExitCode {
  for (const diagnostic of error.diagnostics) {
    stderr.write(`${renderDiagnostic(diagnostic, { colour: stderr.colour }).trimEnd()}\n`);
  }
  return exitCodeOfError(error);
}

/** Commander's message in the form of all others: `error: WHAT` and, on a line of its own, `(Did you mean WHAT?)`. */
function usageError({ message }: CommanderError, help: string): HcallError {
  const [what = '', suggestion] = message.split('\n');
  const note =
    suggestion === undefined ? undefined : /^\(Did you mean (.*)\?\)$/.exec(suggestion)?.[1];
  const more: Pick<Diagnostic, 'note'> = {
    note: note === undefined ? (registerNote(what) ?? help) : `did you mean '${note}'?`,
  };
  return problem('bad-usage', what.replace(/^error: /, ''), more);
}

/** `hcall call` has an option for each general register, and `--set` for the others. */
function registerNote(what: string): string | undefined {
  const name = /unknown option '--([a-z]\w*)'$/.exec(what)?.[1] ?? '';
  return findRegister(name) === undefined
    ? undefined
    : `--set ${name}=VALUE sets a register other than x0 to x30`;
}

/** A system call that failed on a file: the file is the user's, and so is the fix. */
function fileErrorOf(error: unknown): HcallError | undefined {
  const { syscall, path } = error as Partial<NodeJS.ErrnoException>;
  return syscall === undefined || path === undefined
    ? undefined
    : problem('file-not-accessible', `cannot ${syscall} '${path}': ${reasonOf(error)}`);
}
