import type { Command } from 'commander';
import type { TraceOptions } from '../../run/trace.ts';
import { jsonDocument } from '../../diagnostics/json-document.ts';
import { shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import { addFormatOption } from '../format-option.ts';
import { given } from '../../collections/given.ts';
import { readPattern } from '../option-values.ts';
import type { ProcessOptions } from '../process-options.ts';
import { addProcessOptions, readProcesses } from '../process-options.ts';
import { repeatedOptions } from '../repeated-options.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import type { TrialOptions } from '../trial-options.ts';
import { addTrialOptions, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, readForeignVectors } from '../vector-options.ts';

interface TraceArguments extends TrialOptions, SourceOptions, VectorOptions, ProcessOptions {
  readonly testName?: RegExp;
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
    );
  addProcessOptions(addFormatOption(command, ['text', 'json']), 'test', 'the test', {
    jobs: false,
  });
  addVectorOptions(addSourceOptions(addTrialOptions(command)))
    .addHelpText('after', examples)
    .action(async (path: string, options: TraceArguments) => {
      const settings = await readSettings([path], options, context);
      const tools = readTools(settings, options, context);
      const traceOptions: TraceOptions = {
        ...tools,
        ...(await readForeignVectors(options, settings)),
        ...given({
          isolation: readProcesses(options, 'test'),
          interruption: context.interruption,
          namePattern: options.testName,
        }),
        path,
        repeat: repeatedOptions(options, tools.seed),
      };
      const { trace } = await context.layers.trace();
      const result = await untilInterrupted(context.interruption, () => trace(traceOptions));
      if (result.others > 0) {
        context.stderr.write(`note: ${result.others} more tests match; this is '${result.id}'\n`);
      }
      if (options.format === 'json') {
        context.stdout.writeData(jsonDocument('trace', result));
        return;
      }
      const { traceText } = await import('../../report/trace-text.ts');
      context.stdout.write(traceText(shownData(result), context.stdout.colour));
    });
}
