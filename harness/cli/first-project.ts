import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileLimits, readRegularText } from '../files/regular-file.ts';
import { templatesFolder } from '../installation.ts';
import { projectFileName } from './project-file.ts';

/** Where a call of the first ABI carries its number: in the immediate of the HVC, or as a function id in w0. */
export const firstSelectors = ['function-id', 'immediate'] as const;
export type FirstSelector = (typeof firstSelectors)[number];

/** The name of the first ABI, and of its fixture. */
export const firstName = 'first';

/** A file of a new project. */
export interface NewFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** Where a new project has its parts. */
interface Layout {
  /** Of hcall.yaml: below the tree. */
  readonly folder: string;
  /** Below `folder`. */
  readonly abis: string;
  readonly fixtures: string;
}

/** A kernel has its tests in tools/testing, and no files of one of them at its top. */
const kernelLayout: Layout = { folder: 'tools/testing/hcall', abis: 'abi', fixtures: 'fixtures' };
const otherLayout: Layout = { folder: '.', abis: 'tests/abi', fixtures: 'tests/hcall' };

/** What only the source tree of a Linux kernel has at its top. */
const kernelFiles = ['Kbuild', 'Kconfig', 'MAINTAINERS', 'arch/arm64/kernel'];

/** What `hcall init` writes, and the folder in which its commands are typed. */
export interface FirstProject {
  /** Absolute. */
  readonly folder: string;
  readonly files: readonly NewFile[];
  /** The file of `files` that CI reads. */
  readonly workflow: NewFile;
}

/** A project in a tree, which is absolute: an ABI with its vectors, a fixture, the project file and a workflow. */
export function firstProject(tree: string, selector: FirstSelector): FirstProject {
  const isKernel = kernelFiles.every((name) => existsSync(join(tree, name)));
  const { folder: below, abis, fixtures } = isKernel ? kernelLayout : otherLayout;
  const folder = join(tree, below);
  const ownTemplate = (name: string): string => template(join(selector, name));
  const root = repositoryOf(tree) ?? tree;
  const workflow = {
    path: join(root, '.github/workflows/hcall.yml'),
    text: workflowIn(relative(root, folder)),
  };
  return {
    folder,
    workflow,
    files: [
      { path: join(folder, projectFileName), text: projectText(abis, fixtures) },
      ...['abi.yaml', 'vectors.S'].map((name) => ({
        path: join(folder, abis, firstName, name),
        text: ownTemplate(name),
      })),
      { path: join(folder, fixtures, `${firstName}.yaml`), text: ownTemplate('first.yaml') },
      workflow,
    ],
  };
}

/** The folder with `.git` at or above a folder, which need not be there yet. */
function repositoryOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) {
    return folder;
  }
  return dirname(folder) === folder ? undefined : repositoryOf(dirname(folder));
}

/** The workflow of a project in a folder of its repository; '' is the repository itself. */
function workflowIn(folder: string): string {
  const text = template('github-workflow.yml');
  return folder === ''
    ? text
    : text
        .replace('working-directory: .', `working-directory: ${JSON.stringify(folder)}`)
        .replace('./hcall.xml', JSON.stringify(`${folder}/hcall.xml`));
}

function projectText(abis: string, fixtures: string): string {
  return `\
# What every command in this folder and below it takes; docs/reference/project.md of hcall has all keys.
abis: [${abis}]
fixtures: [${fixtures}]
profiles:
  ci: # hcall run --profile ci
    reporters: [spec, github, { name: junit, output: hcall.xml }]
`;
}

function template(name: string): string {
  return readRegularText(join(templatesFolder, name), fileLimits.document);
}
