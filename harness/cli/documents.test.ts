import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commandIn } from '../testing/cli/command-line-fixture.ts';
import { blocksOf, documents, sessionsOf } from '../testing/cli/document.ts';
import { wordsOf } from '../testing/cli/words.ts';
import type { Layers } from './layers.ts';
import { systemLayers } from './layers.ts';

const checkout = join(import.meta.dirname, '../..');

/** What is done in an empty folder of this name; the other pages have `asm` and `fixtures` of the checkout. */
const emptyFolders: Readonly<Record<string, string>> = { 'docs/tutorial.md': 'my-hypervisor' };

/** Commands that need no process of their own to come to the same. */
const inProcess = new Set(['call', 'prove', 'run']);

const layers: Layers = {
  ...systemLayers,
  cover: async () => {
    const { cover } = await systemLayers.cover();
    return { cover: ({ isolation: _isolation, ...options }, emit) => cover(options, emit) };
  },
};

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-documents-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The folder that a page is followed in. */
function folderOf(document: string): string {
  const empty = emptyFolders[document];
  const cwd = join(folder, empty ?? document);
  mkdirSync(cwd, { recursive: true });
  if (empty === undefined) {
    symlinkSync(join(checkout, 'asm'), join(cwd, 'asm'));
    symlinkSync(join(checkout, 'fixtures'), join(cwd, 'fixtures'));
  }
  return cwd;
}

/** What a command prints, without the time that it took; files as from a shell in that folder. */
async function printed(cwd: string, command: string): Promise<string> {
  const [program, ...words] = wordsOf(command);
  expect(program).toBe('hcall');
  const args = inProcess.has(words[0] ?? '') ? [...words, '--in-process'] : words;
  const { out, err } = await commandIn(cwd, args, {
    layers,
    environment: { ...process.env, HCALL_CACHE: join(folder, 'cache') },
  });
  return withoutTime((out + err).replaceAll(`${cwd}/`, ''));
}

function withoutTime(text: string): string {
  return text.replaceAll(/\(\d+\.\d+ s, /g, '(');
}

/** What matches the printed text of a page, in which a line `...` stands for any lines. */
function pattern(output: string): RegExp {
  const lines = withoutTime(output)
    .split('\n')
    .map((line) => (line === '...' ? '[^]*?' : escaped(line)));
  return new RegExp(`^${lines.join('\n')}$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

const followed = documents
  .map((document) => ({ document, blocks: blocksOf(document) }))
  .filter(({ blocks }) => blocks.some(({ language }) => language === 'console'));

test('pages have sessions', () => {
  expect(followed.map(({ document }) => document)).toEqual(
    expect.arrayContaining(['README.md', 'docs/fixtures.md', 'docs/tutorial.md']),
  );
});

test.each(followed)('$document is followed word by word', async ({ document, blocks }) => {
  const cwd = folderOf(document);
  for (const { language, text, file } of blocks) {
    if (language === 'console') {
      for (const { command, output } of sessionsOf(text)) {
        expect(`$ ${command}\n${await printed(cwd, command)}`).toMatch(
          pattern(`$ ${command}\n${output}`),
        );
      }
    } else if (file !== undefined) {
      mkdirSync(dirname(join(cwd, file)), { recursive: true });
      writeFileSync(join(cwd, file), text);
    }
  }
});
