import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { RegisterName } from '../../architecture/registers.ts';
import { registers } from '../../architecture/registers.ts';
import type { Origin } from '../../abi/origin.ts';
import { origins } from '../../abi/origin.ts';
import type { CallOptions } from '../../run/call.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import { addFormatOption } from '../format-option.ts';
import { readGiven } from '../given-register.ts';
import { given as present } from '../../collections/given.ts';
import { readChoice, readNumber, readWord } from '../option-values.ts';
import type { ProcessOptions } from '../process-options.ts';
import { addProcessOptions, readProcesses } from '../process-options.ts';
import { addCallerOption } from '../caller-option.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import type { TrialOptions } from '../trial-options.ts';
import { addTrialOptions, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, vectorsHelp, writtenVectors } from '../vector-options.ts';

interface CallArguments extends TrialOptions, SourceOptions, VectorOptions, ProcessOptions {
  readonly hvc: number;
  readonly caller: Origin;
  readonly set?: readonly string[];
  readonly save?: string;
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
    .argument('<vectors...>', `${vectorsHelp}; of several tables the first`)
    .requiredOption('--hvc <immediate>', "the HVC's immediate", (text) =>
      readNumber('--hvc', text, 0, 0xffff),
    )
    .option('--set <register=value>', 'any register before the call; may be given again', (text) =>
      given.set(...readGiven(text)),
    )
    .option('--save <file>', 'write a fixture that expects what happened');
  addCallerOption<Origin>(
    addFormatOption(command, ['text', 'json']),
    `who calls: ${origins.join(', ')}`,
    origins,
    (text) => readChoice('--caller', text, origins),
    'host',
  );
  for (const { name } of registers.filter(({ kind }) => kind === 'general')) {
    command.addOption(
      new Option(`--${name} <value>`)
        .hideHelp()
        .argParser((text) => given.set(name, readWord(`--${name}`, text))),
    );
  }
  addProcessOptions(command, 'call', 'the call', { jobs: false });
  addVectorOptions(addSourceOptions(addTrialOptions(command)))
    .addHelpText('after', examples)
    .action((vectors: string[], options: CallArguments) =>
      makeCall(vectors, options, given, context),
    );
}

async function makeCall(
  vectors: readonly string[],
  options: CallArguments,
  given: ReadonlyMap<RegisterName, bigint>,
  context: Context,
): Promise<void> {
  const settings = await readSettings([], options, context);
  const { cwd } = settings;
  const callOptions: CallOptions = {
    ...readTools(settings, options, context),
    ...present({ isolation: readProcesses(options, 'call', settings.project) }),
    interruption: context.interruption,
    vectors: writtenVectors(vectors, options, settings),
    origin: options.caller,
    immediate: options.hvc,
    given,
    // A fixture names its files relative to itself.
    cwd: options.save === undefined ? cwd : dirname(resolve(cwd, options.save)),
  };
  // Never over a file that is there: it may hold more tests.
  const saved =
    options.save === undefined ? undefined : await context.outputs.open(options.save, true);
  const { call } = await context.layers.call();
  const result = await untilInterrupted(context.interruption, () => call(callOptions));
  saved?.write(result.fixture);
  await saved?.finish();
  if (options.format === 'json') {
    context.stdout.writeData(jsonDocument(result));
    return;
  }
  const { callText } = await import('../../report/call-text.ts');
  context.stdout.write(callText(shownData(result), callOptions.seed, context.stdout.colour));
}
