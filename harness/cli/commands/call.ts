import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { RegisterName } from '../../architecture/registers.ts';
import { registers } from '../../architecture/registers.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { Origin } from '../../calls/caller.ts';
import { origins } from '../../calls/caller.ts';
import type { CallOptions } from '../../run/call.ts';
import { jsonText, shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import type { AloneArguments } from '../execution-options.ts';
import { addAloneOptions, readAlone } from '../execution-options.ts';
import { readGiven } from '../given-register.ts';
import { gather, readChoice, readNumber, readWord } from '../option-values.ts';
import type { SeedOption } from '../seed-option.ts';
import { addSeedOption, readSeed } from '../seed-option.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';

interface CallArguments extends SeedOption, SourceOptions, AloneArguments {
  readonly hvc: number;
  readonly origin: Origin;
  readonly set?: readonly string[];
  readonly abi?: string;
  readonly contract?: string;
  readonly table?: string;
  readonly stub?: readonly string[];
  readonly save?: string;
  readonly budget?: number;
  readonly format: 'text' | 'json';
}

const examples = `
--x0 VALUE ... --x30 VALUE set a general register; the others hold distinct values.

Examples:
  hcall call immediate/stub --hvc 1
  hcall call asm/immediate/hyp-stub.S --hvc 2 --x0 0x40300000
  hcall call my-vectors.S --abi immediate --table my_vectors --hvc 1 --save my-vectors.yaml`;

export function addCallCommand(program: Command, context: Context): void {
  const given = new Map<RegisterName, bigint>();
  const command = program
    .command('call')
    .description('make one call and print what it did')
    .argument('<vectors>', 'a vector table as ABI/NAME, or a source of vectors')
    .requiredOption('--hvc <immediate>', "the HVC's immediate", (text) =>
      readNumber('--hvc', text, 0, 0xffff),
    )
    .option(
      '--origin <name>',
      `who calls: ${origins.join(', ')}`,
      (text) => readChoice('--origin', text, origins),
      'host',
    )
    .option('--set <register=value>', 'any register before the call; may be given again', (text) =>
      given.set(...readGiven(text)),
    )
    .option('--abi <name>', "the ABI that a source's vectors follow (default: that of its folder)")
    .option('--contract <name>', "the vectors of that ABI whose contract a source's vectors have")
    .option('--table <symbol>', "the symbol of a source's vector table")
    .option('--stub <symbol>', 'a symbol at which the call ends; may be given again', gather)
    .option('--save <file>', 'write a fixture that expects what happened')
    .option('--budget <instructions>', 'instructions that the call may take', (text) =>
      readNumber('--budget', text, 1, 1_000_000_000),
    )
    .option(
      '--format <name>',
      'text or json',
      (text) => readChoice('--format', text, ['text', 'json']),
      'text',
    );
  for (const { name } of registers.filter(({ kind }) => kind === 'general')) {
    command.addOption(
      new Option(`--${name} <value>`)
        .hideHelp()
        .argParser((text) => given.set(name, readWord(`--${name}`, text))),
    );
  }
  addSourceOptions(addSeedOption(addAloneOptions(command, 'the call')))
    .addHelpText('after', examples)
    .action((vectors: string, options: CallArguments) =>
      makeCall(vectors, options, given, context),
    );
}

async function makeCall(
  vectors: string,
  options: CallArguments,
  given: ReadonlyMap<RegisterName, bigint>,
  context: Context,
): Promise<void> {
  const settings = await readSettings([], options, context);
  const { abiFolders, cwd } = settings;
  const chosen = await chooseVectors(vectors, options, cwd);
  const path = resolve(cwd, chosen.vectors);
  const callOptions: CallOptions = {
    ...settings,
    ...readAlone(options, context),
    vectors: existsSync(path) ? path : chosen.vectors,
    abi: chosen.abi,
    ...(options.contract === undefined ? {} : { contract: options.contract }),
    ...(options.table === undefined ? {} : { table: options.table }),
    origin: options.origin,
    immediate: options.hvc,
    given,
    stubs: options.stub ?? [],
    // A fixture names its files relative to itself.
    cwd: options.save === undefined ? cwd : dirname(resolve(cwd, options.save)),
    abiFolders: [...chosen.abiFolders, ...abiFolders],
    seed: readSeed(options, context),
    ...(options.budget === undefined ? {} : { budget: options.budget }),
  };
  // Never over a file that is there: it may hold more tests.
  const saved =
    options.save === undefined ? undefined : await context.outputs.open(options.save, true);
  const { call } = await context.layers.call();
  const result = await untilInterrupted(context.interruption, () => call(callOptions));
  saved?.write(result.fixture);
  await saved?.finish();
  if (options.format === 'json') {
    context.stdout.write(`${jsonText(result)}\n`);
    return;
  }
  const { callText } = await import('../../report/call-text.ts');
  context.stdout.write(callText(shownData(result), callOptions.seed, context.stdout.colour));
}

interface ChosenVectors {
  readonly vectors: string;
  readonly abi: string;
  /** Where that ABI is, beside the known folders. */
  readonly abiFolders: readonly string[];
}

/** A source in the folder of an ABI follows that ABI; as one of its tables, if it is the table's only file. */
async function chooseVectors(
  vectors: string,
  { abi, contract, table }: CallArguments,
  cwd: string,
): Promise<ChosenVectors> {
  const path = resolve(cwd, vectors);
  if (!existsSync(path) || abi !== undefined) {
    return { vectors, abi: abi ?? '', abiFolders: [] };
  }
  const folder = dirname(path);
  if (!existsSync(join(folder, 'abi.yaml'))) {
    throw problem('unknown-contract', `nothing says which ABI the vectors in '${vectors}' follow`, {
      note: 'give its name with --abi, as in --abi immediate',
    });
  }
  const { loadAbi } = await import('../../abi/load.ts');
  const own = loadAbi(folder);
  const abiFolders = [dirname(folder)];
  const known = [...own.vectors.values()].find(
    ({ files }) => files.length === 1 && files[0] === path,
  );
  return known !== undefined && contract === undefined && table === undefined
    ? { vectors: `${own.name}/${known.name}`, abi: own.name, abiFolders }
    : { vectors, abi: own.name, abiFolders };
}
