import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CompareOptions } from '../../comparison/compare.ts';
import type { Comparison } from '../../comparison/comparison.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import { schemas } from '../../diagnostics/schemas.ts';
import type { WrittenVectors } from '../../run/written-vectors.ts';
import type { Context } from '../context.ts';
import { FormatRequests } from '../format-requests.ts';
import { readLimits } from '../limit-options.ts';
import { comparisonFormats, renderComparison } from '../renderers.ts';
import { given } from '../../collections/given.ts';
import { withProgress } from '../progress.ts';
import type { SourceOptions } from '../settings.ts';
import type { Settings } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import type { SweepingOptions } from '../sweep-options.ts';
import { addSweepingOptions, failOnMissingParts, readPool } from '../sweep-options.ts';
import { addTrialOptions, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, vectorsHelp, writtenVectors } from '../vector-options.ts';

interface CompareArguments extends SourceOptions, VectorOptions, SweepingOptions {
  readonly git?: string;
  readonly namespace?: string;
  readonly short?: true;
}

const examples = `
Two ABIs, or two builds of one. --vectors stand in place of those of <b>, which is <a> again if it is left out; the other
options of files hold for the files of both. With --git, <a> is a file of vectors or the folder of an ABI in a work tree.

Examples:
  hcall compare x0 immediate
  hcall compare x0 immediate --format html > x0-immediate.html
  hcall compare asm/immediate/hyp-stub.S build/hyp-stub.o --abi immediate
  hcall compare --git HEAD asm/immediate/hyp-stub.S    what the changes that are not committed change for callers
  hcall compare --git v6.1..v6.2 arch/arm64/kernel/hyp-stub.S --abi function-id -I include -I arch/arm64/include
  hcall compare x0 immediate --baseline abi-changes.json    the guard for CI; --update writes the file`;

export function addCompareCommand(program: Command, context: Context): void {
  const command = program
    .command('compare')
    .description(
      'show what a change of the vectors, or from one ABI to another, changes for callers',
    )
    .argument('<a>', vectorsHelp)
    .argument('[b]', 'the other')
    .option(
      '--git <revision>',
      'compare <a> as it is at that revision with what it is now; REV..REV: at two revisions',
    )
    .option(
      '--namespace <file>',
      'a list of who else uses HVC (default: the one that comes with hcall)',
    )
    .option(
      '--short',
      'print only the calls that differ, and what callers get that nobody converts (text)',
    );
  const requests = new FormatRequests(comparisonFormats);
  requests.addOptionsTo(command);
  addSweepingOptions(addTrialOptions(addVectorOptions(addSourceOptions(command))))
    .addHelpText('after', examples)
    .action((a: string, b: string | undefined, options: CompareArguments) =>
      runCompare(a, b, options, requests, context),
    );
}

async function runCompare(
  a: string,
  b: string | undefined,
  options: CompareArguments,
  requests: FormatRequests<(typeof comparisonFormats)[number]>,
  context: Context,
): Promise<void> {
  const { namespace } = options;
  const settings = await readSettings(namespace === undefined ? [] : [namespace], options, context);
  const { Baseline } = await import('../baseline.ts');
  const baseline = await Baseline.open(schemas.compare, options, context);
  const outputs = await requests.open(context);
  const run = await comparisonOf(a, b, options, settings);
  const result = await withProgress(context, (onProgress) =>
    run({
      ...readPool(options, settings, context),
      tools: { ...readTools(settings, options, context), limits: readLimits(options) },
      exhaustive: options.exhaustive ?? false,
      slots: options.slots ?? false,
      traces: requests.has('html'),
      ...given({ callers: options.caller }),
      ...(namespace === undefined ? {} : { namespaceFile: resolve(context.cwd, namespace) }),
      onProgress,
    }),
  );
  await outputs.write((format, colour) =>
    renderComparison(result, format, { colour, short: options.short === true }),
  );
  failOnMissingParts(result.failures, context);
  await baseline?.check(result);
}

type RunComparison = (options: Omit<CompareOptions, 'a' | 'b'>) => Promise<Comparison>;

/** The comparison that is asked for, to be made. Throws `bad-usage`. */
async function comparisonOf(
  a: string,
  b: string | undefined,
  options: CompareArguments,
  settings: Settings,
): Promise<RunComparison> {
  const { git: revisions } = options;
  if (revisions !== undefined) {
    if (b !== undefined || options.vectors !== undefined) {
      throw problem('bad-usage', '--git compares one path: there is no other side to name', {
        note: 'two revisions of it are --git A..B',
      });
    }
    const { compareRevisions } = await import('../../comparison/revision/compare-revisions.ts');
    const written = writtenVectors([a], options, settings);
    return (given) => compareRevisions({ ...given, revisions, written });
  }
  const sides = await sidesOf(a, b, options, settings);
  const { compare } = await import('../../comparison/compare.ts');
  return (given) => compare({ ...given, ...sides });
}

/** Options of files hold for each side that is one of files. Throws `bad-usage` for one side alone. */
async function sidesOf(
  a: string,
  b: string | undefined,
  { vectors, ...options }: CompareArguments,
  settings: Settings,
): Promise<Pick<CompareOptions, 'a' | 'b'>> {
  if (b === undefined && vectors === undefined) {
    throw problem('bad-usage', 'nothing to compare with: expected a second name, or --vectors');
  }
  const { hasFiles } = await import('../../run/written-vectors.ts');
  const isFile = (name: string): boolean => hasFiles(writtenVectors([name], {}, settings));
  const names = [[a], b === undefined ? [a].filter((name) => !isFile(name)) : [b]] as const;
  const ofFiles = [isFile(a), vectors !== undefined || (b !== undefined && isFile(b))];
  const { alternative, stub } = options;
  const [first, second] = names.map((own, side) =>
    writtenVectors(
      own,
      {
        ...(ofFiles[side] === true || !ofFiles.includes(true)
          ? options
          : given({ alternative, stub })),
        ...(side === 1 ? given({ vectors }) : {}),
      },
      settings,
    ),
  ) as [WrittenVectors, WrittenVectors];
  return { a: first, b: second };
}
