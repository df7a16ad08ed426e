import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledAbiFolder } from '../installation.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { ForeignVectors } from '../run/written-vectors.ts';
import { commandIn } from '../testing/cli/command-line-fixture.ts';
import { systemLayers } from './layers.ts';

/** A copy of the stub of the ABI immediate, by itself and in two halves, and one whose table has another name. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-vectors-'));
  const own = join(bundledAbiFolder, 'immediate');
  copyFileSync(join(own, 'hyp-stub.S'), join(folder, 'own.S'));
  writeFileSync(join(folder, 'own-table.S'), '#define __hyp_stub_vectors mine\n#include "own.S"\n');
  writeFileSync(join(folder, 'more.S'), '.text\n.globl more\nmore: hvc #7\n ret\n');
  writeFileSync(
    join(folder, 'a.yaml'),
    'abi: immediate\nvectors: stub\ntests: [{ name: a, hvc: 1, expect: { x0: vbar_el2, x17: any, x18: any } }]\n',
  );
  writeFileSync(
    join(folder, 'x0.yaml'),
    'abi: x0\nvectors: kvm\ntests: [{ name: b, skip: elsewhere, hvc: 0, expect: {} }]\n',
  );
  mkdirSync(join(folder, 'empty'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const hcall = (...args: readonly string[]) => commandIn(folder, args);

const stub = join(bundledAbiFolder, 'immediate/hyp-stub.S');

/** Every way to say: the stub of the ABI immediate. */
const forms: readonly (readonly [string, readonly string[]])[] = [
  ['ABI/VECTORS', ['immediate/stub']],
  ["an ABI's folder and a table", [join(bundledAbiFolder, 'immediate/stub')]],
  ["a file in an ABI's folder", [stub]],
  ['another file and its ABI', ['own.S', '--abi', 'immediate']],
  ['several files', ['own.S', 'more.S', '--abi', 'immediate']],
  ['its contract', ['own.S', '--abi', 'immediate', '--contract', 'stub']],
  ['the symbol of its table', ['own-table.S', '--abi', 'immediate', '--table', 'mine']],
  ['an ABI and --vectors', ['immediate', '--vectors', 'own.S']],
  [
    'an abi.yaml and --vectors',
    [join(bundledAbiFolder, 'immediate/abi.yaml'), '--vectors', 'own.S'],
  ],
  ['a folder and --vectors', [join(bundledAbiFolder, 'immediate'), '--vectors', 'own.S']],
  [
    'ABI/VECTORS and --vectors twice',
    ['immediate/stub', '--vectors', 'own.S', '--vectors', 'more.S'],
  ],
];

/** What commands say of it. */
const commands = {
  call: async (args: readonly string[]) => {
    const { out } = await hcall('call', ...args, '--hvc', '1', '--in-process', '--format', 'json');
    const { changes } = JSON.parse(out) as { changes: { register: string }[] };
    return changes.map(({ register }) => register);
  },
  sweep: async (args: readonly string[]) => {
    const few = ['--imm', '0-2', '--caller', 'host', '--set', 'x0=7', '--in-process'];
    const { out } = await hcall('sweep', ...args, ...few, '--format', 'json');
    const { callers, behaviours } = JSON.parse(out) as {
      callers: { table: string; classes: { when: string; behaviour: number }[] }[];
      behaviours: { name: string }[];
    };
    return callers.flatMap(({ table, classes }) =>
      classes.map(({ when, behaviour }) => `${table}: ${when}: ${behaviours[behaviour]?.name}`),
    );
  },
} as const;

describe.each(forms)('the stub, named by %s', (_, args) => {
  test('is called', async () => {
    expect(await commands.call(args)).toEqual(['x0', 'x17', 'x18']);
  });

  test('is swept', async () => {
    expect(await commands.sweep(args)).toEqual([
      'stub: immediate = 0x1: x0 = VBAR_EL2',
      'stub: immediate = 0x2: VBAR_EL2 = x0',
      'stub: immediate = 0x0: nothing',
    ]);
  });

  test('is linted', async () => {
    const symbol = args.includes('--table') ? 'mine' : '__hyp_stub_vectors';
    const own = args.includes('--table') ? args.slice(0, -2) : args;
    expect(await hcall('lint', ...own, '--table', symbol)).toMatchObject({ code: 0, err: '' });
    expect(await hcall('lint', ...own, '--table', 'no_table')).toMatchObject({ code: 2 });
  });
});

test('a contract, and a comparison, are those of the vectors that --vectors names', async () => {
  const more = ['--vectors', 'own.S', '--in-process', '--format', 'json'];
  const contract = await hcall('contract', 'immediate', ...more);
  expect(JSON.parse(contract.out)).toMatchObject({
    schema: 'urn:hcall:schema:contract:4',
    vectors: 'own.S',
    failures: [],
  });
  const comparison = await hcall('compare', 'immediate/stub', ...more, '--caller', 'host');
  expect(JSON.parse(comparison.out)).toMatchObject({
    a: { vectors: 'immediate/stub' },
    b: { vectors: 'own.S' },
    differences: [{ callers: [{ caller: 'host', classes: [], notCovered: [] }] }],
  });
});

test.each([
  ['run', ['run', 'a.yaml', '--reporter', 'json'], 'own.S', '"pass": 1'],
  ['run with another table', ['run', 'a.yaml', '--table', 'mine'], 'own-table.S', '1 passed'],
  ['trace', ['trace', 'a.yaml'], 'own.S', 'own.S:'],
])('hcall %s takes --vectors', async (_, args, file, text) => {
  const more = ['--vectors', file, '--abi', 'immediate', '--in-process'];
  const { code, out } = await hcall(...args, ...more);
  expect([code, out]).toEqual([0, expect.stringContaining(text)]);
});

test('code that --load places is called there, and a saved call says so', async () => {
  const args = [stub, '--load', '0x48000000', '--hvc', '1', '--in-process', '--save', 'saved.yaml'];
  const { out } = await hcall('call', ...args);
  expect(out).toContain('-> 0x48000000  = VBAR_EL2');
  expect(readFileSync(join(folder, 'saved.yaml'), 'utf8')).toContain('load: "0x48000000"');
});

test('a source is looked at where --load places it', async () => {
  const { out } = await hcall('callers', 'more.S', '--load', '0x48000000');
  expect(out).toContain('0x48000000  hvc #0x7  more');
});

test.each(['cover', 'mutate'] as const)('hcall %s takes --vectors', async (command) => {
  const taken: unknown[] = [];
  const record = ({ vectors }: { readonly vectors?: ForeignVectors }): Promise<never> => {
    taken.push(vectors);
    return Promise.reject(problem('no-fixtures', 'enough'));
  };
  const layers = {
    ...systemLayers,
    cover: () => Promise.resolve({ cover: record }),
    mutate: () => Promise.resolve({ mutate: record }),
  };
  const fixtures = command === 'cover' ? ['a.yaml'] : ['--fixtures', 'a.yaml'];
  const args = [command, ...fixtures, '--vectors', 'own.S', '--stub', 'a', '--load', '0x1000'];
  await commandIn(folder, args, { layers });
  expect(taken).toEqual([{ files: [join(folder, 'own.S')], load: 0x1000n, stubs: ['a'] }]);
});

test.each([
  ['--abi', 'x0', "of 'immediate', not of --abi x0"],
  ['--contract', 'kvm', "of 'stub', not of --contract kvm"],
])('a run skips what %s leaves out', async (option, value, reason) => {
  const args = ['run', 'a.yaml', 'x0.yaml', '--in-process', '--vectors', 'own.S'];
  const { code, out } = await hcall(...args, option, value);
  expect([code, out]).toEqual([0, expect.stringContaining(reason)]);
});

test.each([
  ['--abi', 'x1', "no test is of the ABI 'x1' [unknown-abi]"],
  ['--contract', 'stup', "no test has the vectors 'stup' [unknown-vectors]"],
])('a run refuses %s %s, which leaves out all', async (option, value, message) => {
  const { code, err } = await hcall('run', 'a.yaml', '--vectors', 'own.S', option, value);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});

/** Commands with vectors for arguments. */
const named: readonly (readonly [string, ...string[]])[] = [
  ['call', '--hvc', '1', '--in-process'],
  ['sweep', '--in-process'],
  ['contract', '--in-process'],
  ['compare', 'immediate', '--in-process'],
  ['lint', '--mmu-off', '.text'],
  ['callers'],
];

describe.each(named)('hcall %s', (command, ...more) => {
  test.each([
    [
      'an unknown ABI',
      ['imediate'],
      "unknown ABI 'imediate' [unknown-abi]",
      "did you mean 'immediate'?",
    ],
    [
      'an unknown table',
      ['immediate/stup'],
      "has no vectors 'stup' [unknown-vectors]",
      "did you mean 'stub'?",
    ],
    [
      'a file that is not there',
      ['owm.S'],
      "no vectors 'owm.S' [vectors-not-found]",
      "did you mean 'own.S'?",
    ],
    [
      '--vectors that are not there',
      ['immediate', '--vectors', 'owm.S'],
      "no vectors 'owm.S' [vectors-not-found]",
      "did you mean 'own.S'?",
    ],
    [
      'a folder without an ABI',
      ['empty'],
      'it has no abi.yaml [abi-not-found]',
      'an ABI is a folder',
    ],
    [
      'a folder for --vectors',
      ['immediate', '--vectors', 'empty'],
      "'empty' is a folder, and no file of vectors [vectors-not-found]",
      'named as an ABI is',
    ],
    [
      'an option of files, without one',
      ['immediate', '--load', '0'],
      '--load says something of files of vectors, and none is named [bad-usage]',
      'name them with --vectors',
    ],
    [
      'a stub that nothing needs',
      ['immediate', '--stub', '__hyp_panik'],
      "nothing needs the stub '__hyp_panik' [unused-stub]",
      "did you mean '__hyp_panic'?",
    ],
  ])('refuses %s', async (_, args, message, note) => {
    const { code, out, err } = await hcall(command, ...more, ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toContain(note);
  });
});

test.each([['call', '--hvc', '1'], ['sweep'], ['contract'], ['compare', 'immediate']])(
  'hcall %s wants to know the ABI of a file',
  async (...args) => {
    const { code, err } = await hcall(...args, 'own.S', '--in-process');
    expect([code, err]).toEqual([2, expect.stringContaining('[unknown-contract]')]);
  },
);

/** Commands with fixtures for arguments. */
test.each([['run'], ['trace'], ['cover'], ['mutate', '--fixtures']])(
  'hcall %s refuses what is not there, and what says nothing',
  async (...args) => {
    const missing = await hcall(...args, 'a.yaml', '--vectors', 'owm.S');
    expect([missing.code, missing.err]).toEqual([
      2,
      "error: there are no vectors 'owm.S' [vectors-not-found]\n  note: did you mean 'own.S'?\n",
    ]);
    const idle = await hcall(...args, 'a.yaml', '--stub', 'a');
    expect(idle.err).toContain(
      '--stub says something of files of vectors, and none is named [bad-usage]',
    );
  },
);

test.each([
  ['0.5', 0],
  ['0', 2],
  ['1e3', 2],
  ['1000001', 2],
])('--timeout %s is the same to a run and to a sweep', async (timeout, code) => {
  const sweep = [
    'sweep',
    'immediate/stub',
    '--imm',
    '0',
    '--caller',
    'host',
    '--set',
    'x0=0',
    '--baseline',
    'none',
  ];
  const run = ['run', 'a.yaml', '--list'];
  expect(await hcall(...run, '--timeout', timeout)).toMatchObject({ code });
  const { err } = await hcall(...sweep, '--timeout', timeout);
  expect(err).toContain(code === 0 ? '[bad-baseline]' : '[bad-option-value]');
});

test.each([
  'sweep immediate/stub --imm 1 --in-process --set x0=0',
  'call immediate/stub --hvc 1 --in-process',
])('hcall %s takes --origin for --caller', async (line) => {
  const [former, own] = await Promise.all(
    ['--origin', '--caller'].map((option) => hcall(...line.split(' '), option, 'guest')),
  );
  expect(former).toEqual(own);
  expect(own?.code).toBe(0);
});
