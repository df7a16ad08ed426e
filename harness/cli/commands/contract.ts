import type { Command } from 'commander';
import type { ContractResult } from '../../contract/contract.ts';
import { jsonText, shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { readChoice } from '../option-values.ts';
import { writeReport } from '../reports.ts';
import { withProgress } from '../progress.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import type { CallingOptions } from '../sweep-options.ts';
import {
  addCallingOptions,
  heedFailures,
  readPool,
  readTools,
  requireFile,
  subjectName,
} from '../sweep-options.ts';

const formats = ['text', 'json', 'md'] as const;
type Format = (typeof formats)[number];

interface ContractArguments extends SourceOptions, CallingOptions {
  readonly abi?: string;
  readonly table?: string;
  readonly format: Format;
}

const examples = `
Exit code 1 when a call reads or changes what abi.yaml does not declare, or a table could not be measured.

Examples:
  hcall contract immediate
  hcall contract x0/kvm --format md`;

export function addContractCommand(program: Command, context: Context): void {
  const command = program
    .command('contract')
    .description('measure what each operation of an ABI reads and changes, beside what it declares')
    .argument('<abi>', 'an ABI, ABI/TABLE, a folder with an abi.yaml, or a file of vectors')
    .option('--abi <name>', "the ABI that a file's vectors follow (default: that of its folder)")
    .option('--table <symbol>', "the symbol of a file's vector table")
    .option(
      '--format <name>',
      formats.join(', '),
      (text) => readChoice('--format', text, formats),
      'text',
    );
  addCallingOptions(addSourceOptions(command), 'one table')
    .addHelpText('after', examples)
    .action(async (abi: string, options: ContractArguments) => {
      const settings = await readSettings([], options, context);
      requireFile([abi], settings, options);
      const { contract } = await import('../../contract/contract.ts');
      const result = await withProgress(context, (onProgress) =>
        contract({
          ...readPool(options, context),
          subject: subjectName(abi, settings, options),
          tools: readTools(settings, options),
          onProgress,
        }),
      );
      writeReport(await render(result, options.format, context), options.format, {
        write: context.stdout.writeData,
      });
      heedFailures(result.failures, context);
      if (result.remarks.some(({ severity }) => severity === 'finding')) {
        context.exitWith(exitCodes.failed);
      }
    });
}

async function render(
  result: ContractResult,
  format: Format,
  { stdout }: Context,
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../../report/contract-text.ts')).contractText(
        shownData(result),
        stdout.colour,
      );
    case 'json':
      return `${jsonText(result, 1)}\n`;
    case 'md':
      return (await import('../../report/contract-markdown.ts')).contractMarkdown(
        shownData(result),
      );
  }
}
