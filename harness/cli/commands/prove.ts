import { resolve } from 'node:path';
import type { Command } from 'commander';
import { schemas } from '../../diagnostics/schemas.ts';
import type { WrittenVectors } from '../../run/written-vectors.ts';
import type { BaselineOptions } from '../baseline.ts';
import { addBaselineOptions } from '../baseline.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { FormatRequests } from '../format-requests.ts';
import type { LimitOptions } from '../limit-options.ts';
import { addLimitOptions, readLimits } from '../limit-options.ts';
import type { ProcessOptions } from '../process-options.ts';
import { addProcessOptions } from '../process-options.ts';
import { withProgress } from '../progress.ts';
import { repeatedOptions } from '../repeated-options.ts';
import { proofFormats, renderProof } from '../renderers.ts';
import { saveCounterexamples } from '../save-counterexamples.ts';
import type { Settings, SourceOptions } from '../settings.ts';
import { addSourceOptions, ownAbiFolders, readSettings } from '../settings.ts';
import { failOnMissingParts, readPool } from '../sweep-options.ts';
import type { TrialOptions } from '../trial-options.ts';
import { addTrialOptions, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, vectorsHelp, writtenVectors } from '../vector-options.ts';

interface ProveArguments
  extends
    SourceOptions,
    VectorOptions,
    ProcessOptions,
    TrialOptions,
    BaselineOptions,
    LimitOptions {
  readonly save?: string;
}

const examples = `
A statement is one clause of the contract for one operation or exception and one caller: proved for all values of what
is free, refuted by a counterexample, or not covered. Exit code 1 where one is not proved, unless abi.yaml lists it under
not-proved with a reason; an entry there that is proved by now is an error.

Examples:
  hcall prove immediate/stub
  hcall prove my-vectors.S --abi immediate --contract stub --table my_vectors
  hcall prove x0/stub --save counterexamples`;

export function addProveCommand(program: Command, context: Context): void {
  const command = program
    .command('prove')
    .description(
      'prove that vectors keep what abi.yaml declares, for all values, or find a call that breaks it',
    )
    .argument(
      '[vectors...]',
      `${vectorsHelp} (default: every ABI of hcall.yaml and --abi-folder; without one, every ABI of hcall)`,
    )
    .option('--save <folder>', 'write a fixture of each counterexample into this folder');
  const requests = new FormatRequests(proofFormats);
  requests.addOptionsTo(addLimitOptions(command, 'operation'));
  addBaselineOptions(
    addProcessOptions(
      addVectorOptions(addTrialOptions(addSourceOptions(command))),
      'part',
      'one table',
    ),
  )
    .addHelpText('after', examples)
    .action((vectors: string[], options: ProveArguments) =>
      runProof(vectors, options, requests, context),
    );
}

async function runProof(
  names: readonly string[],
  options: ProveArguments,
  requests: FormatRequests<(typeof proofFormats)[number]>,
  context: Context,
): Promise<void> {
  const settings = await readSettings([], options, context);
  const { Baseline } = await import('../baseline.ts');
  const baseline = await Baseline.open(schemas.prove, options, context);
  const outputs = await requests.open(context);
  const { checkedProof, requireNone } = await context.layers.prove();
  const vectors = await wanted(names, options, settings, context);
  const tools = { ...readTools(settings, options, context), limits: readLimits(options) };
  const { result, mistakes } = await withProgress(context, (onProgress) =>
    checkedProof({
      ...readPool(options, settings, context),
      vectors,
      tools,
      cwd: resolve(settings.cwd, options.save ?? '.'),
      repeat: repeatedOptions(options, tools.seed),
      onProgress,
    }),
  );
  await outputs.write((format, colour) =>
    renderProof(result, format, { colour, cwd: context.cwd }),
  );
  if (options.save !== undefined) {
    await saveCounterexamples(result, options.save, context);
  }
  failOnMissingParts(result.failures, context);
  if (result.statements.some(({ verdict, excused }) => verdict !== 'proved' && !excused)) {
    context.exitWith(exitCodes.failed);
  }
  await baseline?.check(result);
  requireNone(mistakes);
}

/** What is named, or every ABI of the project, but for tables whose code only a command line can give: stderr names these. */
async function wanted(
  names: readonly string[],
  options: ProveArguments,
  settings: Settings,
  { stderr }: Pick<Context, 'stderr'>,
): Promise<readonly WrittenVectors[]> {
  if (names.length > 0 || options.vectors !== undefined) {
    return [writtenVectors(names, options, settings)];
  }
  const { AbiLibrary } = await import('../../abi/library.ts');
  const { missingText } = await import('../../run/vectors-missing.ts');
  const library = new AbiLibrary(ownAbiFolders(settings));
  return [...new Set(library.names())].toSorted().flatMap((name) => {
    const tables = [...(library.find(name)?.vectors.values() ?? [])];
    const bare = tables.filter(({ files }) => files.length === 0);
    for (const table of bare) {
      stderr.write(`left out: ${missingText(name, table.name)}; prove ${name} --vectors FILE\n`);
    }
    const own = tables.filter((table) => !bare.includes(table));
    const written = bare.length === 0 ? [name] : own.map((table) => `${name}/${table.name}`);
    return written.map((one) => writtenVectors([one], options, settings));
  });
}
