import { describe, expect, test } from '@jest/globals';
import { problem } from '../../diagnostics/diagnostic.ts';
import { Problems, readEach, readParts } from './problems.ts';

function mistake(message: string, place?: { file: string; line: number; column: number }) {
  return problem('unknown-key', message, place === undefined ? {} : { place });
}

function fail(message: string): never {
  throw mistake(message);
}

describe('problems', () => {
  test('are listed in the order of their places, those without one first', () => {
    const problems = new Problems();
    const places = [
      { file: 'b', line: 1, column: 1 },
      { file: 'a', line: 2, column: 1 },
      { file: 'a', line: 1, column: 5 },
      { file: 'a', line: 1, column: 2 },
      undefined,
    ];
    places.forEach((place, index) =>
      problems.attempt(() => {
        throw mistake(String(index), place);
      }),
    );
    expect(problems.list.map(({ message }) => message)).toEqual(['4', '3', '2', '1', '0']);
  });

  test('are kept once', () => {
    const problems = new Problems();
    problems.attempt(() => fail('same'));
    problems.attempt(() => fail('same'));
    problems.attempt(() => fail('other'));
    expect(problems.list.map(({ message }) => message)).toEqual(['same', 'other']);
  });

  test('are only what the user did', () => {
    const problems = new Problems();
    expect(() =>
      problems.attempt(() => {
        throw new TypeError('a defect');
      }),
    ).toThrow(TypeError);
  });

  test('are thrown together, if there are any', () => {
    const problems = new Problems();
    expect(() => problems.throwIfAny()).not.toThrow();
    problems.attempt(() => fail('one'));
    problems.attempt(() => fail('two'));
    expect(() => problems.throwIfAny()).toThrow(
      expect.objectContaining({
        diagnostics: [
          expect.objectContaining({ message: 'one' }),
          expect.objectContaining({ message: 'two' }),
        ],
      }),
    );
  });
});

describe('reading several things', () => {
  test.each([
    ['a list', () => readEach(['a', 'b', 'c'], (item) => (item === 'b' ? item : fail(item)))],
    ['an object', () => readParts({ a: () => fail('a'), b: () => 1, c: () => fail('c') })],
  ])('%s, throws the mistakes of all', (_, read) => {
    expect(read).toThrow(
      expect.objectContaining({
        diagnostics: [
          expect.objectContaining({ message: 'a' }),
          expect.objectContaining({ message: 'c' }),
        ],
      }),
    );
  });

  test('gives what was read', () => {
    expect(readEach([1, 2], (item) => item * 2)).toEqual([2, 4]);
    expect(readParts({ a: () => 1, b: () => 'x' })).toEqual({ a: 1, b: 'x' });
  });
});
