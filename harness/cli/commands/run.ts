import type { Command } from 'commander';
import type { RunOptions } from '../../run/run.ts';
import { cacheFolder } from '../cache-folder.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { problem } from '../../diagnostics/diagnostic.ts';
import { given } from '../../collections/given.ts';
import type { SecondEngineName } from '../../run/tool-setting.ts';
import { secondEngines } from '../../run/tool-setting.ts';
import { choiceOption } from '../choice-option.ts';
import type { NameOptions } from '../option-values.ts';
import { readChoice, readNames } from '../option-values.ts';
import type { ProcessOptions } from '../process-options.ts';
import { addProcessOptions, readProcesses } from '../process-options.ts';
import { ReportRequests } from '../report-requests.ts';
import { repeatedOptions } from '../repeated-options.ts';
import type { Settings, SourceOptions } from '../settings.ts';
import { addSourceOptions, defaultFixtures, readSettings } from '../settings.ts';
import type { ShareOptions } from '../share-options.ts';
import { addShareOptions, readShare } from '../share-options.ts';
import { tagOption } from '../tag-option.ts';
import type { TrialOptions } from '../trial-options.ts';
import { addTrialOptions, readSeed, readTools } from '../trial-options.ts';
import type { VectorOptions } from '../vector-options.ts';
import { addVectorOptions, readForeignVectors } from '../vector-options.ts';

interface RunArguments
  extends TrialOptions, SourceOptions, VectorOptions, ProcessOptions, ShareOptions {
  readonly testName?: NameOptions;
  readonly tag?: readonly string[];
  readonly bail?: true;
  readonly list?: true;
  readonly update?: true;
  readonly watch?: true;
  readonly checkWith?: SecondEngineName;
}

type Settled = RunOptions & Pick<Settings, 'project'>;

const examples = `
Examples:
  hcall run fixtures/immediate
  hcall run -t "unknown immediate" --bail
  hcall run --reporter spec --reporter junit --output report.xml
  hcall run --rerun-failed --retries 2
  hcall run fixtures/immediate --update
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
      'only tests whose id contains this text, or matches this /regular expression/; several are joined by and, or, not',
      (text) => readNames('--test-name', text),
    )
    .addOption(tagOption())
    .addOption(
      choiceOption(
        '--check-with <engine>',
        "run each test's first call on a second engine too, and report where it sees something else: qemu",
        secondEngines,
        (text) => readChoice('--check-with', text, secondEngines),
      ),
    )
    .option('--bail', 'stop after the first test that fails')
    .option(
      '-u, --update',
      'rewrite the expectations of tests that fail for nothing else, show what is new, and run these tests again; not in CI',
    )
    .option('--watch', 'run again whenever a fixture or a source changes, until interrupted')
    .option('--list', 'print the ids of the tests instead of running them (--reporter spec, json)');
  addProcessOptions(requests.addOptionsTo(command), 'test', 'a test');
  addVectorOptions(addSourceOptions(addTrialOptions(addShareOptions(command))))
    .addHelpText('after', examples)
    .action(async (paths: string[], options: RunArguments) => {
      const { LastRun } = await import('../last-run.ts');
      const { listTests, runTests } = await import('../run-tests.ts');
      // A mistake in them is none of a watched run, which waits for a change.
      readProcesses(options, 'test', {});
      const lastRun = new LastRun(cacheFolder(context.environment), context.cwd);
      const share = await readShare(options, lastRun, context.cwd);
      const seed = readSeed(options, context);
      if (options.update) {
        const { updateProblem } = await import('../update-tests.ts');
        const { list, watch, shard, vectors } = options;
        const others = { '--list': list, '--watch': watch, '--shard': shard, '--vectors': vectors };
        const refusal = updateProblem(others, context.environment);
        if (refusal !== undefined) {
          throw refusal;
        }
      }
      const settle = async (): Promise<Settled> => {
        const chosen = paths.length > 0 ? paths : await defaultFixtures(context.cwd, options);
        const settings = await readSettings(chosen, options, context);
        const { project } = settings;
        const isolation = readProcesses(options, 'test', project);
        return {
          ...readTools(settings, { ...options, seed }, context),
          ...given({ retries: project.retries }),
          ...share,
          ...(await readForeignVectors(options, settings)),
          ...given({ isolation, checkWith: options.checkWith }),
          ...options.testName,
          tags: options.tag ?? [],
          bail: options.bail ?? false,
          repeat: repeatedOptions(options, seed),
          clock: context.clock,
          interruption: context.interruption,
        };
      };
      const runOnce = async ({ project, ...settled }: Settled): Promise<void> => {
        const reports = requests.listFor(project.reporters);
        await runTests(settled, reports, lastRun, context, options.update);
      };
      if (options.list && options.watch) {
        throw problem('bad-usage', 'the options --list and --watch exclude each other');
      }
      if (options.list) {
        await listTests(await settle(), requests.listFor(undefined), context);
      } else if (options.watch) {
        const { runOnChange } = await import('../run-on-change.ts');
        await runOnChange(paths, settle, runOnce, context);
        context.exitWith(exitCodes.interrupted);
      } else {
        await runOnce(await settle());
      }
    });
}
