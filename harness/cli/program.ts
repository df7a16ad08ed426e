import { Command } from 'commander';
import type { Context } from './context.ts';
import { hideChoices } from './choice-option.ts';
import { packageVersion } from '../installation.ts';

/** `whole` gives a program that has all commands. */
type AddCommand = (program: Command, context: Context, whole: () => Promise<Command>) => void;

/** In the order of the help. Each is loaded only when the words name it: to load all would double the start-up time. */
const commands: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ['init', async () => (await import('./commands/init.ts')).addInitCommand],
  ['run', async () => (await import('./commands/run.ts')).addRunCommand],
  ['cover', async () => (await import('./commands/cover.ts')).addCoverCommand],
  ['merge', async () => (await import('./commands/merge.ts')).addMergeCommand],
  ['mutate', async () => (await import('./commands/mutate.ts')).addMutateCommand],
  ['trace', async () => (await import('./commands/trace.ts')).addTraceCommand],
  ['call', async () => (await import('./commands/call.ts')).addCallCommand],
  ['contract', async () => (await import('./commands/contract.ts')).addContractCommand],
  ['prove', async () => (await import('./commands/prove.ts')).addProveCommand],
  ['sweep', async () => (await import('./commands/sweep.ts')).addSweepCommand],
  ['compare', async () => (await import('./commands/compare.ts')).addCompareCommand],
  ['asm', async () => (await import('./commands/asm.ts')).addAsmCommand],
  ['callers', async () => (await import('./commands/callers.ts')).addCallersCommand],
  ['lint', async () => (await import('./commands/lint.ts')).addLintCommand],
  ['explain', async () => (await import('./commands/explain.ts')).addExplainCommand],
  ['report', async () => (await import('./commands/report.ts')).addReportCommand],
  ['completion', async () => (await import('./commands/completion.ts')).addCompletionCommand],
  ['doctor', async () => (await import('./commands/doctor.ts')).addDoctorCommand],
]);

/** The heading in the help from each of these commands on. */
const headings: Readonly<Record<string, string>> = {
  init: 'Tests:',
  call: 'What calls do:',
  asm: 'Code, without running it:',
  explain: 'Results, and hcall itself:',
};

const versionFlags = ['-V', '--version'];

const help = `
Examples:
  hcall init my-hypervisor                      a first ABI, fixture and workflow
  hcall run                                     every fixture in ./fixtures
  hcall run fixtures/immediate -t SET_VECTORS   tests with this text in their name
  hcall cover --fail-under 100                  which code no test reaches
  hcall mutate                                  which defects no test would notice
  hcall trace fixtures/immediate/stub.yaml -t "returns VBAR_EL2"
  hcall call immediate/stub --hvc 1 --x0 0      one call, without writing anything
  hcall prove immediate                         whether its contract holds for all values
  hcall asm vectors.S                           address, word and source of each line
  hcall explain broken-clobber-contract

Exit codes, the first that applies:
  70   a defect in hcall
  130  interrupted
  3    a tool is missing
  2    bad usage, fixture or source, or an output that cannot be written
  1    some test failed, or some statement is not proved
  4    no test ran
  0    all passed`;

function helpCommand(): Command {
  return new Command('help')
    .argument('[command]')
    .description('print the help of a command')
    .helpOption(false)
    .helpGroup(headings['explain'] ?? '');
}

/** The command line's grammar for these words. Parsing throws commander's errors and HcallErrors, and never exits. */
export async function createProgram(args: readonly string[], context: Context): Promise<Command> {
  const program = hideChoices(new Command('hcall'))
    .description(
      'Tests AArch64 hypervisor calls: runs EL2 vector code and judges what each call did.',
    )
    .version(packageVersion(), versionFlags.join(', '), 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpCommand(helpCommand())
    .addHelpText('after', help)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: context.stdout.write,
      writeErr: context.stderr.write,
      // Whoever catches the errors reports them.
      outputError: () => {},
    });
  for (const [name, load] of commandsFor(args)) {
    const addCommand = await load();
    const heading = headings[name];
    if (heading !== undefined) {
      program.commandsGroup(heading);
    }
    addCommand(program, context, () => createProgram([], context));
  }
  return program;
}

/** The command that the words name. Where they name none, the help and suggestions need all; the version needs none. */
function commandsFor(
  args: readonly string[],
): Iterable<readonly [string, () => Promise<AddCommand>]> {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  const name = (first === 'help' ? second : first) ?? '';
  const named = commands.get(name);
  if (named !== undefined) {
    return [[name, named]];
  }
  return args.some((arg) => versionFlags.includes(arg)) ? [] : commands;
}
