import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { bundledAbiFolder } from '../installation.ts';
import type { Finding } from '../judge/finding.ts';
import type { BrokenVectors } from '../testing/contract/broken-vectors.ts';
import {
  brokenFolder,
  brokenVectors,
  unknownToContracts,
} from '../testing/contract/broken-vectors.ts';
import { contract } from './contract.ts';
import type { ContractFinding } from './result.ts';

function textOf({ code, subject, by, way, caller, slot }: ContractFinding): string {
  const register = subject.kind === 'register' ? ` ${subject.register}` : '';
  return `${code}${register} at ${markerOf(by)}: ${way} ${slot ?? caller}`;
}

function markerOf(by: Finding['by']): string | undefined {
  return /\bfinding: ([\w-]+)/.exec(by?.text ?? '')?.[1];
}

async function findingsOf({ name, abi, vectors }: BrokenVectors): Promise<string[]> {
  const { findings, failures } = await contract({
    vectors: {
      names: [`${brokenFolder}${name}.S`],
      abi,
      contract: vectors,
      cwd: '/',
      abiFolders: [bundledAbiFolder],
    },
    tools: { seed: 1, includes: [], defines: [] },
    jobs: 1,
  });
  expect(failures).toEqual([]);
  return findings.map(textOf);
}

test.each(brokenVectors)('a contract finds $name', async (row) => {
  expect(await findingsOf(row)).toContain(row.finds);
});

test('every planted defect has a row', () => {
  const names = readdirSync(brokenFolder)
    .filter((file) => file.endsWith('.S'))
    .map((file) => basename(file, '.S'));
  expect(names.toSorted()).toEqual(
    [...brokenVectors.map(({ name }) => name), ...Object.keys(unknownToContracts)].toSorted(),
  );
});

test.each(Object.keys(unknownToContracts))(
  'what no contract can know has its reason: %s',
  (name) => {
    const text = readFileSync(`${brokenFolder}${name}.S`, 'utf8');
    expect([text.includes('finding: '), unknownToContracts[name]]).toEqual([
      true,
      expect.stringMatching(/./),
    ]);
  },
);
