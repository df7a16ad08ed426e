import type { Command } from 'commander';
import { Option } from 'commander';

/** --caller, and its former name --origin, which the help leaves out. */
export function addCallerOption<T>(
  command: Command,
  description: string,
  read: (text: string, before: T) => T,
  value?: T,
): Command {
  const formerName = new Option('--origin <name>').hideHelp().argParser(read);
  formerName.attributeName = () => 'caller';
  return command
    .addOption(new Option('--caller <name>', description).argParser(read).default(value))
    .addOption(formerName);
}
