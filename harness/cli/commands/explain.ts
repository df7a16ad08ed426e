import type { Command } from 'commander';
import { suggest } from '../../abi/document/suggestion.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { Palette } from '../../diagnostics/palette.ts';
import { createPalette } from '../../diagnostics/palette.ts';
import type { ExplainedCode } from '../../report/code-explanations.ts';
import { codeGroups, explainedCodes } from '../../report/code-explanations.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { wrap } from '../../report/wrap.ts';
import { lookedHeader } from '../../run/document-header.ts';
import type { Context } from '../context.ts';
import { addFormatOption } from '../format-option.ts';

/** Columns of an explanation. */
const width = 78;

interface ExplainArguments {
  readonly format: 'text' | 'json';
}

export function addExplainCommand(program: Command, context: Context): void {
  const command = program
    .command('explain')
    .description(
      'explain a code of a finding, a note or an error, and how to fix it; without one, list all codes',
    )
    .argument('[code]', 'as it stands in a report or after `error`');
  addFormatOption(command, ['text', 'json'])
    .addHelpText('after', '\nExamples:\n  hcall explain undeclared-input\n  hcall explain')
    .action((code: string | undefined, { format }: ExplainArguments) => {
      const { stdout } = context;
      const chosen = code === undefined ? undefined : find(code);
      if (format === 'json') {
        const codes = chosen === undefined ? explainedCodes() : [chosen];
        stdout.writeData(jsonDocument({ ...lookedHeader('explain'), codes }));
      } else {
        const palette = createPalette(stdout.colour);
        stdout.write(chosen === undefined ? list(palette) : explain(chosen, palette));
      }
    });
}

/** Throws `unknown-explain-code`. */
function find(code: string): ExplainedCode {
  const all = explainedCodes();
  const found = all.find((one) => one.code === code);
  if (found === undefined) {
    const known = all.map((one) => one.code);
    throw problem('unknown-explain-code', `unknown code '${code}'`, {
      note: suggest(code, known) ?? '`hcall explain` lists all codes',
    });
  }
  return found;
}

function explain({ code, kind, explanation }: ExplainedCode, palette: Palette): string {
  return `${palette.bold(code)} (${kind})\n\n${wrap(explanation, width).join('\n')}\n`;
}

function list(palette: Palette): string {
  const all = explainedCodes();
  return codeGroups
    .map(({ title, kind }) =>
      [
        palette.bold(title),
        ...all.filter((one) => one.kind === kind).map(({ code }) => `  ${code}`),
        '',
      ].join('\n'),
    )
    .join('\n');
}
