import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProofResult } from './result.ts';
import { checkedProof } from './prove.ts';

/** A hypervisor whose MMU is on: its code, stack and data are at other addresses than in memory. */
const folder = join(import.meta.dirname, '../../fixtures/translated');

let broken = '';

beforeAll(() => {
  broken = mkdtempSync(join(tmpdir(), 'hcall-translated-'));
});

afterAll(() => rmSync(broken, { recursive: true }));

async function proofOf(cwd: string): Promise<ProofResult> {
  const { result } = await checkedProof({
    vectors: [{ names: ['.'], cwd, abiFolders: [] }],
    tools: { seed: 1, includes: [], defines: [] },
    jobs: 1,
    cwd,
  });
  return result;
}

test('a contract is proved at virtual addresses, and the proof says that the tables are held', async () => {
  const { statements, assumptions } = await proofOf(folder);
  expect(statements).toHaveLength(96);
  expect(statements.filter(({ verdict }) => verdict !== 'proved')).toEqual([]);
  expect(assumptions).toContain(
    'translation tables to which the call does not store hold what they hold, and no TLB has anything else',
  );
});

test.each([
  ['the word goes elsewhere', 'str\tx1, [x9, #8]', 'str\tx1, [x9]', 'KEEP', 'memory'],
  ['another word is answered', 'ldr\tx0, [x9, #8]', 'ldr\tx0, [x9]', 'KEEP', 'results'],
  ['the stack is not popped', 'add\tsp, sp, #16', 'nop', 'ADD', 'registers'],
  ['the sum is one too high', 'add\tx0, x0, x9', 'add\tx0, x9, #1', 'ADD', 'results'],
])('where %s, that is refuted', async (_, right, wrong, operation, clause) => {
  cpSync(folder, broken, { recursive: true });
  const source = readFileSync(join(folder, 'vectors.S'), 'utf8');
  expect(source).toContain(right);
  writeFileSync(join(broken, 'vectors.S'), source.replace(right, wrong));
  const { statements } = await proofOf(broken);
  const refuted = statements.filter(({ verdict }) => verdict === 'refuted');
  expect(refuted.map(({ way, caller, clause: of }) => [way, caller, of])).toEqual([
    [operation, 'host', clause],
    [operation, 'guest', clause],
  ]);
});
