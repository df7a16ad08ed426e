import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { findRegister } from '../abi/register.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { HcallError, problem } from '../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../diagnostics/render.ts';
import { defectReport } from './defect-report.ts';
import { exitCodeOfError } from './exit-code.ts';
import type { ExitCode } from './exit-codes.ts';
import { exitCodes, firstThatApplies } from './exit-codes.ts';
import type { Layers } from './layers.ts';
import { systemLayers } from './layers.ts';
import { Outputs } from './outputs.ts';
import { createProgram } from './program.ts';
import { reasonOf } from '../diagnostics/reason.ts';
import { ShownOutput } from './shown-output.ts';
import type { Context } from './context.ts';
import type { Surroundings, TextOutput } from './surroundings.ts';

/**
 * Runs one command line (without `node` and the program's name). Whatever goes wrong is told on stderr: the result is
 * the exit code.
 */
export async function runCommandLine(
  args: readonly string[],
  surroundings: Surroundings,
  layers: Layers = systemLayers,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  const note = (other: ExitCode): void => {
    code = firstThatApplies([code, other]);
  };
  const stdout = new ShownOutput(surroundings.stdout);
  const stderr = new ShownOutput(surroundings.stderr);
  const words = withLongNames(args);
  const program = await createProgram(words, {
    ...surroundings,
    stdout,
    stderr,
    layers,
    outputs: new Outputs(surroundings),
    exitWith: note,
  });
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    note(tell(error, { ...surroundings, stderr }, helpFor(words, program)));
  }
  if (surroundings.interruption.aborted) {
    note(exitCodes.interrupted);
  }
  return code;
}

/** Options that the C preprocessor spells as a word after one hyphen, which commander cannot. */
const preprocessorNames: Readonly<Record<string, string>> = {
  '-include': '--include-file',
  '-nostdinc': '--nostdinc',
};

function withLongNames(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, index) =>
    end >= 0 && index > end ? arg : (preprocessorNames[arg] ?? arg),
  );
}

/** The help that describes what was typed. */
function helpFor([name]: readonly string[], program: Command): string {
  const isCommand = program.commands.some((command) => command.name() === name);
  return isCommand ? `see hcall ${name} --help` : 'see hcall --help';
}

function tell(
  error: unknown,
  { stderr, interruption }: Pick<Context, 'stderr' | 'interruption'>,
  help: string,
): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) {
      return exitCodes.ok;
    }
    // No command at all: the help is already printed.
    if (error.code === 'commander.help') {
      return exitCodes.badInput;
    }
    return tellDiagnostics(usageError(error, help), stderr);
  }
  if (error instanceof HcallError) {
    return tellDiagnostics(error, stderr);
  }
  if (interruption.aborted && error === interruption.reason) {
    return exitCodes.interrupted;
  }
  const fileError = fileErrorOf(error);
  if (fileError !== undefined) {
    return tellDiagnostics(fileError, stderr);
  }
  stderr.write(defectReport(error));
  return exitCodes.defect;
}

function tellDiagnostics(error: HcallError, stderr: TextOutput): ExitCode {
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

/** A system call that failed on a file: the file is the user's, and so is the mend. */
function fileErrorOf(error: unknown): HcallError | undefined {
  const { syscall, path } = error as Partial<NodeJS.ErrnoException>;
  return syscall === undefined || path === undefined
    ? undefined
    : problem('file-not-accessible', `cannot ${syscall} '${path}': ${reasonOf(error)}`);
}
