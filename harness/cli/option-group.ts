import type { Command } from 'commander';

/** The heading of options that belong to one command alone, as commander has it. */
export const ownOptions = 'Options:';

/** Headings in the help for options that many commands have. */
export const optionGroups = {
  code: "Code, in place of the ABI's own:",
  sources: 'ABIs, headers and macros:',
  calls: 'How calls are made:',
  processes: 'Processes:',
} as const;

/** Has the help show the options that `add` adds under a heading of theirs. */
export function addOptionGroup(
  command: Command,
  group: keyof typeof optionGroups,
  add: (command: Command) => void,
): Command {
  command.optionsGroup(optionGroups[group]);
  add(command);
  return command.optionsGroup(ownOptions);
}
