import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { HcallError, problem } from '../../diagnostics/diagnostic.ts';
import type { ProveOptions } from '../../proof/prove.ts';
import { requireNone } from '../../proof/prove.ts';
import type { ProofResult } from '../../proof/result.ts';
import { commandIn } from '../../testing/cli/command-line-fixture.ts';
import { exampleProof } from '../../testing/report/example-proof.ts';
import { systemLayers } from '../layers.ts';

const refutedAbi = `
selector: immediate
operations: { ONE: { number: 0, results: { x0: 1 } } }
vectors: { table: { files: [vectors.S], table: mine } }
clobbers: { handler: [], caller: [] }
`;

const refutedVectors = `
  .text
  .balign 0x800
  .globl mine
mine:
  .rept 16
  .balign 0x80
  eret
  .endr
`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prove-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

let asked: ProveOptions | undefined;

/** The command on a proof whose result is given. */
function hcall(
  args: readonly string[],
  result: ProofResult | HcallError = exampleProof,
  mistakes: readonly Diagnostic[] = [],
) {
  const checkedProof = (options: ProveOptions) => {
    asked = options;
    return result instanceof HcallError
      ? Promise.reject(result)
      : Promise.resolve({ result, mistakes });
  };
  const layers = { ...systemLayers, prove: () => Promise.resolve({ checkedProof, requireNone }) };
  return commandIn(folder, ['prove', ...args], { layers });
}

const only = (...verdicts: readonly string[]): ProofResult => ({
  ...exampleProof,
  statements: exampleProof.statements.filter(({ verdict, excused }) =>
    verdicts.includes(excused === undefined ? verdict : 'excused'),
  ),
});

const failures = [{ part: 'mine/kvm', reason: 'no answer' }];
const needless = problem('bad-not-proved', 'proved by now').diagnostics;

test.each([
  ['all is proved', only('proved'), [], 0],
  ['what is not proved is listed', only('proved', 'excused'), [], 0],
  ['a statement is refuted', only('proved', 'refuted'), [], 1],
  ['a statement is not covered', only('proved', 'not-covered'), [], 1],
  ['a table could not be looked at', { ...only('proved'), failures }, [], 1],
  ['an entry is not needed', only('proved'), needless, 2],
  ['nothing is there to prove', problem('nothing-to-prove', 'nothing'), [], 2],
])('the exit code where %s', async (_, result, mistakes, code) => {
  const ended = await hcall(['immediate'], result, mistakes);
  expect(ended.code).toBe(code);
});

test('limits are numbers above 0, time in milliseconds', async () => {
  await hcall(['immediate', '--paths', '7', '--solver-time', '0.5', '--budget', '9']);
  expect(asked).toMatchObject({ tools: { budget: 9, limits: { paths: 7, solverTime: 500 } } });
});

test.each([
  ['--paths', '0'],
  ['--paths', 'many'],
  ['--solver-time', '0'],
  ['--solver-time', '-1'],
])('%s %s is refused', async (option, value) => {
  const { code, err } = await hcall(['immediate', `${option}=${value}`]);
  expect([code, err]).toEqual([2, expect.stringContaining('[bad-option-value]')]);
});

test('without a name every ABI is proved', async () => {
  await hcall([]);
  expect(asked?.vectors.map(({ names }) => names)).toEqual([
    ['function-id'],
    ['function-id-4.7'],
    ['function-id-4.9'],
    ['immediate'],
    ['immediate-early'],
    ['jailhouse'],
    ['kvm-nvhe'],
    ['kvm-nvhe-guest'],
    ['psci'],
    ['smccc'],
    ['smccc-services'],
    ['x0'],
    ['xen'],
    ['xen-aarch32'],
  ]);
});

const fixtureName = 'mine-stub-SET-guest-results.yaml';

test('--save keeps each counterexample, and says so', async () => {
  const { err } = await hcall(['immediate', '--save', 'kept']);
  expect(err).toBe(`note: wrote kept/${fixtureName}\n`);
  expect(readFileSync(join(folder, 'kept', fixtureName), 'utf8')).toBe('abi: mine\n');
});

test('--save leaves what is there', async () => {
  await hcall(['immediate', '--save', 'kept']);
  const again = await hcall(['immediate', '--save', 'kept']);
  expect(again.err).toBe(`note: kept/${fixtureName} is as it was\n`);
  writeFileSync(join(folder, 'kept', fixtureName), 'mine');
  const other = await hcall(['immediate', '--save', 'kept']);
  expect([other.code, other.err]).toEqual([2, expect.stringContaining('[output-not-writable]')]);
  expect(readFileSync(join(folder, 'kept', fixtureName), 'utf8')).toBe('mine');
});

test('a counterexample of the ABI of a folder is a test, and a command, that can be run', async () => {
  mkdirSync(join(folder, 'mine'));
  writeFileSync(join(folder, 'mine/abi.yaml'), refutedAbi);
  writeFileSync(join(folder, 'mine/vectors.S'), refutedVectors);
  const args = ['./mine/', '--save', 'kept', '--in-process'];
  const proof = await commandIn(folder, ['prove', ...args]);
  expect(proof.out).toMatch(/hcall call \.\/mine\/table --hvc 0\b/);
  const call = await commandIn(folder, 'call ./mine/table --hvc 0 --in-process'.split(' '));
  expect(call.code).toBe(0);
  const { code, out } = await commandIn(folder, ['run', 'kept', '--in-process']);
  expect([code, out]).toEqual([1, expect.stringContaining('wrong-value: x0')]);
});

test('names of files are harmless, and each has its own', async () => {
  const statements = exampleProof.statements
    .filter(({ verdict }) => verdict === 'refuted')
    .flatMap((one) => [
      { ...one, way: '../a b' },
      { ...one, way: '../A/b' },
    ]);
  await hcall(['immediate', '--save', '.'], { ...exampleProof, statements });
  expect(readdirSync(folder).toSorted()).toEqual([
    'mine-stub-_A_b-guest-results-2.yaml',
    'mine-stub-_a_b-guest-results.yaml',
  ]);
});

test('a baseline reports a verdict that is another', async () => {
  await hcall(['immediate', '--baseline', 'a.json', '--update'], only('proved'));
  const same = await hcall(['immediate', '--baseline', 'a.json'], only('proved'));
  const less = await hcall(['immediate', '--baseline', 'a.json'], only('proved', 'excused'));
  expect([same.code, less.code, less.err]).toEqual([
    0,
    1,
    expect.stringContaining('1 changes against the baseline a.json'),
  ]);
});
