import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { loadAbi } from '../abi/load.ts';
import { bundledAbiFolder } from '../installation.ts';
import { contract, contractOfSet } from './contract.ts';
import { emitAbi } from './emit.ts';
import type { ContractResult } from './result.ts';

const worlds = fileURLToPath(new URL('../../fixtures/contexts/worlds/', import.meta.url));
const examples = fileURLToPath(new URL('../testing/contract/', import.meta.url));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'emit-'));
  cpSync(bundledAbiFolder, folder, { recursive: true });
  cpSync(examples, folder, { recursive: true });
  cpSync(worlds, join(folder, 'worlds'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

function optionsOf(name: string, defines: readonly string[]) {
  return {
    vectors: { names: [name], cwd: '/', abiFolders: [folder] },
    tools: { seed: 5, includes: [], defines },
    jobs: 1,
  };
}

/** What is printed, and what the vectors are found to do by it. */
async function roundTrip(
  name: string,
  defines: readonly string[] = [],
): Promise<{ readonly text: string; readonly again: ContractResult }> {
  const { set, result } = await contractOfSet(optionsOf(name, defines));
  const text = emitAbi(set, result);
  writeFileSync(join(set.abi.directory, 'abi.yaml'), text);
  return { text, again: await contract(optionsOf(name, defines)) };
}

test.each([
  'x0',
  'immediate-early',
  'immediate',
  'function-id-4.7',
  'function-id-4.9',
  'function-id',
])('what is measured of %s is all that is found with it', async (name) => {
  const { findings, failures, entries } = await roundTrip(name).then(({ again }) => again);
  expect([findings, failures]).toEqual([[], []]);
  expect(entries.some(({ declared }) => declared !== undefined)).toBe(true);
});

test('regions and their contexts are as they are declared', async () => {
  const declared = loadAbi(worlds).regions;
  const { again } = await roundTrip('worlds');
  expect(again.findings).toEqual([]);
  const withoutPlaces = (regions: typeof declared) =>
    [...regions.values()].map((region) => ({ ...region, place: undefined }));
  expect(withoutPlaces(loadAbi(join(folder, 'worlds')).regions)).toEqual(withoutPlaces(declared));
});

describe('what is printed', () => {
  test('are results over what is before the call, and the numbers', async () => {
    const { text } = await roundTrip('immediates', ['FIXED']);
    expect(parse(text)).toMatchObject({
      operations: { GET: { number: 1, results: { x0: 'vbar_el2' } } },
    });
  });

  test('is what an abi.yaml that says nothing leaves out', async () => {
    const { text, again } = await roundTrip('bare');
    expect(again.findings).toEqual([]);
    expect(text).toBe(bare);
  });
});

const bare = `# Measured by 'hcall contract bare --emit', seed 5.

selector: immediate

operations:
  SUM:
    number: 0x1
    inputs:
      from_x1: x1
      from_x2: x2
      from_x4: x4
    results:
      x0: (x1[31:0] + x2[31:0])[31:0]
      x3: x4[23:8]
  LOAD:
    number: 0x2
    inputs:
      from_x5: x5
    results:
      x0: any # [SP_EL2]
      x1: x5 + 0x10
  SET:
    number: 0x3
    inputs:
      from_x0: x0
    results:
      tpidr_el2: x0

vectors:
  plain:
    files: [vectors.S]
    table: vectors
    clobbers: [x9, x10]

clobbers:
  handler: [x9, x10]
  caller: []
`;
