import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { FormatRequests } from '../format-requests.ts';
import { contractFormats, renderContract } from '../renderers.ts';
import { withProgress } from '../progress.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import type { ProcessOptions } from '../process-options.ts';
import { addProcessOptions } from '../process-options.ts';
import { failOnMissingParts, readPool } from '../sweep-options.ts';
import type { TrialOptions } from '../trial-options.ts';
import { addTrialOptions, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, vectorsHelp, writtenVectors } from '../vector-options.ts';

interface ContractArguments extends SourceOptions, VectorOptions, ProcessOptions, TrialOptions {
  readonly emit?: boolean;
}

const examples = `
Every operation and every exception is judged as a test of it would be, with 'expect: {}'. Exit code 1 when one does not do
what abi.yaml declares, or a table could not be measured. With --emit only the latter counts.

Examples:
  hcall contract immediate
  hcall contract x0/kvm --format md
  hcall contract immediate --emit > measured.yaml`;

export function addContractCommand(program: Command, context: Context): void {
  const command = program
    .command('contract')
    .description(
      'measure what each operation reads and changes, and judge it by what abi.yaml declares',
    )
    .argument('<vectors...>', vectorsHelp);
  const requests = new FormatRequests(contractFormats);
  requests.addOptionsTo(command);
  command.option(
    '--emit',
    'print an abi.yaml that declares what was measured, for the folder of the ABI',
  );
  addProcessOptions(
    addVectorOptions(addTrialOptions(addSourceOptions(command))),
    'part',
    'one table',
  )
    .addHelpText('after', examples)
    .action(async (vectors: string[], options: ContractArguments) => {
      const settings = await readSettings([], options, context);
      if (options.emit === true && requests.isChosen) {
        throw problem('bad-usage', '--emit prints YAML: it has no --format and no --output');
      }
      const outputs = await requests.open(context);
      const { contractOfSet } = await import('../../contract/contract.ts');
      const { set, result } = await withProgress(context, (onProgress) =>
        contractOfSet({
          ...readPool(options, settings, context),
          vectors: writtenVectors(vectors, options, settings),
          tools: readTools(settings, options, context),
          onProgress,
        }),
      );
      if (options.emit === true) {
        const { emitAbi } = await import('../../contract/emit.ts');
        context.stdout.writeData(emitAbi(set, result));
      } else {
        await outputs.write((format, colour) => renderContract(result, format, { colour }));
      }
      failOnMissingParts(result.failures, context);
      if (options.emit !== true && result.findings.length > 0) {
        context.exitWith(exitCodes.failed);
      }
    });
}
