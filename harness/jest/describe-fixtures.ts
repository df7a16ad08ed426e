import { beforeAll, describe, expect, test } from '@jest/globals';
import { declareFixtures } from './declare.ts';
import type { Declarer, DescribeOptions } from './declare.ts';
import './matcher.ts';

const jest: Declarer = {
  describe,
  it: test,
  skip: test.skip,
  beforeAll,
  judge: (result, seed) => expect(result).toPassHcall(seed),
};

/**
 * Declares a Jest test for each test of the fixtures in a file or a folder, by default those that hcall.yaml names,
 * grouped by file. ABIs, includes and macros of hcall.yaml count as they do on the command line. All run in one process
 * before the first of them is judged. Call it where `describe` may be called, and await it.
 *
 * A fixture file with a mistake is a test that fails and shows it; so are a mistake in hcall.yaml, and a path that does
 * not exist.
 */
export function describeFixtures(path?: string, options: DescribeOptions = {}): Promise<void> {
  return declareFixtures(jest, process.cwd(), path, options);
}
