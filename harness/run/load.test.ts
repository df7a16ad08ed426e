import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbiLibrary } from '../abi/library.ts';
import { loadFixture } from '../fixture/load.ts';
import { bundledAbiFolder } from '../installation.ts';
import { elfFile, symbolTable } from '../testing/image/elf/elf-fixture.ts';
import { code } from '../testing/image/object-fixture.ts';
import type { TestResult } from './event.ts';
import { runTest } from './run-test.ts';
import type { Tools } from './tools.ts';
import { openTools } from './tools.ts';

const linkBase = 0xffff_8000_0800_0000n;

/**
 * A vector table that answers HVC_GET_VECTORS, and a routine so far from it that makes the call. Words as GNU as 2.40 assembles
 * them.
 */
function linkedImage(distance = 0x800n): Uint8Array {
  const slots = Array.from({ length: 512 }, (_, index): number =>
    index % 32 === 0 ? 0x1400_0000 : 0,
  );
  // lower-a64/sync: mrs x0, vbar_el2; eret
  slots.splice(0x400 / 4, 2, 0xd53c_c000, 0xd69f_03e0);
  // hvc #1; ret
  const routine = code(0xd400_0022, 0xd65f_03c0);
  const { symbols, strings } = symbolTable([
    ['__hyp_stub_vectors', 0x12, 1, linkBase, 0x800n],
    ['__hyp_get_vectors', 0x12, 2, linkBase + distance, 8n],
  ]);
  return elfFile('image', [
    { name: '.text', type: 1, flags: 6, address: linkBase, bytes: code(...slots) },
    { name: '.init.text', type: 1, flags: 6, address: linkBase + distance, bytes: routine },
    { name: '.symtab', type: 2, bytes: symbols, link: 4, entrySize: 24 },
    { name: '.strtab', type: 3, bytes: strings },
  ]);
}

/** Like it, with a word that holds the low half of an address of its own. */
const source = `.text
	.globl	mine, get_vectors
	.balign	2048
mine:	.rept	8
	.balign	128
	b	.
	.endr
	.balign	128
	mrs	x0, vbar_el2
	eret
	.rept	7
	.balign	128
	b	.
	.endr
	.balign	128
get_vectors:
	hvc	#1
	ret
literal: .word	get_vectors
`;

let folder = '';
let tools: Tools;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-load-'));
  mkdirSync(join(folder, 'low'));
  writeFileSync(join(folder, 'vmlinux'), linkedImage());
  writeFileSync(join(folder, 'far'), linkedImage(0x1400_0000n));
  writeFileSync(join(folder, 'low/own.S'), source);
  writeFileSync(
    join(folder, 'low/abi.yaml'),
    `selector: immediate
operations: { GET: { number: 1, results: { x0: vbar_el2 } } }
vectors:
  low: { files: [own.S], table: mine, load: 0x4800_0000 }
  high: { files: [own.S], table: mine }
clobbers: { handler: [], caller: [] }
routines: { get_vectors: { files: [own.S], operation: GET } }
`,
  );
  tools = await openTools({ seed: 1, includes: [], defines: [] });
});
afterAll(() => {
  tools.builder.close();
  rmSync(folder, { recursive: true });
});

/** Calls the routine, whose result is the table's address. */
function run(head: string, routine: string, table: string): TestResult | undefined {
  const file = join(folder, 'a.yaml');
  const step = `routine: ${routine}, expect: { x0: ${table}, x17: any, x18: any }`;
  writeFileSync(file, `${head}\ntests: [{ name: a, ${step} }]\n`);
  const abis = new AbiLibrary([folder, bundledAbiFolder]);
  const { fixture } = loadFixture(file, { abis });
  return fixture.tests.map((each) => runTest(each, tools, () => 0))[0];
}

describe('a linked image', () => {
  test.each([
    // 0xffff800008000000 & 0x7fffffffff
    ['where EL2 has the kernel mapped', '', '0x800_0000'],
    ['below 4 GiB', ', load: 0x5000_0000', '0x5000_0000'],
    ['where sources are by default', ', load: 0x1_4000_0000', '0x1_4000_0000'],
  ])('is called %s', (_, load, table) => {
    const head = `abi: immediate\nvectors: { contract: stub, files: [vmlinux]${load} }`;
    expect(run(head, '__hyp_get_vectors', table)?.verdict).toBe('pass');
  });
});

test('a routine of an image beyond the reach of BL is called', () => {
  const head = 'abi: immediate\nvectors: { contract: stub, files: [far] }';
  expect(run(head, '__hyp_get_vectors', '0x800_0000')?.verdict).toBe('pass');
});

describe('a source that holds an address in 32 bits', () => {
  test.each([
    ['its ABI', 'vectors: low'],
    [
      'the fixture',
      'vectors: { contract: high, files: [low/own.S], table: mine, load: 0x4800_0000 }',
    ],
  ])('runs where %s places it', (_, vectors) => {
    expect(run(`abi: low\n${vectors}`, 'get_vectors', '0x4800_0000')?.verdict).toBe('pass');
  });

  test('is refused above 4 GiB, with the place for it', () => {
    const result = run('abi: low\nvectors: high', 'get_vectors', 'vbar_el2');
    expect(result?.diagnostics).toMatchObject([
      {
        code: 'relocation-misfit',
        place: { file: expect.stringContaining('low/own.S'), line: 19, column: 1 },
        note: "the code lies at 0x140000000: 'load: 0x48000000' next to 'files:', or --load 0x48000000, places it below 4 GiB",
      },
    ]);
  });

  test('is refused where something lies, at the line that says so', () => {
    const vectors = 'vectors: { contract: high, files: [low/own.S], load: 0x4030_0000 }';
    expect(run(`abi: low\n${vectors}`, 'get_vectors', 'vbar_el2')?.diagnostics).toMatchObject([
      { code: 'image-does-not-fit', place: { file: join(folder, 'a.yaml'), line: 2, column: 54 } },
    ]);
  });
});
