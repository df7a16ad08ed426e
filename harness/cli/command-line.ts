import { CommanderError } from 'commander';
import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import { exitCodes, firstThatApplies } from './exit-codes.ts';
import type { Layers } from './layers.ts';
import { systemLayers } from './layers.ts';
import { Outputs } from './outputs.ts';
import { createProgram } from './program.ts';
import { ShownOutput } from './shown-output.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Runs one command line (without `node` and the program's name). What goes wrong is reported on stderr; the result is
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
    await program.parseAsync(withoutLostHelp(words, program), { from: 'user' });
  } catch (error) {
    // Commander's way to end a command line that asks for a help text or the version.
    if (!(error instanceof CommanderError && error.exitCode === 0)) {
      const { reportFailure } = await import('./failure.ts');
      note(reportFailure(error, { ...surroundings, stderr }, helpFor(words, program)));
    }
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

/** `help` of a command that there is not is the command alone: commander's error for that says what is near. */
function withoutLostHelp(words: readonly string[], program: Command): readonly string[] {
  const [first, second] = words;
  const isLost =
    first === 'help' &&
    second !== undefined &&
    /^[a-z]/.test(second) &&
    second !== 'help' &&
    !program.commands.some((command) => command.name() === second);
  return isLost ? words.slice(1) : words;
}

/** The help that describes what was typed. */
function helpFor([name]: readonly string[], program: Command): string {
  const isCommand = program.commands.some((command) => command.name() === name);
  return isCommand ? `see hcall ${name} --help` : 'see hcall --help';
}
