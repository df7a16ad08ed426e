import type { Command } from 'commander';
import { problem } from '../../diagnostics/diagnostic.ts';
import { schemas } from '../../diagnostics/schemas.ts';
import type { Context } from '../context.ts';
import { FormatRequests } from '../format-requests.ts';
import { readLimits } from '../limit-options.ts';
import type { RegisterRange } from '../register-range.ts';
import { gatherRanges, readRegisterRange } from '../register-range.ts';
import { given } from '../../collections/given.ts';
import { readNumber } from '../option-values.ts';
import { renderSweep, sweepFormats } from '../renderers.ts';
import { withProgress } from '../progress.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import type { SweepingOptions } from '../sweep-options.ts';
import { addSweepingOptions, failOnMissingParts, readPool } from '../sweep-options.ts';
import { addTrialOptions, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, vectorsHelp, writtenVectors } from '../vector-options.ts';

interface SweepArguments extends SourceOptions, VectorOptions, SweepingOptions {
  readonly imm?: readonly [string, string];
  readonly set?: readonly RegisterRange[];
}

const examples = `
The immediate, x0-x30, SP_EL0, SP_EL1, NZCV, DAIF, the VTTBR_EL2 of a guest, system registers that only hold a value,
memory, and what functions leave may have any value. Every way that calls go is found, with the values that it takes;
where one is not known, the result says of which values, and why. --imm and --set hold together: the result is about
calls with these immediates and these register values. A register that is given again has the values of both.

Examples:
  hcall sweep immediate
  hcall sweep immediate/kvm --caller host --caller guest
  hcall sweep my-vectors.S --abi immediate --table my_vectors --imm 0-0xff --set x0=0x40300000
  hcall sweep function-id/kvm --set x0=0xc6000000-0xc6000040 --set x1=0
  hcall sweep immediate/stub --format svg > stub.svg`;

export function addSweepCommand(program: Command, context: Context): void {
  const command = program
    .command('sweep')
    .description(
      'find out what each possible call does, for all values of its inputs, and group the calls by that',
    )
    .argument('<vectors...>', vectorsHelp)
    .option('--imm <range>', 'only these immediates, as in 0-0xff', readRange)
    .option(
      '--set <register=values>',
      'only these values of a register, as in x0=7 or x0=0x10-0x1f; may be given again',
      (text: string, before: readonly RegisterRange[] | undefined) => [
        ...(before ?? []),
        readRegisterRange(text),
      ],
    );
  const requests = new FormatRequests(sweepFormats);
  requests.addOptionsTo(command);
  addSweepingOptions(addTrialOptions(addVectorOptions(addSourceOptions(command))))
    .addHelpText('after', examples)
    .action((vectors: string[], options: SweepArguments) =>
      runSweep(vectors, options, requests, context),
    );
}

async function runSweep(
  vectors: readonly string[],
  options: SweepArguments,
  requests: FormatRequests<(typeof sweepFormats)[number]>,
  context: Context,
): Promise<void> {
  const settings = await readSettings([], options, context);
  const { Baseline } = await import('../baseline.ts');
  const baseline = await Baseline.open(schemas.sweep, options, context);
  const outputs = await requests.open(context);
  const { sweep } = await import('../../sweep/sweep.ts');
  const result = await withProgress(context, (onProgress) =>
    sweep({
      ...readPool(options, settings, context),
      vectors: writtenVectors(vectors, options, settings),
      tools: { ...readTools(settings, options, context), limits: readLimits(options) },
      scope: {
        exhaustive: options.exhaustive ?? false,
        traces: false,
        ...given({
          immediates: options.imm && [options.imm],
          registers: options.set && gatherRanges(options.set),
        }),
      },
      slots: options.slots ?? false,
      ...given({ callers: options.caller }),
      onProgress,
    }),
  );
  await outputs.write((format, colour) => renderSweep(result, format, { colour }));
  failOnMissingParts(result.failures, context);
  await baseline?.check(result);
}

function readRange(text: string): readonly [string, string] {
  const [first = '', last = first, ...more] = text.split('-');
  if (more.length > 0) {
    throw problem('bad-option-value', `the value of --imm is no range: '${text}'`, {
      note: 'write one immediate, or two as in 0-0xff',
    });
  }
  const from = readNumber('--imm', first, 0, 0xffff);
  const to = readNumber('--imm', last, from, 0xffff);
  return [`0x${from.toString(16)}`, `0x${to.toString(16)}`];
}
