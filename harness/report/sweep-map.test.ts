import { describe, expect, test } from '@jest/globals';
import { behaviourColours } from './sweep-map.ts';

describe('behaviourColours', () => {
  test('gives an effect the same colour wherever it occurs, and others another', () => {
    const [one, nothing, other, again] = behaviourColours(
      ['set', 'nothing', 'get', 'set'].map((effect) => ({ effect })),
    );
    expect(again).toBe(one);
    expect(new Set([one, nothing, other]).size).toBe(3);
  });
});
