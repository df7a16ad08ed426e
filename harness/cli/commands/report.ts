import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { StoredResult } from '../../comparison/stored-result.ts';
import type { HcallError } from '../../diagnostics/diagnostic.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import { schemas } from '../../diagnostics/schemas.ts';
import { reasonOf } from '../../diagnostics/reason.ts';
import { fileLimits, readRegularText } from '../../files/regular-file.ts';
import { reporterNames } from '../../report/reporter.ts';
import type { RunEvent } from '../../run/event.ts';
import type { Context } from '../context.ts';
import { readChoice } from '../option-values.ts';
import {
  comparisonFormats,
  contractFormats,
  proofFormats,
  renderComparison,
  renderContract,
  renderProof,
  renderSweep,
  sweepFormats,
} from '../renderers.ts';
import { Reports, writeReport } from '../reports.ts';
import { FormatRequests } from '../format-requests.ts';

/** Of any kind of result; which of them it has is known when it is read. */
const formats = [
  ...new Set([
    'text' as const,
    ...comparisonFormats,
    ...sweepFormats,
    ...contractFormats,
    ...proofFormats,
    ...reporterNames,
  ]),
] as [Format, ...Format[]];
type Format =
  | (typeof comparisonFormats)[number]
  | (typeof sweepFormats)[number]
  | (typeof reporterNames)[number];
type Requests = FormatRequests<Format>;

const note = 'write it with --format json, or hcall run --reporter json';

const examples = `
Formats of a sweep: ${sweepFormats.join(', ')}; of a comparison: ${comparisonFormats.join(', ')}; of a contract: ${contractFormats.join(', ')};
of a proof: ${proofFormats.join(', ')}; of a run: ${reporterNames.join(', ')}.

Examples:
  hcall report comparison.json --format html --output comparison.html --format mail
  hcall report run.json --format junit --output run.xml`;

export function addReportCommand(program: Command, context: Context): void {
  const requests = new FormatRequests(formats);
  const command = program
    .command('report')
    .description('write a result that was stored as JSON in other forms, without running anything')
    .argument('<file>', 'what --format json, or --reporter json of a run, wrote');
  requests
    .addOptionsTo(command)
    .addHelpText('after', examples)
    .action((file: string) => report(file, requests, context));
}

async function report(file: string, requests: Requests, context: Context): Promise<void> {
  const document = readDocument(file, context.cwd);
  const { isStoredSchema, readStored, schemaOf } =
    await import('../../comparison/stored-result.ts');
  const schema = schemaOf(document);
  if (schema === schemas.run) {
    const { eventsOfReport } = await import('../../report/recorded-report.ts');
    const events = eventsOfReport(document);
    if (typeof events === 'string') {
      throw notAResult(`the run '${file}' is damaged: ${events}`);
    }
    await reportRun(events, requests, context);
    return;
  }
  if (!isStoredSchema(schema)) {
    const what = schema === undefined ? 'no result of hcall' : `of the schema '${schema}'`;
    throw notAResult(`'${file}' is ${what}`);
  }
  const name = `the result '${file}'`;
  const result = readStored(document, schema, { code: 'not-a-result', name, note });
  await reportResult(result, requests, context);
}

async function reportRun(
  events: readonly RunEvent[],
  requests: Requests,
  context: Context,
): Promise<void> {
  const chosen = requests.list.map(({ name, file }) => ({
    name: readChoice('--format', name === 'text' ? 'spec' : name, reporterNames),
    file,
  }));
  const reports = await Reports.open(chosen, context);
  events.forEach((event) => reports.handle(event));
  await reports.finish();
}

/** Writes a result in the forms that its command has, too. */
async function reportResult(
  result: StoredResult,
  requests: Requests,
  context: Context,
): Promise<void> {
  const { cwd } = context;
  for (const { name, file } of requests.list) {
    const output = await context.outputs.open(file);
    const { colour } = output;
    const choose = <Name extends string>(names: readonly Name[]): Name =>
      readChoice('--format', name, names);
    switch (result.schema) {
      case schemas.compare: {
        const format = choose(comparisonFormats);
        writeReport(
          await renderComparison(result, format, { colour, short: false }),
          format,
          output,
        );
        break;
      }
      case schemas.sweep: {
        const format = choose(sweepFormats);
        writeReport(await renderSweep(result, format, { colour }), format, output);
        break;
      }
      case schemas.contract: {
        const format = choose(contractFormats);
        writeReport(await renderContract(result, format, { colour }), format, output);
        break;
      }
      case schemas.prove: {
        const format = choose(proofFormats);
        writeReport(await renderProof(result, format, { colour, cwd }), format, output);
        break;
      }
    }
    await output.finish();
  }
}

function readDocument(file: string, cwd: string): unknown {
  try {
    return JSON.parse(readRegularText(resolve(cwd, file), fileLimits.record)) as unknown;
  } catch (error) {
    throw notAResult(`cannot read the result '${file}': ${reasonOf(error)}`);
  }
}

function notAResult(message: string): HcallError {
  return problem('not-a-result', message, { note });
}
