import { describe, expect, test } from '@jest/globals';
import { behaviourMarks } from './sweep-map.ts';

describe('behaviourMarks', () => {
  test('gives an effect the same mark wherever it occurs, and others another', () => {
    const [one, nothing, other, again] = behaviourMarks(
      ['set', 'nothing', 'get', 'set'].map((effect) => ({ effect })),
    );
    expect(again).toEqual(one);
    expect(new Set([one, nothing, other].map((mark) => mark?.colour)).size).toBe(3);
  });

  test('distinguishes more effects than there are colours', () => {
    const marks = behaviourMarks(
      Array.from({ length: 28 }, (_, index) => ({ effect: `${index}` })),
    );
    expect(new Set(marks.map((mark) => JSON.stringify(mark))).size).toBe(28);
  });
});
