import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledAbiFolder } from '../installation.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import { compare } from './compare.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hcall-exactness-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Vectors in which every slot leads to these instructions. */
function write(name: string, instructions: readonly string[]): string {
  const lines = [
    '.text',
    '.balign 2048',
    '.globl __hyp_stub_vectors',
    '__hyp_stub_vectors:',
    '.rept 16',
    '.balign 128',
    'b answer',
    '.endr',
    'answer:',
    ...instructions,
  ];
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  return name;
}

function side(name: string): WrittenVectors {
  return {
    names: [name],
    cwd: folder,
    abiFolders: [bundledAbiFolder],
    abi: 'immediate',
    contract: 'stub',
  };
}

/** Answers in x0 where the flags are EQ. */
const answer = ['b.ne 1f', 'mov x0, #1', '1: eret'];

const wide = ['movz x9, #0x1234, lsl #48', 'movk x9, #0x5678', 'cmp x0, x9'];

test.each<[string, readonly string[], readonly string[], readonly (readonly string[])[]]>([
  [
    'the same in another way',
    ['cmp x0, #5', ...answer],
    ['eor x9, x0, #4', 'sub x9, x9, #1', 'cmp x9, #0', 'mov x9, #0', ...answer],
    [
      ['x0 = 0x5', 'x0 = 0x1; loses no register', 'x0 = 0x1; loses x9'],
      ['x0 != 0x5', 'nothing; loses no register', 'nothing; loses x9'],
    ],
  ],
  [
    'an identifier of 32 bits, whose upper bits count',
    ['cmp w0, #5', ...answer],
    ['cmp x0, #5', ...answer],
    [['x0 >= 0x100000000, x0[31:0] = 0x5', 'x0 = 0x1', 'nothing']],
  ],
  [
    'one single value',
    ['mov x9, #0', 'cmp x0, x0', ...answer.toSpliced(0, 1)],
    [...wide, 'mov x9, #0', 'b.eq 1f', ...answer.toSpliced(0, 1)],
    [['x0 = 0x1234000000005678', 'x0 = 0x1', 'nothing']],
  ],
  [
    'a value of a sum of two registers',
    ['eret'],
    ['add x9, x0, x1', 'cmp x9, #7', 'mov x9, #0', ...answer],
    [
      ['x0 + x1 = 0x7', 'nothing', 'x0 = 0x1'],
      ['x0 + x1 != 0x7', 'nothing; loses no register', 'nothing; loses x9'],
    ],
  ],
  [
    'a value that is the same on the way',
    ['cbnz x1, 1f', 'mov x0, #0', '1: eret'],
    ['cbnz x1, 1f', 'mov x0, x1', '1: eret'],
    [],
  ],
])('%s', async (_, first, second, expected) => {
  const { differences } = await compare({
    a: side(write('old.S', first)),
    b: side(write('new.S', second)),
    tools: { seed: 1, includes: [], defines: [] },
    exhaustive: false,
    slots: false,
    traces: false,
    callers: ['host'],
    jobs: 1,
  });
  const [host] = differences.flatMap(({ callers }) => callers);
  expect(host?.notCovered).toEqual([]);
  expect(host?.classes.map((each) => [each.when, each.first, each.second])).toEqual(expected);
});
