import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Comparison } from '../../comparison/comparison.ts';
import { jsonText, shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import { writeReport } from '../reports.ts';
import { readChoice } from '../option-values.ts';
import { withProgress } from '../progress.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import type { SweepingOptions } from '../sweep-options.ts';
import {
  addSweepingOptions,
  heedFailures,
  readPool,
  readTools,
  requireFile,
  subjectName,
} from '../sweep-options.ts';

const formats = ['text', 'json', 'md', 'html'] as const;
type Format = (typeof formats)[number];

interface CompareArguments extends SourceOptions, SweepingOptions {
  readonly abi?: string;
  readonly table?: string;
  readonly namespace?: string;
  readonly short?: true;
  readonly format: Format;
}

const examples = `
Two ABIs, or two builds of one: each is an ABI, ABI/TABLE, a folder with an abi.yaml, or a file of vectors.

Examples:
  hcall compare x0 immediate
  hcall compare x0 immediate --format html > x0-immediate.html
  hcall compare asm/immediate/hyp-stub.S build/hyp-stub.o --abi immediate
  hcall compare x0 immediate --baseline abi-changes.json    the guard for CI; --update writes the file`;

export function addCompareCommand(program: Command, context: Context): void {
  const command = program
    .command('compare')
    .description('show what a change from one ABI to another changes for every call')
    .argument('<a>', 'the one')
    .argument('<b>', 'the other')
    .option('--abi <name>', "the ABI that files' vectors follow (default: that of their folder)")
    .option('--table <symbol>', "the symbol of files' vector table")
    .option('--namespace <file>', 'who else uses HVC (default: the list that comes with hcall)')
    .option('--short', 'only what callers get that nobody converts (text)')
    .option(
      '--format <name>',
      formats.join(', '),
      (text) => readChoice('--format', text, formats),
      'text',
    );
  addSweepingOptions(addSourceOptions(command))
    .addHelpText('after', examples)
    .action((a: string, b: string, options: CompareArguments) =>
      runCompare(a, b, options, context),
    );
}

async function runCompare(
  a: string,
  b: string,
  options: CompareArguments,
  context: Context,
): Promise<void> {
  const { namespace } = options;
  const settings = await readSettings(namespace === undefined ? [] : [namespace], options, context);
  requireFile([a, b], settings, options);
  const { Baseline } = await import('../baseline.ts');
  const baseline = await Baseline.open('hcall.compare/1', options, context);
  const { compare } = await import('../../comparison/compare.ts');
  const result = await withProgress(context, (onProgress) =>
    compare({
      ...readPool(options, context),
      a: subjectName(a, settings, options),
      b: subjectName(b, settings, options),
      tools: readTools(settings, options),
      exhaustive: options.exhaustive ?? false,
      slots: options.slots ?? false,
      traces: options.format === 'html',
      ...(options.origin === undefined ? {} : { callers: options.origin }),
      ...(namespace === undefined ? {} : { namespaceFile: resolve(context.cwd, namespace) }),
      onProgress,
    }),
  );
  writeReport(await render(result, options, context), options.format, {
    write: context.stdout.writeData,
  });
  heedFailures([...result.a.failures, ...result.b.failures], context);
  await baseline?.heed(result);
}

async function render(
  result: Comparison,
  { format, short }: CompareArguments,
  { stdout }: Context,
): Promise<string> {
  switch (format) {
    case 'text': {
      const { compareText } = await import('../../report/compare-text.ts');
      return compareText(shownData(result), stdout.colour, { short: short === true });
    }
    case 'json':
      return `${jsonText(result, 1)}\n`;
    case 'md':
      return (await import('../../report/compare-markdown.ts')).compareMarkdown(shownData(result));
    case 'html':
      return (await import('../../report/compare-html.ts')).compareHtml(result);
  }
}
