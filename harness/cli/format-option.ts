import type { Command } from 'commander';
import { choiceOption } from './choice-option.ts';
import { readChoice } from './option-values.ts';

/** --format; the first of the formats is the default. */
export function addFormatOption(
  command: Command,
  formats: readonly [string, ...string[]],
): Command {
  const option = choiceOption('--format <name>', formats.join(', '), formats, (text) =>
    readChoice('--format', text, formats),
  );
  return command.addOption(option.default(formats[0]));
}
