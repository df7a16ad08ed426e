import type { Command } from 'commander';
import type { TraceOptions } from '../../run/trace.ts';
import { jsonText, shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import type { AloneArguments } from '../execution-options.ts';
import { addAloneOptions, readAlone } from '../execution-options.ts';
import { readChoice, readNumber, readPattern } from '../option-values.ts';
import { repeatedOptions } from '../repeated-options.ts';
import type { SeedOption } from '../seed-option.ts';
import { addSeedOption, readSeed } from '../seed-option.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, readVectorOptions } from '../vector-options.ts';

interface TraceArguments extends SeedOption, SourceOptions, VectorOptions, AloneArguments {
  readonly testName?: RegExp;
  readonly budget?: number;
  readonly format: 'text' | 'json';
}

const examples = `
Examples:
  hcall trace fixtures/immediate/stub.yaml -t "returns VBAR_EL2"
  hcall trace fixtures/immediate/stub.yaml -t "imm=0x3" --format json`;

export function addTraceCommand(program: Command, context: Context): void {
  const command = program
    .command('trace')
    .description(
      'run one test and print every instruction: address, symbol, source and what it changed',
    )
    .argument('<fixture>', 'a fixture file')
    .option(
      '-t, --test-name <pattern>',
      'the test whose id contains this text, or matches this /regular expression/; of several the first',
      (text) => readPattern('--test-name', text),
    )
    .option('--budget <instructions>', 'instructions that a call may take', (text) =>
      readNumber('--budget', text, 1, 1_000_000_000),
    )
    .option(
      '--format <name>',
      'text or json',
      (text) => readChoice('--format', text, ['text', 'json']),
      'text',
    );
  addVectorOptions(addSourceOptions(addSeedOption(addAloneOptions(command, 'the test'))))
    .addHelpText('after', examples)
    .action(async (path: string, options: TraceArguments) => {
      const settings = await readSettings([path], options, context);
      const seed = readSeed(options, context);
      const traceOptions: TraceOptions = {
        ...settings,
        ...readVectorOptions(options, context.cwd),
        ...readAlone(options, context),
        path,
        seed,
        repeat: repeatedOptions(options, seed),
        ...(options.testName === undefined ? {} : { namePattern: options.testName }),
        ...(options.budget === undefined ? {} : { budget: options.budget }),
      };
      const { trace } = await context.layers.trace();
      const result = await untilInterrupted(context.interruption, () => trace(traceOptions));
      if (result.others > 0) {
        context.stderr.write(`note: ${result.others} more tests match; this is '${result.id}'\n`);
      }
      if (options.format === 'json') {
        context.stdout.write(`${jsonText(result)}\n`);
        return;
      }
      const { traceText } = await import('../../report/trace-text.ts');
      context.stdout.write(traceText(shownData(result), context.stdout.colour));
    });
}
