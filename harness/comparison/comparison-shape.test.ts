import { describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { bundledAbiFolder } from '../installation.ts';
import { compare } from './compare.ts';
import { contract } from '../contract/contract.ts';
import { contractShape } from '../contract/result-shape.ts';
import { comparisonShape } from './comparison-shape.ts';
import { sweep } from '../sweep/sweep.ts';
import { sweepShape } from '../sweep/sweep-shape.ts';

const named = (name: string) => ({ names: [name], cwd: '/', abiFolders: [bundledAbiFolder] });
/** Vectors of which nearly each call takes an exception at EL2. */
const faulting = {
  names: ['faults.S'],
  abi: 'immediate',
  table: '__hyp_stub_vectors',
  cwd: fileURLToPath(new URL('../testing/run/second-exception/', import.meta.url)),
  abiFolders: [bundledAbiFolder],
};
const tools = { seed: 7, includes: [], defines: [] };
const scope = { exhaustive: false };
const pool = { jobs: 1 };

/** The result as a program reads it that has it from `--format json`. */
async function printed(result: Promise<unknown>): Promise<unknown> {
  return JSON.parse(JSON.stringify(await result));
}

describe('the shape of a result', () => {
  test.each<[string, z.ZodType, () => Promise<unknown>]>([
    [
      'a sweep',
      sweepShape,
      () => {
        const options = { vectors: named('immediate'), tools, slots: true, ...pool };
        return sweep({ ...options, scope: { ...scope, traces: true } });
      },
    ],
    [
      'a comparison',
      comparisonShape,
      () => {
        const sides = { a: named('x0'), b: named('immediate') };
        return compare({ ...sides, tools, exhaustive: false, slots: true, traces: true, ...pool });
      },
    ],
    [
      'a sweep of vectors that take exceptions',
      sweepShape,
      () =>
        sweep({
          vectors: faulting,
          tools,
          slots: false,
          ...pool,
          scope: { ...scope, traces: false },
        }),
    ],
    [
      'a contract of vectors that take exceptions',
      contractShape,
      () => contract({ vectors: faulting, tools, ...pool }),
    ],
    ['a contract', contractShape, () => contract({ vectors: named('immediate'), tools, ...pool })],
  ])('is that of %s', async (_, shape, result) => {
    expect(shape.safeParse(await printed(result())).error?.issues).toBeUndefined();
  });
});
