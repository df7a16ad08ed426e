import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';
import { ownOptions } from './option-group.ts';

/** A command as its help describes it. Plain data, for completions, the manual and the reference. */
export interface CommandDescription {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly ArgumentDescription[];
  readonly options: readonly OptionDescription[];
  /** Below the options: examples, and what else the help says. */
  readonly more: string;
}

export interface ArgumentDescription {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
  readonly isVariadic: boolean;
  /** All values there are; empty where it is a path, or a text of the user's. */
  readonly choices: readonly string[];
}

export interface OptionDescription {
  /** `-t`, where there is one. */
  readonly short: string | undefined;
  /** `--test-name` */
  readonly long: string;
  readonly description: string;
  /** Its heading in the help, without the colon. */
  readonly group: string;
  /** What stands for its value: `pattern`, `file`; absent where it takes none. */
  readonly value: string | undefined;
  /** All values there are; empty where they are no closed set. */
  readonly choices: readonly string[];
}

/** The commands of a program, in the order of its help. */
export function describeCommands(program: Command): CommandDescription[] {
  return program.commands.map(describeCommand);
}

/** One command; a program's own options are those of its help and version. */
function describeCommand(command: Command): CommandDescription {
  const help = command.createHelp();
  return {
    name: command.name(),
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      isRequired: argument.required,
      isVariadic: argument.variadic,
      choices: argument.argChoices ?? [],
    })),
    options: help.visibleOptions(command).map((option) => ({
      short: option.short,
      long: option.long ?? option.flags,
      description: option.description,
      group: (option.helpGroupHeading ?? ownOptions).replace(/:$/, ''),
      value: /<(?<name>[^>]+)>/.exec(option.flags)?.groups?.['name'],
      choices: option.argChoices ?? [],
    })),
    more: textAfterHelp(command),
  };
}

/** What `addHelpText('after')` adds: commander has it only as an event, and its types hide that it is an emitter. */
function textAfterHelp(command: Command): string {
  let text = '';
  (command as unknown as EventEmitter).emit('afterHelp', {
    error: false,
    command,
    write: (piece: string) => void (text += piece),
  });
  return text.trim();
}
