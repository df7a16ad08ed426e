import type { Command } from 'commander';
import { Argument } from 'commander';
import type { CommandDescription } from '../command-description.ts';
import type { Shell } from '../completion/shells.ts';
import { shells } from '../completion/shells.ts';
import type { Context } from '../context.ts';
import { readChoice } from '../option-values.ts';

const examples = `
Examples:
  source <(hcall completion bash)                                     in ~/.bashrc
  hcall completion zsh > ~/.zfunc/_hcall                              with ~/.zfunc in $fpath
  hcall completion fish > ~/.config/fish/completions/hcall.fish`;

export function addCompletionCommand(program: Command, context: Context): void {
  program
    .command('completion')
    .description('print what makes a shell complete the command lines of hcall')
    .addArgument(shellArgument())
    .addHelpText('after', examples)
    .action(async (shell: Shell) => {
      const { completionFor } = await import('../completion/shells.ts');
      context.stdout.writeData(completionFor(shell, await allCommands(context)));
    });
}

function shellArgument(): Argument {
  const argument = new Argument('<shell>').argParser((text): Shell =>
    readChoice('completion', text, shells),
  );
  argument.argChoices = [...shells];
  return argument;
}

/** Of a program that has all commands, which this one's has not. */
async function allCommands(context: Context): Promise<CommandDescription[]> {
  const { createProgram } = await import('../program.ts');
  const { describeCommands } = await import('../command-description.ts');
  return describeCommands(await createProgram([], context));
}
