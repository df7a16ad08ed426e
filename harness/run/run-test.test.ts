import { expect, test } from '@jest/globals';
import type { Test } from '../fixture/test.ts';
import { runTest } from './run-test.ts';
import type { Tools } from './tools.ts';

function session(): never {
  throw new TypeError('x is undefined');
}

test('a defect of hcall is the verdict of the test that it is in, with its stack', () => {
  const testCase = { id: 'a.yaml > a', file: 'a.yaml', name: 'a', tags: [] } as unknown as Test;
  const result = runTest(testCase, { builder: { session } } as unknown as Tools, () => 0);
  expect(result).toMatchObject({
    verdict: 'crash',
    reason: 'defect in hcall: x is undefined',
    defect: {
      message: 'x is undefined',
      text: expect.stringMatching(/^TypeError: x is undefined\n    at .*session .*run-test\.test/),
    },
  });
});
