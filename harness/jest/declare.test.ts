import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declareFixtures } from './declare.ts';
import type { DescribeOptions } from './declare.ts';

const folder = mkdtempSync(join(tmpdir(), 'hcall-jest-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, ...lines: readonly string[]): void {
  writeFileSync(join(folder, path), [...lines, ''].join('\n'));
}

const tests = [
  'abi: own',
  'vectors: stub',
  'tests:',
  "  - { name: 'get 100%', hvc: 1, expect: { x0: abi.ANSWER } }",
  "  - { name: 'skipped', hvc: 1, skip: 'later', expect: {} }",
];

beforeAll(() => {
  for (const path of ['abi/own', 'headers', 'good', 'wrong', 'empty', 'lost', 'misspelt']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  write(
    'hcall.yaml',
    'abis: [abi]',
    'include: [headers]',
    'define: [ANSWER=42]',
    'fixtures: [good]',
  );
  write('misspelt/hcall.yaml', 'abi: [abi]');
  write(
    'abi/own/abi.yaml',
    'selector: immediate',
    'operations: { GET: { number: 1, results: { x0: 42 } } }',
    'vectors: { stub: { files: [stub.S], table: table } }',
    'clobbers: { handler: [x17], caller: [] }',
    'constants: { ANSWER: 42 }',
  );
  write(
    'abi/own/stub.S',
    '#include "answer.h"',
    '\t.text',
    '\t.balign 2048',
    '\t.globl table',
    'table:',
    '\t.rept 16',
    '\t.balign 128',
    '\tmov x0, #VALUE',
    '\teret',
    '\t.endr',
  );
  write('headers/answer.h', '#define VALUE ANSWER');
  write('good/a.yaml', ...tests);
  write(
    'wrong/a.yaml',
    'abi: own',
    'vectors: stub',
    'tests:',
    '  - { name: a, hvc: 1, expcet: {} }',
  );
});

/** What is declared, as `group > ... > test`, and what each test comes to: nothing, or the message of its failure. */
async function declared(cwd: string, path?: string, options: DescribeOptions = {}) {
  const groups: string[] = [];
  const before: (() => Promise<void>)[] = [];
  const outcomes = new Map<string, (() => void) | 'skipped'>();
  await declareFixtures(
    {
      describe: (name, body) => {
        groups.push(name);
        body();
        groups.pop();
      },
      it: (name, body) => void outcomes.set([...groups, name].join(' > '), body),
      skip: (name) => void outcomes.set([...groups, name].join(' > '), 'skipped'),
      beforeAll: (body) => void before.push(body),
      judge: (result) => expect(result?.verdict).toBe('pass'),
    },
    join(folder, cwd),
    path,
    options,
  );
  for (const body of before) {
    await body();
  }
  return [...outcomes].map(([name, body]) => [name, body === 'skipped' ? body : outcomeOf(body)]);
}

function outcomeOf(body: () => void): string {
  try {
    body();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the tests that Jest gets', () => {
  const file = join(folder, 'good/a.yaml');

  test.each([
    ['of hcall.yaml, with its ABIs, includes and macros', undefined, 'good'],
    ['of a path', 'good/a.yaml', 'good/a.yaml'],
  ])('are those %s', async (_, path, shown) => {
    expect(await declared('.', path)).toEqual([
      [`hcall ${shown} > ${file} > get 100%`, ''],
      [`hcall ${shown} > ${file} > skipped`, 'skipped'],
    ]);
  });

  test('have the macros of the options after those of hcall.yaml', async () => {
    const outcomes = await declared('.', 'good', { defines: ['ANSWER=41'] });
    expect(outcomes[0]?.[1]).toContain('Received: "fail"');
  });
});

describe('a mistake is a test that fails and shows it', () => {
  test.each([
    [
      'in each file',
      '.',
      'wrong',
      'hcall wrong > ',
      'a.yaml can be run',
      'wrong/a.yaml:4:24: error: unknown key',
    ],
    [
      'in hcall.yaml',
      'misspelt',
      '../good',
      'hcall ../good > ',
      'can be run',
      'hcall.yaml:1:1: error: unknown key',
    ],
    [
      'a path that is not there',
      '.',
      'lots',
      'hcall lots > ',
      'can be run',
      "no such file or folder: 'lots'",
    ],
    [
      'a folder without fixtures',
      '.',
      'empty',
      'hcall empty > ',
      'has tests',
      'no test is in empty',
    ],
    [
      'tags that no test has',
      '.',
      'good',
      'hcall good > ',
      'can be run',
      "no test has the tag 'nosuch'",
    ],
  ])('%s', async (what, cwd, path, group, name, message) => {
    const tags = what.startsWith('tags') ? ['nosuch'] : [];
    expect(await declared(cwd, path, { tags })).toEqual([
      [expect.stringMatching(new RegExp(`^${group}.*${name}$`)), expect.stringContaining(message)],
    ]);
  });
});
