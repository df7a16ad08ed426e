import type { Command } from 'commander';
import type { ImmediateRange } from '../../sweep/immediates.ts';
import type { SweepResult } from '../../sweep/sweep-result.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import { jsonDocument, schemas } from '../../diagnostics/json-document.ts';
import { shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import { addFormatOption } from '../format-option.ts';
import { readGiven } from '../given-register.ts';
import { given } from '../../collections/given.ts';
import { readNumber } from '../option-values.ts';
import { writeReport } from '../reports.ts';
import { withProgress } from '../progress.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import type { SweepingOptions } from '../sweep-options.ts';
import { addSweepingOptions, failOnMissingParts, readPool } from '../sweep-options.ts';
import { addTrialOptions, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, vectorsHelp, writtenVectors } from '../vector-options.ts';

const formats = ['text', 'json', 'md', 'svg'] as const;
type Format = (typeof formats)[number];

type GivenRegister = readonly [RegisterName, string];

interface SweepArguments extends SourceOptions, VectorOptions, SweepingOptions {
  readonly imm?: ImmediateRange;
  readonly set?: readonly GivenRegister[];
  readonly format: Format;
}

const examples = `
Each call starts from the same state and memory. Every way that the calls of a row go is found, with the immediates
that it takes; where one is not known, the result says of which immediates, and why.

Examples:
  hcall sweep immediate
  hcall sweep immediate/kvm --caller host --caller guest
  hcall sweep my-vectors.S --abi immediate --table my_vectors --imm 0-0xff --set x0=0x40300000
  hcall sweep immediate/stub --format svg > stub.svg`;

export function addSweepCommand(program: Command, context: Context): void {
  const command = program
    .command('sweep')
    .description('find what every call there is does, and group the calls by it')
    .argument('<vectors...>', vectorsHelp)
    .option('--imm <range>', 'these immediates alone, as in 0-0xff', readRange)
    .option(
      '--set <register=value>',
      'a row of calls with this register value in place of the usual ones; may be given again',
      (text: string, before: readonly GivenRegister[] | undefined) => [
        ...(before ?? []),
        readGivenText(text),
      ],
    );
  addFormatOption(command, formats);
  addSweepingOptions(addTrialOptions(addVectorOptions(addSourceOptions(command))))
    .addHelpText('after', examples)
    .action((vectors: string[], options: SweepArguments) => runSweep(vectors, options, context));
}

async function runSweep(
  vectors: readonly string[],
  options: SweepArguments,
  context: Context,
): Promise<void> {
  const settings = await readSettings([], options, context);
  const { Baseline } = await import('../baseline.ts');
  const baseline = await Baseline.open(schemas.sweep, options, context);
  const { sweep } = await import('../../sweep/sweep.ts');
  const result = await withProgress(context, (onProgress) =>
    sweep({
      ...readPool(options, context),
      vectors: writtenVectors(vectors, options, settings),
      tools: readTools(settings, options, context),
      scope: {
        exhaustive: options.exhaustive ?? false,
        traces: false,
        ...given({ range: options.imm, given: options.set }),
      },
      slots: options.slots ?? false,
      ...given({ callers: options.caller }),
      onProgress,
    }),
  );
  writeReport(await render(result, options.format, context), options.format, {
    write: context.stdout.writeData,
  });
  failOnMissingParts(result.failures, context);
  await baseline?.check(result);
}

async function render(result: SweepResult, format: Format, { stdout }: Context): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../../report/sweep-text.ts')).sweepText(
        shownData(result),
        stdout.colour,
      );
    case 'json':
      return jsonDocument('sweep', result);
    case 'md':
      return (await import('../../report/sweep-markdown.ts')).sweepMarkdown(shownData(result));
    case 'svg':
      return (await import('../../report/sweep-svg.ts')).sweepSvg(result);
  }
}

function readRange(text: string): ImmediateRange {
  const [first = '', last = first, ...more] = text.split('-');
  if (more.length > 0) {
    throw problem('bad-option-value', `the value of --imm is no range: '${text}'`, {
      note: 'write one immediate, or two as in 0-0xff',
    });
  }
  const from = readNumber('--imm', first, 0, 0xffff);
  return { from, to: readNumber('--imm', last, from, 0xffff) };
}

/** Workers get plain data, and JSON has no bigint. */
function readGivenText(text: string): GivenRegister {
  const [register, value] = readGiven(text);
  return [register, `0x${value.toString(16)}`];
}
