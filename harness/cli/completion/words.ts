import type { CommandDescription, OptionDescription } from '../command-description.ts';

/** Values that are no files, so that none are offered. */
const plainValues: ReadonlySet<string> = new Set([
  'pattern',
  'tag',
  'number',
  'count',
  'percent',
  'seed',
  'ms',
  'name',
  'ref',
]);

/** What an option's value is completed with: one of its choices, files, or nothing. */
export function valueKind({ value, choices }: OptionDescription): 'choices' | 'files' | 'nothing' {
  if (choices.length > 0) {
    return 'choices';
  }
  return value === undefined || plainValues.has(value) ? 'nothing' : 'files';
}

/** An option's names, the long one first. */
export function optionNames({ short, long }: OptionDescription): string[] {
  return short === undefined ? [long] : [long, short];
}

/** For a shell: one word in single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** What stands in the place of a command's arguments: words of a closed set, files where it is none. */
export function argumentWords({
  arguments: all,
}: CommandDescription): readonly string[] | 'files' | 'nothing' {
  if (all.length === 0) {
    return 'nothing';
  }
  const words = all.flatMap(({ choices }) => choices);
  return words.length > 0 ? words : 'files';
}
