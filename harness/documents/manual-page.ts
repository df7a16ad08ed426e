import type { CommandDescription } from '../cli/command-description.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { argumentText, byGroup, optionText, sentence } from './commands-page.ts';

/** The manual page hcall(1), in the man macros of groff_man(7). No date: the same code gives the same page. */
export function manualPage(
  description: string,
  commands: readonly CommandDescription[],
  version: string,
): string {
  return [
    `.TH HCALL 1 "" "hcall ${roff(version)}" "User Commands"`,
    '.SH NAME',
    `hcall \\- ${roff(description.replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    '.B hcall',
    roff('COMMAND [options] [arguments]'),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...Object.entries(exitMeanings).flatMap(([name, meaning]) => [
      '.TP',
      `.B ${exitCodes[name as keyof typeof exitCodes]}`,
      roff(meaning),
    ]),
    '.SH ENVIRONMENT',
    ...Object.entries(variables).flatMap(([name, meaning]) => ['.TP', `.B ${name}`, roff(meaning)]),
    '',
  ].join('\n');
}

const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'All passed.',
  failed: 'Some test failed, a statement is not proved, or a gate was not reached.',
  badInput: 'Bad usage, a mistake in a fixture or a source, or an output that cannot be written.',
  missingTool: 'A tool is missing: hcall doctor says which.',
  noTestRan: 'No test ran.',
  defect: 'A defect in hcall.',
  interrupted: 'Interrupted.',
};

const variables = {
  HCALL_CACHE: 'The folder that assembled objects are kept in; empty for none.',
  FORCE_COLOR: 'Colours, or with 0 none, whatever the output is.',
  NO_COLOR: 'No colours.',
} as const;

function commandLines(command: CommandDescription): string[] {
  const { name, description, options, more } = command;
  const words = command.arguments.map((argument) => ` ${roff(argumentText(argument))}`).join('');
  return [
    `.SS hcall ${roff(name)} [options]${words}`,
    roff(sentence(description)),
    ...byGroup(options).flatMap(([group, own]) => [
      '.PP',
      `.I ${roff(group)}`,
      ...own.flatMap((option) => [
        '.TP',
        `.B ${roff(optionText(option))}`,
        roff(option.description),
      ]),
    ]),
    ...(more === '' ? [] : ['.PP', '.EX', ...more.split('\n').map(roff), '.EE']),
  ];
}

/** A line as it stands: backslashes, hyphens that are typed, and a dot or a quote in front are roff's. */
function roff(text: string): string {
  const escaped = text.replaceAll('\\', String.raw`\e`).replaceAll('-', String.raw`\-`);
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
