import type { Command } from 'commander';
import { Argument } from 'commander';
import type { Shell } from '../completion/shells.ts';
import { shells } from '../completion/shells.ts';
import type { Context } from '../context.ts';
import { readChoice } from '../option-values.ts';

const examples = `
Examples:
  source <(hcall completion bash)                                     in ~/.bashrc
  hcall completion zsh > ~/.zfunc/_hcall                              with ~/.zfunc in $fpath
  hcall completion fish > ~/.config/fish/completions/hcall.fish`;

export function addCompletionCommand(
  program: Command,
  context: Context,
  whole: () => Promise<Command>,
): void {
  program
    .command('completion')
    .description('print the completion script of hcall for a shell')
    .addArgument(shellArgument())
    .addHelpText('after', examples)
    .action(async (shell: Shell) => {
      const { completionFor } = await import('../completion/shells.ts');
      const { describeCommands } = await import('../command-description.ts');
      context.stdout.writeData(completionFor(shell, describeCommands(await whole())));
    });
}

function shellArgument(): Argument {
  const argument = new Argument('<shell>').argParser((text): Shell =>
    readChoice('completion', text, shells),
  );
  argument.argChoices = [...shells];
  return argument;
}
