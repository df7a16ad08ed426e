import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CoverOptions } from '../coverage/cover.ts';
import type { Coverage } from '../coverage/coverage.ts';
import type { MutationReport } from '../mutation/mutate.ts';
import type { RunEvent } from '../run/event.ts';
import { list } from '../run/list.ts';
import { run } from '../run/run.ts';
import type { RunOptions } from '../run/run.ts';
import type { CommandResult } from '../testing/cli/command-line-fixture.ts';
import { commandIn } from '../testing/cli/command-line-fixture.ts';
import { blocksOf, documents } from '../testing/cli/document.ts';
import { wordsOf } from '../testing/cli/words.ts';
import type { Layers } from './layers.ts';
import { systemLayers } from './layers.ts';
import { exampleHeader } from '../testing/report/example-header.ts';

const checkout = join(import.meta.dirname, '../..');

/** Vectors for every example whose files are the reader's own. */
const ownVectors = `
  .section .hyp.text, "ax"
  .balign 0x800
  .globl __hyp_stub_vectors, my_vectors
__hyp_stub_vectors:
my_vectors:
  .rept 16
  .balign 0x80
  eret
  .endr
`;

/** The files that examples name and a checkout does not have. */
const placeholders: Readonly<Record<string, string>> = {
  'my-vectors.S': ownVectors,
  'vectors.S': ownVectors,
  'hyp-stub.S': ownVectors,
  'stub.S': ownVectors,
  'path/to/hyp-stub.S': ownVectors,
  'build/hyp-stub.o': ownVectors,
  'arch/arm64/kernel/hyp-stub.o': ownVectors,
  vmlinux: ownVectors,
  'include/empty.h': '',
  'K/arch/arm64/kernel/hyp-stub.S': ownVectors,
  'K/arch/arm64/kernel/hyp-stub.o': ownVectors,
  'K/arch/arm64/include/generated/uapi/empty.h': '',
  'K/arch/arm64/include/uapi/empty.h': '',
  'K/include/generated/uapi/empty.h': '',
  'K/include/uapi/empty.h': '',
  'K/include/linux/compiler-version.h': '',
  'K/include/linux/kconfig.h': '',
  'mine.yaml':
    'abi: immediate\nvectors: { contract: stub, files: [my-vectors.S], table: my_vectors }\ntests: [{ name: a, hvc: 3, expect: {} }]\n',
};

/** The commands that examples stand for with other words, and what makes the long ones short. */
const substitutes: readonly (readonly [RegExp, string])[] = [
  [/\$stubs\b/g, '--stub id_aa64pfr0_override'],
  [/\$K\b/g, 'K'],
  [/part-\*\.blob/g, 'part-1.blob part-2.blob part-3.blob'],
  [/origin\/main/g, 'HEAD'],
  [/^(sweep .*)$/, '$1 --in-process --imm 0-3 --caller host'],
  [/^(sweep .*--imm 0-0xff.*) --imm 0-3(.*)$/, '$1$2'],
  [/^compare --git v6\.1\.\.v6\.2 .*$/, 'compare --git HEAD..HEAD asm/immediate/hyp-stub.S'],
  [/^compare --git HEAD~1/, 'compare --git HEAD'],
  [/^compare x0 immediate/, 'compare x0/stub immediate/stub'],
  [/^(compare .*)$/, '$1 --in-process --caller host'],
  [/^contract immediate(?= --emit|$)/, 'contract immediate/stub'],
  [/^(contract .*)$/, '$1 --in-process'],
  [/^(prove .*)$/, '$1 --in-process'],
  [/^((?:trace|call) .*)$/, '$1 --in-process'],
];

/** Exit code 1 is what these are about: the tests of one table on vectors that are another's; a finding. */
const mayFail = /--vectors|^contract x0|^run mine.yaml|^prove .*\.S/;

/** The first tests of a selection stand for all of it. */
const fewTests = 2;

function firstTests(options: Omit<RunOptions, 'bail'>): ReadonlySet<string> {
  const ids = list(options).tests.map(({ id }) => id);
  expect(ids).not.toEqual([]);
  return new Set(ids.slice(0, fewTests));
}

const share = { covered: 1, total: 1 };

const coverage: Coverage = {
  ...exampleHeader('cover'),
  instructions: share,
  outcomes: share,
  slots: share,
  files: [{ file: 'asm/a.S', instructions: share, outcomes: share, functions: [], lines: [] }],
  tables: [],
};

const mutation: MutationReport = {
  ...exampleHeader('mutate'),
  hasCode: true,
  killed: 1,
  survived: 0,
  marked: 0,
  untried: 0,
  mutants: [],
  unreached: [],
  needless: [],
  excluded: [],
  us: 0,
};

/** The first tests run; what an analysis of them comes to is given. */
async function judged<Result>(
  { isolation: _isolation, ...options }: CoverOptions,
  emit: (event: RunEvent) => void,
  result: Result,
): Promise<Result> {
  await run({ ...options, bail: false, only: firstTests(options) }, emit);
  return result;
}

const layers: Layers = {
  ...systemLayers,
  run: () =>
    Promise.resolve({
      run: (options, emit) => {
        const { isolation: _isolation, ...inProcess } = options;
        return run({ ...inProcess, only: firstTests(options) }, emit);
      },
    }),
  cover: () => Promise.resolve({ cover: (options, emit) => judged(options, emit, coverage) }),
  mutate: () => Promise.resolve({ mutate: (options, emit) => judged(options, emit, mutation) }),
};

let cwd = '';

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'hcall-examples-'));
  symlinkSync(join(checkout, 'asm'), join(cwd, 'asm'));
  for (const abi of ['immediate', 'function-id', 'x0']) {
    mkdirSync(join(cwd, 'fixtures', abi), { recursive: true });
    const file = `fixtures/${abi}/stub.yaml`;
    copyFileSync(join(checkout, file), join(cwd, file));
  }
  for (const [file, text] of Object.entries(placeholders)) {
    mkdirSync(join(cwd, dirname(file)), { recursive: true });
    writeFileSync(join(cwd, file), text);
  }
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd });
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'a');
});

afterAll(() => rmSync(cwd, { recursive: true }));

const environment = (): Record<string, string | undefined> => ({
  ...process.env,
  HCALL_CACHE: join(cwd, 'cache'),
});

const hcall = (args: readonly string[]) =>
  commandIn(cwd, args, { layers, environment: environment() });

/** Examples that stand in several texts run once. */
const results = new Map<string, Promise<CommandResult>>();

function resultOf(words: readonly string[]): Promise<CommandResult> {
  const key = words.join(' ');
  const result = results.get(key) ?? hcall(words);
  results.set(key, result);
  return result;
}

/** The commands of a text, each without its description, redirection and what follows it in a pipe. */
function commandsOf(text: string): string[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => /^(?:  |\$ )?(?:scripts\/)?hcall (.*)$/.exec(line)?.[1] ?? [])
    .map((line) => line.replace(/ (?:&&|>|\s*#) .*$| {2,}.*$/, ''));
}

/** The words of an example, as it is run here. */
function exampleWords(command: string): string[] {
  return wordsOf(
    substitutes.reduce((text, [what, by]) => text.replaceAll(new RegExp(what, 'g'), by), command),
  );
}

const commands = ['init', 'run', 'cover', 'merge', 'mutate', 'trace', 'call', 'contract', 'sweep'];
const audits = ['compare', 'prove', 'asm', 'callers', 'lint', 'explain', 'doctor'];

/** What a page has to type; its sessions are followed by documents.test.ts. */
function textOfPage(document: string): string {
  return blocksOf(document)
    .filter(({ language }) => language === '' || language === 'sh')
    .map(({ text }) => text)
    .join('\n');
}

const pages = documents.filter((document) => commandsOf(textOfPage(document)).length > 0);

test('every command is known here', async () => {
  const { out } = await hcall(['--help']);
  const listed = [...out.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name);
  const known = new Set(['hcall', 'help', 'completion', 'report', ...commands, ...audits]);
  expect(listed.filter((name = '') => !known.has(name))).toEqual([]);
});

test.each(['', ...commands, ...audits, ...pages])(
  'the examples of %s work as printed',
  async (name) => {
    const text = pages.includes(name)
      ? textOfPage(name)
      : (await hcall([...(name === '' ? [] : [name]), '--help'])).out.replace(
          /^[^]*\nExamples:/,
          '',
        );
    const examples = commandsOf(text);
    expect(examples.length).toBeGreaterThan(name === 'doctor' ? -1 : 0);
    for (const example of examples) {
      const words = exampleWords(example);
      if (words.includes('--baseline')) {
        await hcall([...words, '--update']);
      }
      if (words.some((word) => word.startsWith('part-') && words[0] === 'merge')) {
        const count = words.filter((word) => word.startsWith('part-')).length;
        for (let part = 1; part <= count; part += 1) {
          await hcall(
            exampleWords(`run --shard ${part}/${count} --reporter blob --output part-${part}.blob`),
          );
        }
      }
      if (words.includes('--rerun-failed')) {
        await hcall(['run', 'mine.yaml']);
      }
      const accepted = mayFail.test(example) ? [0, 1] : [0];
      const { code, err } = await resultOf(words);
      expect({ example, err, isAccepted: accepted.includes(code) }).toEqual({
        example,
        err: expect.stringMatching(/^(?:note: .*\n)?$/),
        isAccepted: true,
      });
    }
  },
);
