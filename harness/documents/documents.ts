import { given } from '../collections/given.ts';
import type { CommandDescription } from '../cli/command-description.ts';
import { codeGroups } from '../report/code-explanations.ts';
import { codesPage } from './codes-page.ts';
import { commandsPage } from './commands-page.ts';
import { jsonPage } from './json-page.ts';
import { jsonSchemaOf } from './json-schemas.ts';
import { manualPage } from './manual-page.ts';
import type { Schema } from './schema-page.ts';
import { schemaPage } from './schema-page.ts';

/*
 * Words of this room. A document is a file of docs/ that the code writes: what it says is said once, in help texts,
 * schemas and tables of codes.
 */

export interface Document {
  /** Below the package's folder. */
  readonly path: string;
  readonly text: string;
}

/** What the documents describe. */
export interface DescribedProgram {
  readonly description: string;
  readonly version: string;
  readonly commands: readonly CommandDescription[];
}

const projectIntroduction = `\
The settings of a project. The nearest \`hcall.yaml\` counts: that of the current folder, else of the folder above it, and so on up to the
root of the repository (the folder with \`.git\`), or to \`/\` where there is none. All paths are relative to the file's own folder.

What is said in several places:

| Setting | Which counts |
| --- | --- |
| \`fixtures\`, \`reporters\`, \`jobs\`, \`timeout\`, \`retries\` | the first that says it: the command line, the profile of \`--profile NAME\`, the file; else the default |
| \`abis\`, \`include\` | all, searched in that order; the ABIs that come with hcall last |
| \`define\` | all; of one macro the first in that order |
| \`stubs\` | for each symbol the first: \`--stub\`, the test, its fixture, its \`abi.yaml\`, the profile, the file |`;

/** The keys of a profile are those of the file, which the page need not have twice. */
function withoutProfileKeys({ properties = {}, ...schema }: Schema): Schema {
  const { profiles = {} } = properties;
  const { description } = profiles.additionalProperties as Schema;
  return {
    ...schema,
    properties: {
      ...properties,
      profiles: {
        ...profiles,
        additionalProperties: { type: 'object', ...given({ description }) },
      },
    },
  };
}

/** Every document that is written by the code. */
export function documents({ description, version, commands }: DescribedProgram): Document[] {
  return [
    { path: 'docs/hcall.1', text: manualPage(description, commands, version) },
    { path: 'docs/reference/commands.md', text: commandsPage(commands) },
    { path: 'docs/reference/codes.md', text: codesPage(codeGroups) },
    {
      path: 'docs/reference/fixtures.md',
      text: schemaPage(
        'Fixtures',
        'Every key of a fixture, from its schema, `fixtures/fixture.schema.json`; `*` is a name of your own. Editors check it with a first line ' +
          '`# yaml-language-server: $schema=PATH/fixture.schema.json`.',
        jsonSchemaOf('fixture'),
      ),
    },
    {
      path: 'docs/reference/abi.md',
      text: schemaPage(
        'abi.yaml',
        'Every key of an ABI, from its schema, `asm/abi.schema.json`; `*` is a name of your own.',
        jsonSchemaOf('abi'),
      ),
    },
    { path: 'docs/reference/json.md', text: jsonPage() },
    {
      path: 'docs/reference/project.md',
      text: schemaPage(
        'hcall.yaml',
        projectIntroduction,
        withoutProfileKeys(jsonSchemaOf('project')),
      ),
    },
  ];
}
