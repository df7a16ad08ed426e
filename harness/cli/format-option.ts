import type { Command } from 'commander';
import { readChoice } from './option-values.ts';

/** --format; the first of the formats is the default. */
export function addFormatOption(
  command: Command,
  formats: readonly [string, ...string[]],
): Command {
  return command.option(
    '--format <name>',
    formats.join(', '),
    (text) => readChoice('--format', text, formats),
    formats[0],
  );
}
