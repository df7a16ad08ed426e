import { describe, expect, test } from '@jest/globals';
import { commandIn } from '../testing/cli/command-line-fixture.ts';
import { untilInterrupted } from './until-interrupted.ts';

const interrupted = new Error('interrupted');
const never = (): Promise<never> => new Promise(() => {});

describe('untilInterrupted', () => {
  test('gives the outcome of the work', async () => {
    const { signal } = new AbortController();
    await expect(untilInterrupted(signal, () => Promise.resolve(5))).resolves.toBe(5);
  });

  test('rejects as the work does', async () => {
    const { signal } = new AbortController();
    await expect(
      untilInterrupted(signal, () => Promise.reject(new Error('mistake'))),
    ).rejects.toThrow('mistake');
  });

  test('ends with the interruption, whatever the work does', async () => {
    const controller = new AbortController();
    const outcome = untilInterrupted(controller.signal, never);
    controller.abort(interrupted);
    await expect(outcome).rejects.toBe(interrupted);
  });

  test('does not begin after the interruption', async () => {
    let hasBegun = false;
    const work = (): Promise<void> => {
      hasBegun = true;
      return Promise.resolve();
    };
    await expect(untilInterrupted(AbortSignal.abort(interrupted), work)).rejects.toBe(interrupted);
    expect(hasBegun).toBe(false);
  });
});

test.each([
  ['a command that is done', ['explain', 'bad-usage']],
  ['a mistake', ['rnu']],
  ['calls that are not made', ['sweep', 'immediate/stub']],
  ['a call that is not made', ['call', 'immediate/stub', '--hvc', '1']],
])('the exit code is that of an interruption: %s', async (_, args) => {
  const { code } = await commandIn('/', args, { interruption: AbortSignal.abort(interrupted) });
  expect(code).toBe(130);
});
