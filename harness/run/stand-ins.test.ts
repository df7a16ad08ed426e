import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbiLibrary } from '../abi/library.ts';
import { createAssembler } from '../assembler/assemble.ts';
import { loadFixture } from '../fixture/load.ts';
import { bundledAbiFolder } from '../installation.ts';
import { linkedElf } from '../testing/image/elf/linked-elf.ts';
import { runTest } from './run-test.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';

/** A table whose lower-a64/sync goes to el1_sync. */
const table = `.text
.globl vectors
.balign 2048
vectors:
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
`;

/** Calls a function, and a local one, and reads a variable. */
const own = `${table}
.globl helper, variable, constant
.type helper, %function
.type variable, %object
.size variable, 8
constant = 3
el1_sync:
 stp x29, x30, [sp, #-16]!
 bl helper
 mov x19, x0
 bl inner
 mov x2, x0
 mov x0, x19
 adrp x1, variable
 ldr x1, [x1, :lo12:variable]
 mov x3, #constant
 mov x19, #0
 ldp x29, x30, [sp], #16
 eret
helper: mov x0, #1
 ret
inner: mov x0, #2
 ret
.data
.balign 8
variable: .quad 0x11
`;

/** Needs what nobody defines: a function, a variable, and a pointer that it only hands on. */
const open = `${table}
el1_sync:
 mrs x1, esr_el2
 and x1, x1, #0xffff
 cmp x1, #2
 b.eq 1f
 cmp x1, #3
 b.eq 2f
 stp x29, x30, [sp, #-16]!
 bl missing_function
 adrp x1, missing_pointer
 add x1, x1, :lo12:missing_pointer
 ldp x29, x30, [sp], #16
 eret
1: adrp x1, missing_variable
 ldr x1, [x1, :lo12:missing_variable]
 eret
2: mov x19, x30
 adrp x1, missing_pointer
 add x1, x1, :lo12:missing_pointer
 blr x1
 mov x30, x19
 eret
`;

/** Leaves by CBZ, which reaches less than 1 MiB, from its first byte. */
const near = `.text
leave: cbz xzr, missing_exit
 b .
${table}
el1_sync: b leave
`;

let folder = '';
let tools: Tools;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-stand-ins-'));
  mkdirSync(join(folder, 'abi'));
  const write = (name: string, content: string | Uint8Array): void =>
    writeFileSync(join(folder, name), content);
  write('own.S', own);
  write('open.S', open);
  write('near.S', near);
  write('number.S', `${table}\nel1_sync: movz x1, #:abs_g0:MISSING\n eret\n`);
  write('helper.S', '.globl helper\nhelper: mov x0, #7\n ret\n');
  write('inner.S', '.globl inner\ninner: mov x0, #8\n b inner_part\ninner_part: ret\n');
  write('variable.S', '.data\n.globl variable\nvariable: .quad 0x55\n');
  write('local.S', 'helper: ret\n');
  write('twice.S', '.globl helper, variable\nhelper: ret\n.data\nvariable: .quad 1\n');
  const assembler = await createAssembler();
  const object = assembler.assemble(
    { path: join(folder, 'own.S') },
    { includePaths: [], defines: [] },
  );
  write('image', linkedElf(object, 0xffff_8000_0800_0000n));
  write(
    'abi/abi.yaml',
    `selector: immediate
operations:
  CALL: { number: 1, results: { x0: any } }
  RUN: { number: 9, inputs: { function: x0 }, calls: function }
vectors:
  source: { files: [../own.S], table: vectors, function: general }
  image: { files: [../image], table: vectors, function: general }
  low: { files: [../image], table: vectors, load: 0x48000000, function: general }
  open: { files: [../open.S], table: vectors, function: general }
  near: { files: [../near.S], table: vectors, function: general }
  number: { files: [../number.S], table: vectors, function: general }
clobbers: { handler: [x1-x18, x19] }
`,
  );
  tools = await openTools({ seed: 1, includes: [], defines: [] });
});
afterAll(() => {
  tools.builder.close();
  rmSync(folder, { recursive: true });
});

/** What becomes of a test: its verdict, then what is wrong with it, then how the call ended. */
function run(body: string): string[] {
  const file = join(folder, 'a.yaml');
  writeFileSync(file, `abi: ./abi\ntests:\n  - { name: t, ${body} }\n`);
  const abis = new AbiLibrary([bundledAbiFolder]);
  const { fixture, diagnostics } = loadFixture(file, { abis });
  expect(diagnostics).toEqual([]);
  const [testCase] = fixture.tests;
  if (testCase === undefined) {
    throw new Error('there is one test');
  }
  const { verdict, findings, diagnostics: wrong = [], outcome } = runTest(testCase, tools, () => 0);
  return [
    verdict,
    ...findings.map(({ message }) => message),
    ...wrong.map(
      ({ code, message, place }) => `${code} ${place?.line}:${place?.column} ${message}`,
    ),
    ...(outcome === undefined ? [] : [outcome]),
  ];
}

const found = (x0: number, x1: number, x2: number): string =>
  `hvc: 1, expect: { x0: ${x0}, x1: ${x1}, x2: ${x2}, x3: 3 }`;

describe.each(['source', 'image'])('in code as %s', (vectors) => {
  test.each([
    ['nothing', '', found(1, 0x11, 2)],
    ['a function', 'helper: { returns: 5 }', found(5, 0x11, 2)],
    ['a local function', 'inner: { returns: 5 }', found(1, 0x11, 5)],
    ['code', 'helper: { code: helper.S }', found(7, 0x11, 2)],
    ['code for a local function', 'inner: { code: inner.S }', found(1, 0x11, 8)],
    ['a variable', 'variable: { data: 8, value: 0x22 }', found(1, 0x22, 2)],
    ['a number that it has', 'constant: { value: 3 }', found(1, 0x11, 2)],
    ['several', 'helper: { returns: 5 }, variable: { data: 8 }', found(5, 0, 2)],
  ])('%s stands in', (_, stubs, rest) => {
    expect(run(`vectors: ${vectors}, stubs: { ${stubs} }, ${rest}`)).toEqual(['pass', 'returned']);
  });

  test.each([
    ['helper: stop', 'called at helper'],
    ['helper: { stop: panicked }', 'panicked at helper'],
    ['inner: { stop: panicked }', 'panicked at inner'],
  ])('%s ends the call', (stubs, outcome) => {
    expect(run(`vectors: ${vectors}, stubs: { ${stubs} }, hvc: 1, expect: {}`).at(-1)).toBe(
      outcome,
    );
  });

  test('a call arrives at new code by its address', () => {
    const body = `vectors: ${vectors}, stubs: { helper: { code: helper.S } }, given: { x20: phys(helper) }`;
    expect(run(`${body}, ${found(7, 0x11, 2).replace('x0:', 'x20: phys(helper), x0:')}`)).toEqual([
      'pass',
      'returned',
    ]);
  });

  test.each([
    [
      'variable: { data: 4 }',
      "stub-misfit 3:42 the variable 'variable' has 8 bytes in the code, not 4",
    ],
    ['helper: { data: 4 }', "stub-misfit 3:42 'helper' is a function of the code, and no variable"],
    [
      'inner: { data: 16 }',
      "stub-misfit 3:42 the variable 'inner' has room for 8 bytes in the code, not for 16",
    ],
    [
      'constant: { value: 4 }',
      "stub-misfit 3:42 'constant' cannot become 0x4: references to it are resolved",
    ],
    [
      'inner: { value: 4 }',
      "stub-misfit 3:42 'inner' cannot become 0x4: references to it are resolved",
    ],
    ['helper: { code: variable.S }', expect.stringContaining("does not define 'helper'")],
    ['helper: { code: local.S }', expect.stringContaining("keeps to itself 'helper'")],
    ['typo: stop', "unused-stub 3:42 nothing needs the stub 'typo'"],
  ])('%s is refused', (stubs, message) => {
    const at = vectors === 'source' ? message : moved(message);
    expect(run(`vectors: ${vectors}, stubs: { ${stubs} }, hvc: 1, expect: {}`)).toEqual([
      'error',
      at,
    ]);
  });
});

/** 'image' is a letter shorter. */
function moved(message: unknown): unknown {
  return typeof message === 'string' ? message.replace('3:42', '3:41') : message;
}

test('functions stand in where a linked image is loaded, and where EL2 has it', () => {
  const stubs = 'stubs: { helper: { returns: 5 }, inner: { returns: 6 } }';
  expect(run(`vectors: low, ${stubs}, ${found(5, 0x11, 6)}`)).toEqual(['pass', 'returned']);
  expect(run(`vectors: low, stubs: { helper: { code: helper.S } }, ${found(7, 0x11, 2)}`)).toEqual([
    'error',
    "stub-misfit 3:39 'helper' runs at two addresses, and no branch leads to the new code from both",
  ]);
});

test('code of a variable takes its place in a source, but not in an image', () => {
  const stubs = 'stubs: { variable: { code: variable.S } }';
  expect(run(`vectors: source, ${stubs}, ${found(1, 0x55, 2)}`)).toEqual(['pass', 'returned']);
  expect(run(`vectors: image, ${stubs}, ${found(1, 0x55, 2)}`)).toEqual([
    'error',
    "stub-misfit 3:41 'variable' is a variable, and references to it are resolved",
  ]);
});

test('code that defines another symbol of the code, too, is a duplicate', () => {
  const [verdict, message] = run(
    'vectors: source, stubs: { helper: { code: twice.S } }, hvc: 1, expect: {}',
  );
  expect([verdict, message]).toEqual(['error', expect.stringContaining('symbol-duplicate')]);
});

test('a number takes the place of a global symbol of a source', () => {
  const stubs = 'stubs: { variable: { value: 0x140000000 } }';
  // The word at the address is the first of the code: the branch of the first slot, to itself.
  expect(run(`vectors: source, ${stubs}, ${found(1, 0x1400_0000, 2)}`)).toEqual([
    'fail',
    expect.stringContaining('x1'),
    'returned',
  ]);
});

describe('what is undefined', () => {
  const call = 'vectors: open, hvc: 1';

  test.each([
    ['nothing', '', ['symbol-undefined', 'symbol-undefined', 'symbol-undefined']],
    ['a return', "'*': return", ['returned']],
    ['a stop', "'*': stop", ['called at missing_function']],
    ['an entry before others', "'*': stop, missing_function: { returns: 3 }", ['returned']],
  ])('has %s', (_, stubs, expected) => {
    const result = run(
      `${call}, stubs: { ${stubs} }, expect: { x0: any, x1: phys(missing_pointer) }`,
    );
    expect(result.slice(1).map((text) => text.replace(/ \d.*/, ''))).toEqual(
      expect.arrayContaining(expected),
    );
  });

  test('is within reach of CBZ', () => {
    const result = run("vectors: near, hvc: 1, stubs: { '*': stop }, expect: {}");
    expect(result.at(-1)).toBe('called at missing_exit');
  });

  test('is not read as if it were a variable', () => {
    const result = run("vectors: open, hvc: 2, stubs: { '*': return }, expect: { x1: any }");
    expect(result[0]).toBe('fail');
    expect(result.join(' ')).toContain('Data Abort');
  });

  test.each([
    ["'*': return", 'returned'],
    ["'*': stop", 'called at missing_pointer'],
    ["'*': return, missing_pointer: { stop: panicked }", 'panicked at missing_pointer'],
  ])('is arrived at by its address: %s', (stubs, outcome) => {
    expect(run(`vectors: open, hvc: 3, stubs: { ${stubs} }, expect: {}`).at(-1)).toBe(outcome);
  });

  test.each(['stop', 'function'])('is no variable as a %s', (act) => {
    const stubs = `'*': stop, missing_variable: ${act}`;
    const result = run(`vectors: open, hvc: 2, stubs: { ${stubs} }, expect: { x1: any }`);
    expect(result.join(' ')).toContain('Data Abort');
  });

  test('has a variable of its own', () => {
    const stubs = "'*': return, missing_variable: { data: 8, value: 0x1234 }";
    expect(run(`vectors: open, hvc: 2, stubs: { ${stubs} }, expect: { x1: 0x1234 }`)).toEqual([
      'pass',
      'returned',
    ]);
  });

  test('and is a number in an instruction stays so', () => {
    const result = run("vectors: number, hvc: 1, stubs: { '*': return }, expect: {}");
    expect(result).toEqual(['error', expect.stringContaining("symbol 'MISSING' is not defined")]);
  });
});

/** `run` with `stubs:` in abi.yaml. */
function runWith(stubs: string, body: string): string[] {
  const file = join(folder, 'abi/abi.yaml');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, `${before}stubs: { ${stubs} }\n`);
  try {
    return run(body);
  } finally {
    writeFileSync(file, before);
  }
}

describe('a stub of the ABI', () => {
  test.each([
    ['stands in', 'helper: { returns: 5 }', '', found(5, 0x11, 2)],
    [
      "gives way to the test's",
      'helper: { returns: 5 }',
      'helper: { returns: 6 }',
      found(6, 0x11, 2),
    ],
    ['is for another table', 'missing_function: function', '', found(1, 0x11, 2)],
    ['is the function of a call', 'hyp_function: { returns: 6 }', '', found(1, 0x11, 2)],
  ])('%s', (_, ofAbi, ofTest, rest) => {
    expect(runWith(ofAbi, `vectors: source, stubs: { ${ofTest} }, ${rest}`)).toEqual([
      'pass',
      'returned',
    ]);
  });

  test('is of no use', () => {
    expect(runWith('hepler: stop', `vectors: source, ${found(1, 0x11, 2)}`)).toEqual([
      'error',
      "unused-stub 13:10 nothing needs the stub 'hepler'",
    ]);
  });
});
