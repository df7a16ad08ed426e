import { describe, expect, test } from '@jest/globals';
import { behaviourColours, mapRectangles } from './sweep-map.ts';

describe('mapRectangles', () => {
  test.each<[string, [number, number, number][], number[][]]>([
    ['one cell', [[0x102, 0x102, 4]], [[2, 1, 1, 1, 4]]],
    ['the whole map', [[0, 0xffff, 0]], [[0, 0, 256, 256, 0]]],
    [
      'a run over several rows',
      [[0x0fe, 0x301, 1]],
      [
        [254, 0, 2, 1, 1],
        [0, 1, 256, 2, 1],
        [0, 3, 2, 1, 1],
      ],
    ],
  ])('draws %s', (_, runs, rectangles) => {
    expect(
      mapRectangles(runs).map(({ x, y, width, height, behaviour }) => [
        x,
        y,
        width,
        height,
        behaviour,
      ]),
    ).toEqual(rectangles);
  });
});

describe('behaviourColours', () => {
  test('gives an effect the same colour wherever it occurs, and others another', () => {
    const [one, nothing, other, again] = behaviourColours(
      ['set', 'nothing', 'get', 'set'].map((effect) => ({ effect })),
    );
    expect(again).toBe(one);
    expect(new Set([one, nothing, other]).size).toBe(3);
  });
});
