import type { Command } from 'commander';
import { Option } from 'commander';
import { HcallError } from '../../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../../diagnostics/render.ts';
import { shown } from '../../diagnostics/shown.ts';
import { reporterNames } from '../../report/create.ts';
import type { RunEvent } from '../../run/event.ts';
import type { RunOptions } from '../../run/run.ts';
import { cacheFolder } from '../cache-folder.ts';
import type { Context } from '../context.ts';
import type { ExecutionOptions } from '../execution-options.ts';
import { addExecutionOptions, readExecution } from '../execution-options.ts';
import { RunExitCode, exitCodes } from '../exit-code.ts';
import { gather, readNumber, readPattern } from '../option-values.ts';
import { ReportRequests, Reports } from '../reports.ts';
import { repeatedOptions } from '../repeated-options.ts';
import type { SeedOption } from '../seed-option.ts';
import { addSeedOption, readSeed } from '../seed-option.ts';
import type { SourceOptions } from '../settings.ts';
import { addSourceOptions, defaultFixtures, readSettings } from '../settings.ts';
import { LastRun } from '../last-run.ts';
import type { ShareOptions } from '../share-options.ts';
import { addShareOptions, readShare } from '../share-options.ts';
import type { TextOutput } from '../surroundings.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, readVectorOptions } from '../vector-options.ts';

interface RunArguments
  extends SeedOption, SourceOptions, VectorOptions, ExecutionOptions, ShareOptions {
  readonly testName?: RegExp;
  readonly tag?: readonly string[];
  readonly bail?: true;
  readonly list?: true;
  readonly watch?: true;
  readonly budget?: number;
}

const examples = `
Examples:
  hcall run fixtures/immediate
  hcall run -t "unknown immediate" --bail
  hcall run --reporter spec --reporter junit --output report.xml
  hcall run --rerun-failed --retries 2
  hcall run --shard 1/3 --reporter blob --output part-1.blob`;

export function addRunCommand(program: Command, context: Context): void {
  const requests = new ReportRequests();
  const command = program
    .command('run')
    .description('run fixtures and judge every call')
    .argument(
      '[paths...]',
      'fixture files, and folders of them (default: those of hcall.yaml, else ./fixtures)',
    )
    .option(
      '-t, --test-name <pattern>',
      'only tests whose id contains this text, or matches this /regular expression/',
      (text) => readPattern('--test-name', text),
    )
    .option('--tag <tag>', 'only tests with this tag; may be given again', gather)
    .option('--bail', 'stop after the first test that fails')
    .option('--watch', 'run again whenever a fixture or a source changes, until interrupted')
    .option('--list', 'print the ids of the tests instead of running them')
    .option('--budget <instructions>', 'instructions that a call may take', (text) =>
      readNumber('--budget', text, 1, 1_000_000_000),
    )
    .addOption(
      new Option(
        '--reporter <name>',
        `how to report: ${reporterNames.join(', ')} (default: spec); may be given again`,
      ).argParser((name) => requests.addReporter(name)),
    )
    .addOption(
      new Option('--output <file>', 'where the --reporter before it writes').argParser((file) =>
        requests.addOutput(file),
      ),
    );
  addVectorOptions(addSourceOptions(addSeedOption(addShareOptions(addExecutionOptions(command)))))
    .addHelpText('after', examples)
    .action(async (paths: string[], options: RunArguments) => {
      const isolation = readExecution(options);
      const lastRun = new LastRun(cacheFolder(context.environment), context.cwd);
      const share = await readShare(options, lastRun, context.cwd);
      const seed = readSeed(options, context);
      const settle = async (): Promise<RunOptions> => ({
        ...(await readSettings(
          paths.length > 0 ? paths : await defaultFixtures(context.cwd),
          options,
          context,
        )),
        ...share,
        ...readVectorOptions(options, context.cwd),
        ...(isolation === undefined ? {} : { isolation }),
        ...(options.testName === undefined ? {} : { namePattern: options.testName }),
        tags: options.tag ?? [],
        bail: options.bail ?? false,
        seed,
        repeat: repeatedOptions(options, seed),
        ...(options.budget === undefined ? {} : { budget: options.budget }),
        clock: context.clock,
        interruption: context.interruption,
      });
      if (options.list) {
        await list(await settle(), context);
      } else if (options.watch) {
        const { runOnChange } = await import('../run-on-change.ts');
        const runOnce = async (settled: RunOptions): Promise<void> => {
          await run(settled, requests, lastRun, context);
        };
        await runOnChange(paths, settle, runOnce, context);
        context.exitWith(exitCodes.interrupted);
      } else {
        await run(await settle(), requests, lastRun, context);
      }
    });
}

async function run(
  options: RunOptions,
  requests: ReportRequests,
  lastRun: LastRun,
  context: Context,
): Promise<void> {
  const reports = await Reports.open(requests.list, context);
  const exitCode = new RunExitCode();
  let current: string | undefined;
  try {
    const { run } = await context.layers.run();
    await run(options, (event) => {
      current = event.type === 'test-start' ? event.id : undefined;
      warnOfGone(event, context.stderr);
      reports.handle(event);
      exitCode.handle(event);
      lastRun.handle(event);
    });
  } catch (error) {
    reports.discard();
    if (current === undefined || error instanceof HcallError) {
      throw error;
    }
    throw new Error(`the test '${current}' cannot be judged`, { cause: error });
  }
  exitCode.reportDefect(context.stderr);
  context.exitWith(exitCode.value);
  await reports.finish();
}

/** More of them are counted. */
const mostGoneShown = 20;

/** A rerun that leaves out what it was made for says so. */
function warnOfGone(event: RunEvent, stderr: TextOutput): void {
  const gone = event.type === 'run-start' ? (event.gone ?? []) : [];
  const rest = gone.length - mostGoneShown;
  for (const [index, id] of gone.slice(0, mostGoneShown).entries()) {
    const isLast = index === mostGoneShown - 1 && rest > 0;
    const text = renderDiagnostic(
      {
        code: 'test-gone',
        severity: 'warning',
        message: `no test is named '${id}' any more, which failed in the last run`,
        ...(isLast ? { note: `and ${rest} more` } : {}),
      },
      { colour: stderr.colour },
    );
    stderr.write(`${text}\n`);
  }
}

async function list(options: RunOptions, context: Context): Promise<void> {
  const { list } = await context.layers.list();
  const { tests, errors } = list(options);
  for (const { id } of tests) {
    context.stdout.write(`${shown(id)}\n`);
  }
  const [first, ...rest] = errors.flatMap(({ diagnostics }) => diagnostics);
  if (first !== undefined) {
    throw new HcallError([first, ...rest]);
  }
  if (tests.length === 0) {
    context.exitWith(exitCodes.noTestRan);
  }
}
