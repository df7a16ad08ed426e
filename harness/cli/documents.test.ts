import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { commandIn } from '../testing/cli/command-line-fixture.ts';
import { blocksOf, documents, pageOf, sessionsOf } from '../testing/cli/document.ts';
import { wordsOf } from '../testing/cli/words.ts';

const checkout = join(import.meta.dirname, '../..');

/** What is done in an empty folder of this name; the other pages have `asm` and `fixtures` of the checkout. */
const emptyFolders: Readonly<Record<string, string>> = { 'docs/tutorial.md': 'my-hypervisor' };

/** Commands that need no process of their own to come to the same. */
const inProcess = new Set(['call', 'prove', 'run', 'sweep', 'trace']);

/** Commands that always start processes, which need the built code. */
const built = new Set(['cover']);

let folder = '';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hcall-documents-')));
});

afterEach(() => process.chdir(checkout));

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

/** What a command prints, without the time that it took. */
async function printed(cwd: string, command: string): Promise<string> {
  const [program, ...words] = wordsOf(command);
  expect(program).toBe('hcall');
  const name = words[0] ?? '';
  const environment = { ...process.env, HCALL_CACHE: join(folder, 'cache') };
  if (built.has(name)) {
    const main = join(checkout, 'dist/cli/main.js');
    const { stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
      cwd,
      env: environment,
      encoding: 'utf8',
    });
    return withoutTime(stdout + stderr);
  }
  const args = inProcess.has(name) ? [...words, '--in-process'] : words;
  const { out, err } = await commandIn(cwd, args, { environment });
  return withoutTime(out + err);
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

/** The headings of a page as links name them. */
function anchorsOf(page: string): Set<string> {
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Links of a page to files that are not there, or to headings that they do not have. */
function lostLinks(document: string): string[] {
  const links = [...pageOf(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? document : join(dirname(document), path);
    return (
      !link.includes('://') &&
      (!existsSync(join(checkout, target)) ||
        (anchor !== undefined && !anchorsOf(pageOf(target)).has(anchor)))
    );
  });
}

test.each([...documents, 'CONTRIBUTING.md'])('the links of %s lead somewhere', (document) => {
  expect(lostLinks(document)).toEqual([]);
});

test.each(documents)('the YAML and JSON of %s can be read', (document) => {
  const texts = blocksOf(document).filter(({ language }) => /^(?:yaml|json)$/.test(language));
  const errors = texts.flatMap(({ text }) => parseDocument(text).errors);
  expect(errors).toEqual([]);
});

test('pages have sessions', () => {
  expect(followed.map(({ document }) => document)).toEqual(
    expect.arrayContaining([
      'README.md',
      'docs/analyses.md',
      'docs/fixtures.md',
      'docs/tutorial.md',
    ]),
  );
});

test.each(followed)('$document is followed word by word', async ({ document, blocks }) => {
  const cwd = folderOf(document);
  // Files are shown from the folder of the process.
  process.chdir(cwd);
  const expected: string[] = [];
  const found: string[] = [];
  for (const { language, text, file } of blocks) {
    if (language === 'console') {
      for (const { command, output } of sessionsOf(text)) {
        const shown = await printed(cwd, command);
        expected.push(`$ ${command}\n${output}`);
        found.push(`$ ${command}\n${pattern(output).test(shown) ? output : shown}`);
      }
    } else if (file !== undefined) {
      mkdirSync(dirname(join(cwd, file)), { recursive: true });
      writeFileSync(join(cwd, file), text);
    }
  }
  expect(found).toEqual(expected);
});
