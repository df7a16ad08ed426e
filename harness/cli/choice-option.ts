import type { Command } from 'commander';
import { Help, Option } from 'commander';

/** An option whose values are known: `read` refuses others, and completions offer these. */
export function choiceOption<Value>(
  flags: string,
  description: string,
  choices: readonly string[],
  read: (text: string, before: Value) => Value,
): Option {
  const option = new Option(flags, description).argParser(read);
  option.argChoices = [...choices];
  return option;
}

/** The descriptions name the choices already, so that the help does not repeat them. */
export function hideChoices(program: Command): Command {
  const plain = new Help();
  return program.configureHelp({
    optionDescription: (option) =>
      plain.optionDescription(
        Object.assign(new Option(option.flags), option, { argChoices: undefined }),
      ),
  });
}
