import { choiceOption } from './choice-option.ts';
import type { Command } from 'commander';
import { Option } from 'commander';

/** --caller, and its former name --origin, which the help leaves out. */
export function addCallerOption<T>(
  command: Command,
  description: string,
  names: readonly string[],
  read: (text: string, before: T) => T,
  value?: T,
): Command {
  const formerName = new Option('--origin <name>').hideHelp().argParser(read);
  formerName.attributeName = () => 'caller';
  return command
    .addOption(choiceOption('--caller <name>', description, names, read).default(value))
    .addOption(formerName);
}
