import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandIn } from '../testing/cli/command-line-fixture.ts';

/** Vectors that call a function, and read a number and a variable, none of which they define. */
const source = `.text
.globl __hyp_stub_vectors
.balign 2048
__hyp_stub_vectors:
.rept 8
.balign 128
 b .
.endr
.balign 128
 b el1_sync
.rept 7
.balign 128
 b .
.endr
.balign 128
el1_sync:
 mov x19, x30
 bl missing
 mov x30, x19
 ldr x1, =number
 adrp x2, variable
 ldr x2, [x2, :lo12:variable]
 eret
`;

/** An ABI with stubs of its own. */
function abi(missing: string): string {
  return `selector: immediate
operations: { CALL: { number: 3, results: { x0: 7, x1: 0x123 } } }
vectors: { main: { files: [../own.S], table: __hyp_stub_vectors, function: general } }
clobbers: { handler: [x1-x19, x30] }
stubs:
  ${missing}: { returns: 7 }
  number: { value: 0x123 }
  variable: { data: 8, value: 0x456 }
  '*': return
smc: { returns: 0 }
`;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-stub-option-'));
  writeFileSync(join(folder, 'own.S'), source);
  writeFileSync(
    join(folder, 'a.yaml'),
    'abi: immediate\nvectors: stub\ntests: [{ name: a, hvc: 3, expect: { outcome: called, at: missing, x19: any, x30: any } }]\n',
  );
  mkdirSync(join(folder, 'abi'));
  writeFileSync(join(folder, 'abi/abi.yaml'), abi('missing'));
  mkdirSync(join(folder, 'misspelt'));
  writeFileSync(join(folder, 'misspelt/abi.yaml'), abi('misisng'));
  writeFileSync(
    join(folder, 'own.yaml'),
    'abi: ./abi\nvectors: main\ntests: [{ name: b, hvc: 3, expect: { x0: 0x7 } }]\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const hcall = (...args: readonly string[]) => commandIn(folder, args);
const own = ['own.S', '--abi', 'immediate', '--contract', 'stub'];
const call = ['call', ...own, '--hvc', '3', '--in-process'];

/** `--stub` before each. */
function stubs(texts: readonly string[]): string[] {
  return texts.flatMap((text) => ['--stub', text]);
}

interface Called {
  readonly outcome: string;
  readonly changes: readonly { readonly register: string; readonly after: string }[];
}

/** How the call ends, and what is in x1 and x2 then. */
async function result(texts: readonly string[]): Promise<unknown[]> {
  const { out } = await hcall(...call, ...stubs(texts), '--format', 'json');
  const { outcome, changes } = JSON.parse(out) as Called;
  const after = (name: string) => changes.find(({ register }) => register === name)?.after;
  return [outcome, after('x1'), after('x2')];
}

const all = ['missing=return', 'number=0x123', 'variable=data:8'];

test.each<[readonly string[], unknown[]]>([
  [all, ['returned', '0x123', '0x0']],
  [
    ['number=1', ...all],
    ['returned', '0x123', '0x0'],
  ],
  [
    [...all, 'missing'],
    ['called at missing', undefined, undefined],
  ],
  [
    [...all, 'missing=stop'],
    ['called at missing', undefined, undefined],
  ],
  [
    ['*=return', 'number=0x123', 'variable=data:8'],
    ['returned', '0x123', '0x0'],
  ],
  [['*=stop'], ['called at missing', undefined, undefined]],
])('--stub %j', async (texts, expected) => {
  expect(await result(texts)).toEqual(expected);
});

test('what a call saves has them, and runs', async () => {
  const saved = join(folder, 'saved.yaml');
  await hcall(...call, ...stubs([...all, '*=stop']), '--save', 'saved.yaml');
  expect(readFileSync(saved, 'utf8')).toContain(
    [
      'stubs:',
      '  missing: function',
      '  number:',
      '    value: "0x123"',
      '  variable:',
      '    data: 8',
      '  "*": stop',
    ].join('\n'),
  );
  expect(await hcall('run', 'saved.yaml', '--in-process')).toMatchObject({ code: 0 });
});

describe('a run', () => {
  test.each([
    [['*=stop'], 0],
    [all, 0],
    [[], 2],
  ])('has %j', async (texts, expected) => {
    const args = ['run', 'a.yaml', '--in-process', '--vectors', 'own.S', ...stubs(texts)];
    const { code } = await hcall(...args);
    expect(code).toBe(expected);
  });

  test('says what * stands for, once', async () => {
    const args = ['run', 'a.yaml', '--in-process', '--vectors', 'own.S', '--stub', '*=stop'];
    const { out } = await hcall(...args);
    expect(out).toContain(
      "notes\n  stands-for-undefined: '*' ends calls at missing; '*' stands for the address, without memory, of number, variable\n",
    );
  });
});

const taken =
  "of immediate/stub: '*' returns from missing; '*' stands for the address, without memory, of number, variable";

test.each([
  ['call', '--hvc', '3'],
  ['sweep', '--caller', 'host', '--imm', '3'],
  ['prove', '--paths', '4'],
  ['contract'],
])('%s says what * stands for', async (command, ...options) => {
  const args = [command, ...own, ...options, '--in-process', '--stub', '*=return'];
  const { out } = await hcall(...args, '--format', 'json');
  expect((JSON.parse(out) as { assumptions: string[] }).assumptions).toContain(taken);
});

test('compare says what * stands for', async () => {
  const contract = ['--abi', 'immediate', '--contract', 'stub', '--stub', '*=return'];
  const args = ['compare', 'own.S', 'own.S', ...contract, '--in-process', '--format', 'json'];
  const { out } = await hcall(...args);
  expect((JSON.parse(out) as { assumptions: string[] }).assumptions).toContain(taken);
});

test.each([
  ['a='],
  ['=stop'],
  ['a=b'],
  ['a=data:0'],
  ['a=data:65537'],
  ['a=data:x'],
  ['*=data:8'],
  ['*=3'],
])('--stub %s is refused', async (text) => {
  const { code, err } = await hcall(...call, '--stub', text);
  expect([code, err]).toEqual([2, expect.stringContaining(`--stub is not known: '${text}'`)]);
  const run = await hcall('run', 'a.yaml', '--vectors', 'own.S', '--stub', text);
  expect([run.code, run.err]).toEqual([2, expect.stringContaining('--stub is not known')]);
});

test('a stub that nothing needs is refused', async () => {
  const { code, err } = await hcall(...call, ...stubs([...all, 'misisng=return']));
  expect([code, err]).toEqual([2, expect.stringContaining("did you mean 'missing'?")]);
});

describe('the stubs of an ABI', () => {
  test.each<[string, readonly string[], number]>([
    ['call', ['./abi', '--hvc', '3'], 0],
    ['sweep', ['./abi', '--caller', 'host', '--imm', '3'], 0],
    ['contract', ['./abi'], 0],
    ['prove', ['./abi', '--paths', '4'], 0],
    ['compare', ['./abi', './abi'], 0],
    ['trace', ['own.yaml', '-t', 'b'], 0],
    ['run', ['own.yaml'], 0],
  ])('are there for %s', async (command, args, expected) => {
    const { code, err } = await hcall(command, ...args, '--in-process');
    expect([code, err]).toEqual([expected, '']);
  });

  test('give a result', async () => {
    const { out } = await hcall('call', './abi', '--hvc', '3', '--in-process', '--format', 'json');
    const { changes } = JSON.parse(out) as Called;
    expect(changes.slice(0, 3)).toMatchObject([
      { register: 'x0', after: '0x7' },
      { register: 'x1', after: '0x123' },
      { register: 'x2', after: '0x456' },
    ]);
  });

  test.each(['--stub', ''])('give way to those of the command line: %s', async (option) => {
    const more = option === '' ? [] : [option, 'missing=stop'];
    const { out } = await hcall('call', './abi/', '--hvc', '3', '--in-process', ...more);
    expect(out).toContain(option === '' ? 'returned' : 'called at missing');
  });

  test.each<[string, readonly string[]]>([
    ['call', ['./misspelt', '--hvc', '3']],
    ['sweep', ['./misspelt']],
    ['contract', ['./misspelt']],
    ['prove', ['./misspelt']],
    ['compare', ['./misspelt', './abi']],
  ])('are needed, says %s', async (command, args) => {
    const { code, err } = await hcall(command, ...args, '--in-process');
    expect([code, err]).toEqual([2, expect.stringContaining("did you mean 'missing'?")]);
    expect(err).toContain("misspelt/abi.yaml:6:3: error: nothing needs the stub 'misisng'");
  });
});
