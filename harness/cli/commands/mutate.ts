import type { Command } from 'commander';
import { given } from '../../collections/given.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { MutateOptions, MutationReport } from '../../mutation/mutate.ts';
import { FailedTests } from '../failed-tests.ts';
import { isBelow } from '../below.ts';
import { changedLines } from '../changed-lines.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import { RunExitCode } from '../exit-code.ts';
import { exitCodes } from '../exit-codes.ts';
import { FormatRequests } from '../format-requests.ts';
import { emptyMutation, reportsEmptyGate } from '../gate.ts';
import { gather, readNumber } from '../option-values.ts';
import type { ProcessOptions } from '../process-options.ts';
import { addProcessOptions, readIsolation } from '../process-options.ts';
import { repeatedOptions } from '../repeated-options.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, defaultFixtures, readSettings } from '../settings.ts';
import { tagOption } from '../tag-option.ts';
import type { TrialOptions } from '../trial-options.ts';
import { addTrialOptions, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, readForeignVectors } from '../vector-options.ts';
import { workspacePaths } from '../workspace.ts';

const formats = ['text', 'json', 'html', 'sarif'] as const;
type Format = (typeof formats)[number];

interface MutateArguments extends TrialOptions, SourceOptions, VectorOptions, ProcessOptions {
  readonly fixtures?: readonly string[];
  readonly tag?: readonly string[];
  readonly since?: string;
  readonly failUnder?: number;
}

const examples = `
Examples:
  hcall mutate asm/immediate
  hcall mutate asm --since origin/main --fail-under 100
  hcall mutate asm/x0 --fixtures fixtures/x0 --format html --output mutants.html

A comment in the source says which mutants behave as the original does, and why:
  // hcall: equivalent: REASON                        any of its line
  // hcall: equivalent (delete, swap-order): REASON   those that these operators make`;

export function addMutateCommand(program: Command, context: Context): void {
  const command = program
    .command('mutate')
    .description('plant small defects into vector code and report which of them no test notices')
    .argument('[sources...]', 'the code to mutate, files and folders (default: all that runs)')
    .option(
      '--fixtures <path>',
      'the tests; may be given again (default: those of hcall.yaml, else ./fixtures)',
      gather,
    )
    .addOption(tagOption())
    .option('--since <ref>', 'only lines that changed since this commit')
    .option(
      '--fail-under <percent>',
      'exit code 1 when fewer of the mutants are noticed, when there is no code to mutate, or when a marker is needless',
      (text) => readNumber('--fail-under', text, 0, 100),
    );
  const requests = new FormatRequests(formats);
  addProcessOptions(requests.addOptionsTo(command), 'test', 'a test', { inProcess: false });
  addVectorOptions(addSourceOptions(addTrialOptions(command)))
    .addHelpText('after', examples)
    .action((sources: string[], options: MutateArguments) =>
      mutate(sources, options, requests, context),
    );
}

async function mutate(
  sources: readonly string[],
  options: MutateArguments,
  requests: FormatRequests<Format>,
  context: Context,
): Promise<void> {
  requireCode(sources);
  const fixtures = options.fixtures ?? (await defaultFixtures(context.cwd, options));
  const settings = await readSettings([...fixtures, ...sources], options, context);
  const tools = readTools(settings, options, context);
  const mutateOptions: MutateOptions = {
    ...tools,
    ...(await readForeignVectors(options, settings)),
    paths: fixtures,
    tags: options.tag ?? [],
    repeat: repeatedOptions(options, tools.seed),
    clock: context.clock,
    interruption: context.interruption,
    isolation: readIsolation(options, 'test', settings.project),
    isWanted: isBelow(sources, context.cwd),
    ...(options.since === undefined
      ? {}
      : { isWantedLine: changedLines(options.since, context.cwd) }),
  };
  const outputs = await requests.open(context);
  const exitCode = new RunExitCode();
  const failed = new FailedTests(context, 'it judges no mutant');
  const { mutate } = await context.layers.mutate();
  const report = await mutate(mutateOptions, (event) => {
    exitCode.handle(event);
    failed.handle(event);
  });
  await outputs.write((format, colour) => render(report, format, colour, context));
  exitCode.reportDefect(context.stderr);
  const { since, failUnder } = options;
  const empty = emptyMutation(report, { sources, ...given({ since }) });
  if (failUnder === undefined && empty !== undefined) {
    context.stderr.write(`note: ${empty}\n`);
  }
  const isShort =
    failUnder !== undefined &&
    exitCode.value === exitCodes.ok &&
    (reportsEmptyGate(empty, context) || !isEnough(report, failUnder));
  context.exitWith(isShort ? exitCodes.failed : exitCode.value);
}

/** A fixture where code is to be named would be code that nobody runs. Throws `bad-usage`. */
function requireCode(sources: readonly string[]): void {
  const fixture = sources.find((source) => /\.ya?ml$/.test(source));
  if (fixture !== undefined) {
    throw problem('bad-usage', `'${fixture}' is a fixture, and no code to mutate`, {
      note: `--fixtures ${fixture} takes its tests to judge the mutants of all that they run`,
    });
  }
}

function isEnough({ killed, survived, needless }: MutationReport, least: number): boolean {
  return killed * 100 >= (killed + survived) * least && needless.length === 0;
}

async function render(
  report: MutationReport,
  format: Format,
  colour: boolean,
  context: Context,
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../../report/mutate-text.ts')).mutateText(shownData(report), {
        colour,
      });
    case 'json':
      return jsonDocument(report);
    case 'html':
      return (await import('../../report/mutate-html.ts')).mutateHtml(report);
    case 'sarif': {
      const { mutateSarif } = await import('../../report/mutate-sarif.ts');
      return mutateSarif(report, workspacePaths(context));
    }
  }
}
