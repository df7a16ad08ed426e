import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { SchemaName } from '../diagnostics/schemas.ts';
import { mistakesIn } from '../testing/documents/validator.ts';

const checkout = join(import.meta.dirname, '..', '..');

/** Every YAML file below these folders, but those that are wrong on purpose. */
function yamlFilesIn(...folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => file.endsWith('.yaml'))
    .toSorted();
}

const files = yamlFilesIn('asm', 'fixtures', 'scripts', 'harness/testing/contract');

/** As an editor reads it: numbers are numbers. */
const read = (file: string): unknown => parse(readFileSync(join(checkout, file), 'utf8'));

describe('a YAML file of the tree', () => {
  const abis = files.filter((file) => file.endsWith('abi.yaml'));
  const fixtures = files.filter((file) => !file.endsWith('abi.yaml') && !isPart(file));

  test.each(abis)('%s fits the schema of an ABI', (file) => {
    expect(mistakesIn('abi', read(file))).toEqual([]);
  });

  test.each(fixtures)('%s fits the schema of a fixture', (file) => {
    expect(mistakesIn('fixture', read(file))).toEqual([]);
  });
});

/** What is neither: the list of who else uses HVC. */
function isPart(file: string): boolean {
  return file === 'asm/namespace.yaml';
}

/** Documents that an editor must mark, and where. */
test.each<[SchemaName, string, string]>([
  ['abi', '{ name: 1 }', 'required'],
  ['abi', '{ selector: immediate, vector: [] }', 'vector'],
  ['fixture', '{ abi: immediate, vector: stub, tests: [] }', 'vector'],
  [
    'fixture',
    '{ abi: immediate, vectors: stub, tests: [{ name: a, hvc: 1, expect: { x99: 1 } }] }',
    'x99',
  ],
  ['project', '{ fixture: [tests] }', 'fixture'],
  ['project', '{ fixtures: tests }', 'array'],
])('the schema of %s refuses %s', (name, text, word) => {
  expect(mistakesIn(name, parse(text)).join('\n')).toContain(word);
});

test('the schema of hcall.yaml takes each of its keys', () => {
  const text = '{ fixtures: [tests], abis: [abis], include: [include], define: [A, B=1] }';
  expect(mistakesIn('project', parse(text))).toEqual([]);
});
