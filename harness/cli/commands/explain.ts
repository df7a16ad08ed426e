import type { Command } from 'commander';
import { suggest } from '../../abi/document/suggestion.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import { createPalette } from '../../diagnostics/palette.ts';
import { codeGroups, explanationOf } from '../../report/code-explanations.ts';
import type { Context } from '../context.ts';
import { wrap } from '../../report/wrap.ts';

/** Columns of an explanation. */
const width = 78;

export function addExplainCommand(program: Command, context: Context): void {
  program
    .command('explain')
    .description(
      'explain a code of a finding, a note or an error, and how to fix it; without one, list all codes',
    )
    .argument('[code]', 'as it stands in a report or after `error`')
    .addHelpText('after', '\nExamples:\n  hcall explain undeclared-input\n  hcall explain')
    .action((code: string | undefined) => {
      context.stdout.write(code === undefined ? list(context) : explain(code, context));
    });
}

function explain(code: string, { stdout }: Context): string {
  const group = codeGroups.find(({ codes }) => Object.hasOwn(codes, code));
  const explanation = explanationOf(code);
  if (group === undefined || explanation === undefined) {
    const known = codeGroups.flatMap(({ codes }) => Object.keys(codes));
    throw problem('unknown-explain-code', `unknown code '${code}'`, {
      note: suggest(code, known) ?? '`hcall explain` lists all codes',
    });
  }
  const palette = createPalette(stdout.colour);
  const kind = group.title.slice(0, group.title.indexOf('s:')).toLowerCase();
  return `${palette.bold(code)} (${kind})\n\n${wrap(explanation, width).join('\n')}\n`;
}

function list({ stdout }: Context): string {
  const palette = createPalette(stdout.colour);
  return codeGroups
    .map(({ title, codes }) =>
      [
        palette.bold(title),
        ...Object.keys(codes)
          .toSorted()
          .map((code) => `  ${code}`),
        '',
      ].join('\n'),
    )
    .join('\n');
}
