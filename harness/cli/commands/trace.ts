import type { Command } from 'commander';
import type { TraceOptions, TracedFixture } from '../../run/trace.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import { isYamlFile } from '../../fixture/comment.ts';
import type { Finding } from '../../judge/finding.ts';
import type { ShownTrace } from '../../report/trace-page-data.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { shownData } from '../../diagnostics/shown.ts';
import type { Context } from '../context.ts';
import { FormatRequests } from '../format-requests.ts';
import { given } from '../../collections/given.ts';
import { gather, readPattern } from '../option-values.ts';
import type { ProcessOptions } from '../process-options.ts';
import { addProcessOptions, readProcesses } from '../process-options.ts';
import { repeatedOptions, repeatedSetting } from '../repeated-options.ts';
import { sourceReader } from '../reports.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, readSettings } from '../settings.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import type { TrialOptions } from '../trial-options.ts';
import { addTrialOptions, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, readForeignVectors } from '../vector-options.ts';

const formats = ['text', 'json', 'html'] as const;

interface TraceArguments extends TrialOptions, SourceOptions, VectorOptions, ProcessOptions {
  readonly testName?: RegExp;
  readonly against?: readonly string[];
  readonly againstTest?: RegExp;
}

const examples = `
Examples:
  hcall trace fixtures/immediate/stub.yaml -t "returns VBAR_EL2"
  hcall trace fixtures/immediate/stub.yaml -t "imm=0x3" --format json
  hcall trace fixtures/x0/stub.yaml -t "returns VBAR_EL2" --format html --output trace.html
  hcall trace fixtures/x0/stub.yaml -t "returns VBAR_EL2" --against fixtures/immediate/stub.yaml --format html --output two.html`;

export function addTraceCommand(program: Command, context: Context): void {
  const requests = new FormatRequests(formats);
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
    .option(
      '--against <file>',
      'trace the test on these vectors as well, or the one of this fixture (.yaml), and mark the first difference (html); may be given again for more files of vectors',
      gather,
    )
    .option(
      '--against-test <pattern>',
      'the test of the other fixture (default: what -t says)',
      (text) => readPattern('--against-test', text),
    );
  addProcessOptions(requests.addOptionsTo(command), 'test', 'the test', { jobs: false });
  addVectorOptions(addSourceOptions(addTrialOptions(command)))
    .addHelpText('after', examples)
    .action((path: string, options: TraceArguments) => runTrace(path, options, requests, context));
}

async function runTrace(
  path: string,
  options: TraceArguments,
  requests: FormatRequests<(typeof formats)[number]>,
  context: Context,
): Promise<void> {
  const { against, againstTest, testName } = options;
  if (against !== undefined && !requests.has('html')) {
    throw problem('bad-usage', '--against marks a difference on a page: it needs --format html');
  }
  const settings = await readSettings([path], options, context);
  const outputs = await requests.open(context);
  const tools = readTools(settings, options, context);
  const { traceWithFixture } = await context.layers.trace();
  const traced = async (
    path: string,
    vectors: VectorOptions,
    namePattern: RegExp | undefined,
  ): Promise<TracedWith> => {
    const own = {
      ...tools,
      ...(await readForeignVectors(vectors, settings)),
      ...given({
        isolation: readProcesses(options, 'test', settings.project),
        interruption: context.interruption,
        namePattern,
      }),
      path,
      repeat: repeatedOptions({ ...options, ...vectors }, tools.seed),
    };
    const test = await untilInterrupted(context.interruption, () => traceWithFixture(own));
    return { ...test, options: own };
  };
  const first = await traced(path, options, testName);
  const { result } = first;
  if (result.others > 0) {
    context.stderr.write(`note: ${result.others} more tests match; this is '${result.id}'\n`);
  }
  const readSource = sourceReader(context.cwd);
  await outputs.write(async (format, colour) => {
    switch (format) {
      case 'text':
        return (await import('../../report/trace-text.ts')).traceText(
          shownData(result),
          colour,
          readSource,
        );
      case 'json':
        return jsonDocument(result);
      case 'html': {
        const { traceHtml } = await import('../../report/trace-html.ts');
        const repeat = repeatedSetting(options, tools.seed);
        const shown = await shownTrace(first, options.vectors?.join(', '), repeat, context);
        if (against === undefined) {
          return traceHtml([shown], readSource);
        }
        const fixture = against.find(isYamlFile);
        const second = await traced(
          fixture ?? path,
          fixture === undefined ? { ...options, vectors: against } : {},
          againstTest ?? testName,
        );
        const name = against.join(', ');
        return traceHtml([shown, await shownTrace(second, name, repeat, context)], readSource);
      }
    }
  });
}

interface TracedWith extends TracedFixture {
  readonly options: TraceOptions;
}

/** A trace with the findings of its test, which is judged for it. */
async function shownTrace(
  { result: test, fixture, options }: TracedWith,
  name: string | undefined,
  repeat: readonly string[],
  { clock, interruption, layers }: Context,
): Promise<ShownTrace> {
  const { run } = await layers.run();
  const findings: Finding[] = [];
  const { path, isolation, ...tools } = options;
  await run(
    {
      ...tools,
      ...(isolation === undefined ? {} : { isolation: { ...isolation, jobs: 1 } }),
      paths: [path],
      bail: false,
      clock,
      interruption,
    },
    (event) => {
      if (event.type === 'test-end' && event.result.id === test.id) {
        findings.push(...event.result.findings);
      }
    },
  );
  const copy = fixture === undefined ? {} : { fixture: { text: fixture, repeat } };
  return { name: name ?? path, test, findings, ...copy };
}
