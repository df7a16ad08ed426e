import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SchemaName } from '../diagnostics/schemas.ts';
import { schemas } from '../diagnostics/schemas.ts';
import { packageVersion } from '../installation.ts';
import { commandIn } from '../testing/cli/command-line-fixture.ts';
import { mistakesIn } from '../testing/documents/validator.ts';
import { describedDocuments, jsonSchemaOf } from './json-schemas.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-documents-'));
  writeFileSync(join(folder, 'a.S'), '.text\nhvc #1\n.balign 2048\nmine: nop\n');
  writeFileSync(
    join(folder, 'a.yaml'),
    `abi: immediate
vectors: stub
tests:
  - { name: a, hvc: 1, expect: { x0: any, x17: any, x18: any } }
  - { name: b, hvc: 1, expect: { x0: 5 } }
  - { name: c, hvc: 1, skip: not yet, tags: [slow], expect: {} }
  - { name: d, hvc: 1, xfail: still, expect: { x0: 5 } }
`,
  );
  writeFileSync(join(folder, 'broken.yaml'), 'abi: immediate\nvector: stub\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** The JSON that a command prints; a command that runs code in processes of its own is one itself. */
async function documentOf(line: string): Promise<Readonly<Record<string, unknown>>> {
  const words = line.split(' ');
  const { out, err } = /^(?:cover|mutate) /.test(line)
    ? outputOf(spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: 'utf8' }))
    : await commandIn(folder, words);
  if (out === '') {
    throw new Error(err);
  }
  return JSON.parse(out) as Readonly<Record<string, unknown>>;
}

function outputOf({ stdout, stderr }: { stdout: string; stderr: string }): {
  readonly out: string;
  readonly err: string;
} {
  return { out: stdout, err: stderr };
}

const lines: readonly (readonly [SchemaName, string])[] = [
  ['run', 'run a.yaml broken.yaml --in-process --reporter json'],
  ['run', 'run a.yaml --shard 1/2 --in-process --reporter json'],
  ['list', 'run a.yaml --list --reporter json'],
  ['trace', 'trace a.yaml --in-process --format json'],
  ['call', 'call immediate/stub --hvc 2 --in-process --format json'],
  [
    'sweep',
    'sweep immediate/stub --imm 1 --caller host --set x0=0 --in-process --slots --format json',
  ],
  ['contract', 'contract immediate/stub --in-process --format json'],
  ['compare', 'compare x0/stub immediate/stub --caller host --in-process --format json'],
  ['prove', 'prove immediate/stub --in-process --format json'],
  ['cover', 'cover a.yaml --format json'],
  ['mutate', 'mutate --fixtures a.yaml --jobs 1 --format json'],
  ['asm', 'asm a.S --format json'],
  ['callers', 'callers a.S --format json'],
  ['lint', 'lint a.S --table mine --format json'],
  ['doctor', 'doctor --format json'],
  ['explain', 'explain wrong-value --format json'],
  ['explain', 'explain --format json'],
];

describe('a document that a command prints', () => {
  test.each(lines)(
    'as %s, by hcall %s, is valid, and one with another key is not',
    async (name, line) => {
      const document = await documentOf(line);
      expect(mistakesIn(name, document)).toEqual([]);
      expect(document).toMatchObject({ schema: schemas[name], hcall: packageVersion() });
      expect(mistakesIn(name, { ...document, stray: 1 })).toEqual([
        ' must NOT have additional properties {"additionalProperty":"stray"}',
      ]);
      const { hcall: _, ...rest } = document;
      expect(mistakesIn(name, rest)).toEqual([
        ` must have required property 'hcall' {"missingProperty":"hcall"}`,
      ]);
    },
  );

  test('covers every schema but those of YAML files', () => {
    const printed = new Set(lines.map(([name]) => name));
    const others = Object.keys(schemas).filter((name) => !printed.has(name as SchemaName));
    expect(others).toEqual(['abi', 'fixture', 'project']);
  });
});

/** The package itself is found by its name, as from another one. */
const { resolve: find } = createRequire(import.meta.url);

test.each(Object.keys(describedDocuments) as SchemaName[])(
  'the package exports the schema of %s',
  (name) => {
    expect(find(`hcall/schemas/${name}.json`)).toBe(
      fileURLToPath(new URL(`../../${describedDocuments[name].file}`, import.meta.url)),
    );
  },
);

/** What is said first of code that ran, and of code that was only looked at. */
test.each([
  [
    'call immediate/stub --hvc 1 --in-process --cpu max --seed 7 --format json',
    { name: 'unicorn', version: expect.stringMatching(/^2\.[01]\.\d+$/) },
    ['max'],
    7,
  ],
  ['lint a.S --table mine --format json', null, null, null],
])('the header of hcall %s', async (line, engine, cpu, seed) => {
  expect(await documentOf(line)).toMatchObject({ engine, cpu, seed });
});

test.each(Object.keys(describedDocuments) as SchemaName[])(
  'the schema of %s is a strict one of draft 2020-12 with the $id that its documents name',
  (name) => {
    expect(jsonSchemaOf(name)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: schemas[name],
    });
    expect(schemas[name]).toMatch(new RegExp(`^urn:hcall:schema:${name}:[1-9]\\d*$`));
    // Compiles, else throws: every keyword is known, every reference leads somewhere.
    expect(mistakesIn(name, 1)).not.toEqual([]);
  },
);
