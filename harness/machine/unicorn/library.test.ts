import { expect, test } from '@jest/globals';
import { HcallError } from '../../diagnostics/diagnostic.ts';
import { loadLibrary } from './library.ts';

function failure(environment: NodeJS.ProcessEnv): HcallError {
  try {
    loadLibrary(environment);
  } catch (error) {
    if (error instanceof HcallError) {
      return error;
    }
    throw error;
  }
  throw new Error('it loads');
}

test.each([
  ['a file that is not there', '/nowhere/libunicorn.so.2'],
  ['a file that is no library', import.meta.filename],
  ['a program that is not Unicorn', process.execPath],
])('%s', (_what, path) => {
  const [diagnostic] = failure({ HCALL_UNICORN: path }).diagnostics;
  expect([diagnostic?.code, diagnostic?.message]).toEqual([
    'engine-missing',
    `cannot load libunicorn (tried ${path})`,
  ]);
});

test('what is found has a version that is known', () => {
  expect(loadLibrary().version).toMatch(/^2\.(0\.[1-9]|1\.)/);
});
