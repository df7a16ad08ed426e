import type {
  ArgumentDescription,
  CommandDescription,
  OptionDescription,
} from '../cli/command-description.ts';
import { codeSpan, markdownTable } from '../report/markdown.ts';
import { generatedNote } from './generated-note.ts';

/** Every command with its arguments, options and examples, as its help has them. */
export function commandsPage(commands: readonly CommandDescription[]): string {
  return [
    generatedNote,
    '',
    '# Commands',
    '',
    'The same text as `hcall help COMMAND` prints.',
    '',
    ...commands.map(({ name, description }) => `- [${name}](#hcall-${name}): ${description}`),
    ...commands.map(section),
    '',
  ].join('\n');
}

function section(command: CommandDescription): string {
  const { name, description, options, more } = command;
  const described = command.arguments.filter((argument) => argument.description !== '');
  return [
    '',
    `## hcall ${name}`,
    '',
    sentence(description),
    '',
    '```text',
    synopsis(command),
    '```',
    ...(described.length === 0
      ? []
      : [
          '',
          markdownTable(
            ['Argument', ''],
            described.map((one) => [codeSpan(argumentText(one)), one.description]),
          ),
        ]),
    ...byGroup(options).flatMap(([group, own]) => [
      '',
      markdownTable(
        [group, ''],
        own.map((option) => [codeSpan(optionText(option)), option.description]),
      ),
    ]),
    ...(more === '' ? [] : ['', '```text', more, '```']),
  ].join('\n');
}

/** The options below each heading of the help, in its order. */
export function byGroup(
  options: readonly OptionDescription[],
): (readonly [string, readonly OptionDescription[]])[] {
  const groups = [...new Set(options.map(({ group }) => group))];
  return groups.map((group) => [group, options.filter((option) => option.group === group)]);
}

/** `hcall run [options] [paths...]` */
function synopsis({ name, arguments: all }: CommandDescription): string {
  return ['hcall', name, '[options]', ...all.map(argumentText)].join(' ');
}

export function argumentText({ name, isRequired, isVariadic }: ArgumentDescription): string {
  const word = `${name}${isVariadic ? '...' : ''}`;
  return isRequired ? `<${word}>` : `[${word}]`;
}

/** `-t, --test-name <pattern>` */
export function optionText({ short, long, value }: OptionDescription): string {
  const names = short === undefined ? long : `${short}, ${long}`;
  return value === undefined ? names : `${names} <${value}>`;
}

/** Descriptions of commands start small and have no stop. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
