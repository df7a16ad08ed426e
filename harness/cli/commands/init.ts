import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { problem } from '../../diagnostics/diagnostic.ts';
import type { HcallError } from '../../diagnostics/diagnostic.ts';
import { packageVersion } from '../../installation.ts';
import { choiceOption } from '../choice-option.ts';
import type { Context } from '../context.ts';
import type { FirstProject, FirstSelector, NewFile } from '../first-project.ts';
import { firstName, firstProject, firstSelectors } from '../first-project.ts';
import { makeFolder } from '../make-folder.ts';
import { readChoice } from '../option-values.ts';

interface InitArguments {
  readonly selector: FirstSelector;
  readonly workflow: boolean;
}

const examples = `
In the source tree of a kernel the files go to tools/testing/hcall. Nothing that is there is written over.

Examples:
  hcall init my-hypervisor
  hcall init my-first-one --selector immediate --no-workflow`;

export function addInitCommand(program: Command, context: Context): void {
  program
    .command('init')
    .description(
      'start a project: write a first ABI with vectors, a fixture, hcall.yaml and a workflow for GitHub',
    )
    .argument('[folder]', 'the top of the tree; made if it is not there', '.')
    .addOption(
      choiceOption(
        '--selector <kind>',
        'where a call carries its number: function-id (w0) or immediate (that of the HVC)',
        firstSelectors,
        (text) => readChoice('--selector', text, firstSelectors),
      ).default('function-id' satisfies FirstSelector),
    )
    .option('--no-workflow', 'no workflow for GitHub')
    .addHelpText('after', examples)
    .action((folder: string, options: InitArguments) => init(folder, options, context));
}

async function init(
  tree: string,
  { selector, workflow: wantsWorkflow }: InitArguments,
  { cwd, outputs, stdout, environment }: Context,
): Promise<void> {
  const project = firstProject(resolve(cwd, tree), selector);
  const files = project.files.filter((file) => wantsWorkflow || file !== project.workflow);
  const shown = ({ path }: NewFile): string => relative(cwd, path);
  const known = files.filter(({ path }) => existsSync(path));
  if (known.length > 0) {
    throw alreadyThere(known.map(shown), known.includes(project.workflow), known.length === 1);
  }
  for (const file of files) {
    makeFolder(dirname(file.path), dirname(shown(file)));
    await outputs.write(file.text, shown(file), true);
  }
  // What npx runs is not on the path.
  const program = environment['npm_command'] === 'exec' ? 'npx hcall' : 'hcall';
  const steps = [
    ...(project.folder === cwd ? [] : [`cd ${relative(cwd, project.folder)}`]),
    `${program} run         # the fixture`,
    `${program} prove       # the contract of the ABI, for all values`,
    `${program} lint ${firstName}  # the vector table`,
  ];
  stdout.write(
    [
      'wrote',
      ...files.map((file) => `  ${shown(file)}`),
      '',
      'next',
      ...steps.map((step) => `  ${step}`),
      ...(wantsWorkflow ? forWorkflow(project) : []),
      '',
    ].join('\n'),
  );
}

function alreadyThere(
  names: readonly string[],
  hasWorkflow: boolean,
  isAlone: boolean,
): HcallError {
  const [first = '', ...others] = names;
  return problem(
    'already-there',
    `nothing is written: ${[`'${first}'`, ...others.map((name) => `'${name}'`)].join(', ')} ${isAlone ? 'is' : 'are'} there already`,
    {
      note: [
        ...(hasWorkflow ? ['--no-workflow leaves the workflow out'] : []),
        ...(hasWorkflow && isAlone
          ? []
          : ['give a folder of its own, as in hcall init NEW-FOLDER']),
      ].join('; '),
    },
  );
}

/** What the workflow needs besides: `npm ci` installs what a lock file says. */
function forWorkflow({ folder }: FirstProject): string[] {
  return existsSync(join(folder, 'package-lock.json'))
    ? []
    : [
        '',
        `The workflow installs hcall by \`npm ci\`: commit what \`npm install --save-dev hcall-${packageVersion()}.tgz\` writes there.`,
      ];
}
