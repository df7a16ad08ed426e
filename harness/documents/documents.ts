import type { CommandDescription } from '../cli/command-description.ts';
import { codeGroups } from '../report/code-explanations.ts';
import { codesPage } from './codes-page.ts';
import { commandsPage } from './commands-page.ts';
import { jsonPage } from './json-page.ts';
import { jsonSchemaOf } from './json-schemas.ts';
import { manualPage } from './manual-page.ts';
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
        'The settings of a project. The file is looked for in the current folder and those above it; paths are relative to its own folder.',
        jsonSchemaOf('project'),
      ),
    },
  ];
}
