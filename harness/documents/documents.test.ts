import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allDocuments } from './all-documents.ts';
import { codesPage } from './codes-page.ts';
import { commandsPage } from './commands-page.ts';
import { manualPage } from './manual-page.ts';
import { schemaPage } from './schema-page.ts';

const checkout = join(import.meta.dirname, '..', '..');

test('the documents are up to date: scripts/reference writes them', async () => {
  const all = await allDocuments();
  expect(all.length).toBeGreaterThan(3);
  for (const { path, text } of all) {
    expect([path, readFileSync(join(checkout, path), 'utf8')]).toEqual([path, text]);
  }
});

const command = {
  name: 'run',
  description: 'run | judge',
  arguments: [
    { name: 'paths', description: 'files', isRequired: false, isVariadic: true, choices: [] },
    { name: 'one', description: '', isRequired: true, isVariadic: false, choices: [] },
  ],
  options: [
    {
      short: '-t',
      long: '--test-name',
      description: 'a\\b',
      group: 'Options',
      value: 'pattern',
      choices: [],
    },
    {
      short: undefined,
      long: '--stub',
      description: 'b',
      group: 'Code',
      value: 'name[=what]',
      choices: [],
    },
  ],
  more: 'Examples:\n  .hcall run',
};

test('a page of commands has their synopsis, arguments, options and examples', () => {
  expect(commandsPage([command])).toBe(`\
<!-- Written by scripts/reference from the code. -->

# Commands

The same text as \`hcall help COMMAND\` prints.

- [run](#hcall-run): run | judge

## hcall run

Run | judge.

\`\`\`text
hcall run [options] [paths...] <one>
\`\`\`

| Argument |  |
| --- | --- |
| \`[paths...]\` | files |

| Options |  |
| --- | --- |
| \`-t, --test-name <pattern>\` | a\\b |

| Code |  |
| --- | --- |
| \`--stub <name[=what]>\` | b |

\`\`\`text
Examples:
  .hcall run
\`\`\`
`);
});

test('the manual page keeps backslashes, hyphens and dots in front', () => {
  const text = manualPage('Tests calls.', [command], '1.0');
  expect(text).toMatch(
    /^\.TH HCALL 1 "" "hcall 1\.0" "User Commands"\n\.SH NAME\nhcall \\- Tests calls\n/,
  );
  expect(text).toContain(String.raw`.B \-t, \-\-test\-name <pattern>` + '\n' + String.raw`a\eb`);
  expect(text).toContain('.EX\nExamples:\n  .hcall run\n.EE');
});

describe('a page of a schema', () => {
  test('has a row for each key, and a section for each shape of several places', () => {
    const text = schemaPage('T', 'I.', {
      type: 'object',
      required: ['a'],
      properties: {
        a: { type: 'string', description: 'a <b> | c' },
        list: { type: 'array', items: { type: 'object', properties: { x: { enum: [1, 2] } } } },
        map: { type: 'object', additionalProperties: { $ref: '#/$defs/Shape' } },
        either: {
          anyOf: [{ const: 'any' }, { type: 'object', properties: { y: { type: 'null' } } }],
        },
      },
      $defs: { Shape: { description: 'a shape', type: 'object', properties: { z: {} } } },
    });
    expect(text).toBe(`\
<!-- Written by scripts/reference from the code. -->

# T

I.

| Key | Value |  |
| --- | --- | --- |
| \`a\` | text | required; a \\<b> \\| c |
| \`list\` | list of keys |  |
| \`list[].x\` | \`1\`, \`2\` |  |
| \`map\` | keys |  |
| \`map.*\` | [Shape](#shape) |  |
| \`either\` | \`any\` or keys |  |
| \`either.y\` | nothing |  |

## Shape

a shape.

| Key | Value |  |
| --- | --- | --- |
| \`z\` | anything |  |
`);
  });
});

test('a page of codes is sorted, and its stars are no Markdown', () => {
  expect(
    codesPage([
      {
        title: 'Errors',
        kind: 'error',
        codes: { b: { explanation: 'x `*` *' }, a: { explanation: 'y' } },
      },
    ]),
  ).toContain('## Errors\n\n### a\n\ny\n\n### b\n\nx `*` \\*\n');
});
