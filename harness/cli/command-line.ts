import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { problem } from '../diagnostics/diagnostic.ts';
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
    requireNoEmptyWord(words);
    await program.parseAsync(askedFor(words, program), { from: 'user' });
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

/** The words, but for `help NAME` of a name that is no command: as a command it is refused, with what may have been meant. */
function askedFor(words: readonly string[], program: Command): readonly string[] {
  const [first, name] = words;
  const isUnknown =
    first === 'help' && name !== undefined && !program.commands.some((one) => one.name() === name);
  return isUnknown && /^\w/.test(name) && name !== 'help' ? [name] : words;
}

/**
 * No word of a command line means anything when it is empty: it comes of a variable of a shell that is not set, and would be taken
 * for the current folder or for every test. Throws `bad-usage`.
 */
function requireNoEmptyWord(words: readonly string[]): void {
  const index = words.findIndex((word) => word === '' || /^--[\w-]+=$/.test(word));
  if (index < 0) {
    return;
  }
  const option = words[index] === '' ? words[index - 1] : words[index]?.slice(0, -1);
  const isValue = option !== undefined && /^--?\w/.test(option);
  throw problem(
    'bad-usage',
    isValue ? `the value of ${option} is empty` : `argument ${index + 1} is empty`,
    { note: 'a variable of the shell that is not set looks so: set it, or leave the word out' },
  );
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
