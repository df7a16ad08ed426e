import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Coverage } from '../../coverage/coverage.ts';
import type { CoverOptions } from '../../coverage/cover.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import { RunExitCode } from '../exit-code.ts';
import { exitCodes } from '../exit-codes.ts';
import { FormatRequests } from '../format-requests.ts';
import { emptyCoverage, reportsEmptyGate } from '../gate.ts';
import type { NameOptions } from '../option-values.ts';
import { gather, readNames, readNumber } from '../option-values.ts';
import type { ProcessOptions } from '../process-options.ts';
import { addProcessOptions, readIsolation } from '../process-options.ts';
import { sourceReader } from '../reports.ts';
import { repeatedOptions } from '../repeated-options.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, defaultFixtures, readSettings } from '../settings.ts';
import { tagOption } from '../tag-option.ts';
import type { TrialOptions } from '../trial-options.ts';
import { addTrialOptions, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, readForeignVectors } from '../vector-options.ts';
import { FailedTests } from '../failed-tests.ts';
import { isBelow } from '../below.ts';

const formats = ['text', 'lcov', 'json', 'html'] as const;
type Format = (typeof formats)[number];

interface CoverArguments extends TrialOptions, SourceOptions, VectorOptions, ProcessOptions {
  readonly testName?: NameOptions;
  readonly tag?: readonly string[];
  readonly source?: readonly string[];
  readonly failUnder?: number;
}

const examples = `
Examples:
  hcall cover
  hcall cover fixtures/immediate --source asm --fail-under 100
  hcall cover --format lcov --output lcov.info && genhtml --branch-coverage -o html lcov.info

A comment in the source excuses what no test can do, with the reason:
  // hcall: unreachable: REASON    the instruction
  // hcall: never: REASON          its condition never holds
  // hcall: always: REASON         its condition always holds`;

export function addCoverCommand(program: Command, context: Context): void {
  const command = program
    .command('cover')
    .description('run fixtures and report which instructions, conditions and slots they reach')
    .argument('[paths...]', 'fixture files, and folders of them (default: as for run)')
    .option(
      '-t, --test-name <pattern>',
      'only tests whose id contains this text, or matches this /regular expression/; several are joined by and, or, not',
      (text) => readNames('--test-name', text),
    )
    .addOption(tagOption())
    .option(
      '--source <path>',
      'only code of this file or folder; may be given again (default: all code that runs)',
      gather,
    )
    .option(
      '--fail-under <percent>',
      'exit code 1 when less of the instructions or of the conditions is reached, or when there is no code',
      (text) => readNumber('--fail-under', text, 0, 100),
    );
  const requests = new FormatRequests(formats);
  addProcessOptions(requests.addOptionsTo(command), 'test', 'a test', { inProcess: false });
  addVectorOptions(addSourceOptions(addTrialOptions(command)))
    .addHelpText('after', examples)
    .action((paths: string[], options: CoverArguments) => cover(paths, options, requests, context));
}

async function cover(
  paths: readonly string[],
  options: CoverArguments,
  requests: FormatRequests<Format>,
  context: Context,
): Promise<void> {
  const chosen = paths.length > 0 ? paths : await defaultFixtures(context.cwd, options);
  const { source = [] } = options;
  const settings = await readSettings([...chosen, ...source], options, context);
  const tools = readTools(settings, options, context);
  const coverOptions: CoverOptions = {
    ...tools,
    ...(await readForeignVectors(options, settings)),
    paths: chosen,
    ...options.testName,
    tags: options.tag ?? [],
    repeat: repeatedOptions(options, tools.seed),
    clock: context.clock,
    interruption: context.interruption,
    isolation: readIsolation(options, 'test', settings.project),
    isWanted: isBelow(source, context.cwd),
  };
  const outputs = await requests.open(context);
  const exitCode = new RunExitCode();
  const failed = new FailedTests(context, 'what it reaches may be less than it should');
  const { cover } = await context.layers.cover();
  const coverage = await cover(coverOptions, (event) => {
    exitCode.handle(event);
    failed.handle(event);
  });
  await outputs.write((format, colour) => render(coverage, format, colour, context));
  exitCode.reportDefect(context.stderr);
  const { failUnder } = options;
  const isGap =
    exitCode.value === exitCodes.ok &&
    ((failUnder !== undefined &&
      reportsEmptyGate(emptyCoverage(coverage, { sources: source }), context)) ||
      isShort(coverage, failUnder));
  context.exitWith(isGap ? exitCodes.failed : exitCode.value);
}

function isShort({ instructions, outcomes, files }: Coverage, least: number | undefined): boolean {
  const wrongMarker = files.some(({ lines }) => lines.some(({ marker }) => marker?.wrong === true));
  return (
    wrongMarker ||
    (least !== undefined &&
      [instructions, outcomes].some(({ covered, total }) => covered * 100 < total * least))
  );
}

async function render(
  coverage: Coverage,
  format: Format,
  colour: boolean,
  { cwd }: Context,
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../../report/cover-text.ts')).coverText(shownData(coverage), {
        colour,
      });
    case 'lcov':
      return (await import('../../report/cover-lcov.ts')).coverLcov(coverage, (file) =>
        resolve(cwd, file),
      );
    case 'json':
      return jsonDocument(coverage);
    case 'html':
      return (await import('../../report/cover-html.ts')).coverHtml(coverage, sourceReader(cwd));
  }
}
