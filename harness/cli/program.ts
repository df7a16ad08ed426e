import { Command } from 'commander';
import { addAsmCommand } from './commands/asm.ts';
import { addCallCommand } from './commands/call.ts';
import { addCallersCommand } from './commands/callers.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addContractCommand } from './commands/contract.ts';
import { addCoverCommand } from './commands/cover.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addLintCommand } from './commands/lint.ts';
import { addMergeCommand } from './commands/merge.ts';
import { addMutateCommand } from './commands/mutate.ts';
import { addRunCommand } from './commands/run.ts';
import { addSweepCommand } from './commands/sweep.ts';
import { addTraceCommand } from './commands/trace.ts';
import type { Context } from './context.ts';
import { packageVersion } from '../installation.ts';

const help = `
Examples:
  hcall run                                     every fixture in ./fixtures
  hcall run fixtures/immediate -t SET_VECTORS   tests with this text in their name
  hcall cover --fail-under 100                  which code no test reaches
  hcall mutate asm/immediate                    which defects no test would notice
  hcall trace fixtures/immediate/stub.yaml -t "returns VBAR_EL2"
  hcall call asm/immediate/hyp-stub.S --hvc 1 --x0 0
  hcall asm asm/immediate/hyp-stub.S            address, word and source of each line
  hcall explain broken-clobber-contract

Exit codes, the first that applies: 70 a defect in hcall, 130 interrupted, 3 a tool is missing, 2 bad usage,
fixture or source, or an output that cannot be written, 1 some test failed, 4 no test ran, 0 all passed.`;

/** The command line's grammar. Parsing throws commander's errors and HcallErrors, and never exits. */
export function createProgram(context: Context): Command {
  const program = new Command('hcall')
    .description(
      'Tests AArch64 hypervisor calls: runs EL2 vector code and judges what each call did.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', help)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: context.stdout.write,
      writeErr: context.stderr.write,
      // Errors are told by whoever catches them.
      outputError: () => {},
    });
  addRunCommand(program, context);
  addCoverCommand(program, context);
  addMergeCommand(program, context);
  addMutateCommand(program, context);
  addTraceCommand(program, context);
  addCallCommand(program, context);
  addContractCommand(program, context);
  addSweepCommand(program, context);
  addCompareCommand(program, context);
  addAsmCommand(program, context);
  addCallersCommand(program, context);
  addLintCommand(program, context);
  addExplainCommand(program, context);
  addDoctorCommand(program, context);
  return program;
}
