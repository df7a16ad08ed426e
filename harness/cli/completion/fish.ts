import type { CommandDescription, OptionDescription } from '../command-description.ts';
import { argumentWords, valueKind } from './words.ts';

/** Fish 3. */
export function fishCompletion(commands: readonly CommandDescription[]): string {
  const lines = commands.flatMap((command) => [
    `complete -c hcall -n __fish_use_subcommand -f -a ${quoted(command.name)} -d ${quoted(command.description)}`,
    argumentLine(command),
    ...command.options.map(
      (option) => `complete -c hcall -n ${using(command)} ${optionWords(option)}`,
    ),
  ]);
  return `\
# fish completion of hcall: hcall completion fish > ~/.config/fish/completions/hcall.fish
complete -c hcall -n __fish_use_subcommand -f -s h -l help -d 'print this help'
complete -c hcall -n __fish_use_subcommand -f -s V -l version -d 'print the version'
${lines.join('\n')}
`;
}

function argumentLine(command: CommandDescription): string {
  const words = argumentWords(command);
  const start = `complete -c hcall -n ${using(command)}`;
  switch (words) {
    case 'files':
      return `${start} -F`;
    case 'nothing':
      return `${start} -f`;
    default:
      return `${start} -f -a ${quoted(words.join(' '))}`;
  }
}

function using({ name }: CommandDescription): string {
  return quoted(`__fish_seen_subcommand_from ${name}`);
}

function optionWords(option: OptionDescription): string {
  const { short, long, description, value } = option;
  const names = [
    ...(short === undefined
      ? []
      : [short.length === 2 ? `-s ${short.slice(1)}` : `-o ${short.slice(1)}`]),
    `-l ${long.slice(2)}`,
  ];
  const kinds = {
    choices: `-x -a ${quoted(option.choices.join(' '))}`,
    files: '-r -F',
    nothing: '-x',
  };
  const taken = value === undefined ? '' : ` ${kinds[valueKind(option)]}`;
  return `${names.join(' ')}${taken} -d ${quoted(description)}`;
}

/** Fish reads a backslash in single quotes as an escape, which other shells do not. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
