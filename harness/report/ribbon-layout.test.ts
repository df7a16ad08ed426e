import { describe, expect, test } from '@jest/globals';
import type { CallerDifference, Ribbon } from '../comparison/comparison.ts';
import { layOutRibbon } from './ribbon-layout.ts';

type InputRange = Ribbon['ranges'][number]['inputs'][number];
type Answer = Omit<Ribbon['ranges'][number], 'inputs'>;

const immediate = (low: number, high = low): InputRange => ({
  input: 'immediate',
  low: `0x${low.toString(16)}`,
  high: `0x${high.toString(16)}`,
});
const x0 = (low: string, high = low): InputRange => ({ input: 'x0', low, high });
const top = '0xffffffffffffffff';

function ribbon(...ranges: readonly (readonly [InputRange[], Answer])[]): Ribbon {
  return { alike: [], ranges: ranges.map(([inputs, answer]) => ({ inputs, ...answer })) };
}

const base = { when: '', first: '', second: '', example: { immediate: 0, values: [] } };
const classes: CallerDifference['classes'] = [
  { ...base, kind: 'effect', consequence: 'dangerous' },
  { ...base, kind: 'effect', consequence: 'nothing' },
  { ...base, kind: 'effect', consequence: 'error' },
  { ...base, kind: 'effect', consequence: 'wrong-value' },
  { ...base, kind: 'lost', consequence: 'same' },
];
const same: Answer = { first: 'nothing', second: 'nothing', alike: 0 };
const silent: Answer = { first: 'x0 = 1', second: 'nothing', class: 1 };
const dangerous: Answer = { first: 'x0 = 1', second: 'calls x0', class: 0 };

describe('a ribbon', () => {
  test('has a column for each range: single values stay visible next to 65,533 of them', () => {
    const layout = layOutRibbon(
      ribbon(
        [[immediate(0)], same],
        [[immediate(1)], dangerous],
        [[immediate(2)], silent],
        [[immediate(3, 0xffff)], same],
      ),
      classes,
    );
    expect(layout.columns).toEqual([1, 1, 1, 1.5]);
    expect(layout.scales).toEqual([
      {
        input: 'immediate',
        ticks: [
          { start: 0, span: 1, text: '0x0', isBroken: false, depth: 1 },
          { start: 1, span: 1, text: '0x1', isBroken: false, depth: 1 },
          { start: 2, span: 1, text: '0x2', isBroken: false, depth: 1 },
          { start: 3, span: 1, text: '0x3-0xffff', count: '65,533', isBroken: true, depth: 1 },
        ],
      },
    ]);
  });

  test('has one segment on the first side for what it does alike, and one for each row on the second', () => {
    const { first, second } = layOutRibbon(
      ribbon(
        [[immediate(0)], same],
        [[immediate(1)], dangerous],
        [[immediate(2)], silent],
        [[immediate(3)], silent],
      ),
      classes,
    );
    expect(first).toEqual([
      { start: 0, span: 1, text: 'nothing', where: 'immediate 0x0', row: 'alike 0' },
      {
        start: 1,
        span: 3,
        text: 'x0 = 1',
        where: 'immediate 0x1 to immediate 0x3',
        row: 'class 0',
      },
    ]);
    expect(second).toEqual([
      { start: 0, span: 1, text: 'nothing', where: 'immediate 0x0', kind: 'same', row: 'alike 0' },
      {
        start: 1,
        span: 1,
        text: 'calls x0',
        where: 'immediate 0x1',
        kind: 'dangerous',
        row: 'class 0',
      },
      {
        start: 2,
        span: 2,
        text: 'nothing',
        where: 'immediate 0x2 to immediate 0x3',
        kind: 'silent',
        row: 'class 1',
      },
    ]);
  });

  test('has a scale for each input, each within the one before', () => {
    const layout = layOutRibbon(
      ribbon(
        [[x0('0x0'), immediate(0, 1)], same],
        [[x0('0x0'), immediate(2, 0xffff)], silent],
        [[x0('0x1', top)], dangerous],
      ),
      classes,
    );
    // 1 * 1.5, 1 * 1.5, 3.
    expect(layout.columns).toEqual([1.5, 1.5, 3]);
    expect(layout.scales).toEqual([
      {
        input: 'x0',
        ticks: [
          { start: 0, span: 2, text: '0x0', isBroken: false, depth: 1 },
          {
            start: 2,
            span: 1,
            text: '0x1 and above',
            count: 'about 2^64',
            isBroken: true,
            depth: 2,
          },
        ],
      },
      {
        input: 'immediate',
        ticks: [
          { start: 0, span: 1, text: '0x0-0x1', count: '2', isBroken: false, depth: 1 },
          { start: 1, span: 1, text: '0x2-0xffff', count: '65,534', isBroken: true, depth: 1 },
        ],
      },
    ]);
    expect(layout.second.map(({ where }) => where)).toEqual([
      'x0 0x0, immediate 0x0-0x1',
      'x0 0x0, immediate 0x2-0xffff',
      'x0 0x1 and above',
    ]);
  });

  test('names the inputs of a scale where they are several, and says words as they are', () => {
    const { scales, columns } = layOutRibbon(
      ribbon(
        [[immediate(0), x0('0x0', '0x7fffffff')], same],
        [[immediate(1), { when: 'x0 + x1 = 0x7' }], same],
      ),
      classes,
    );
    expect(columns).toEqual([2, 1.5]);
    expect(scales[1]).toEqual({
      ticks: [
        {
          start: 0,
          span: 1,
          input: 'x0',
          text: '0x0-0x7fffffff',
          count: '2^31',
          isBroken: true,
          depth: 1,
        },
        { start: 1, span: 1, text: 'x0 + x1 = 0x7', isBroken: true, depth: 1 },
      ],
    });
  });

  test.each<[string, Answer, string]>([
    ['something else', { first: 'a', second: 'b', class: 0 }, 'dangerous'],
    ['nothing', { first: 'a', second: 'b', class: 1 }, 'silent'],
    ['an error', { first: 'a', second: 'b', class: 2 }, 'refused'],
    ['a wrong value', { first: 'a', second: 'b', class: 3 }, 'dangerous'],
    ['lost registers', { first: 'a', second: 'a', class: 4 }, 'lost'],
    ['the same', { first: 'a', second: 'a', alike: 0 }, 'same'],
    ['nobody knows', {}, 'unknown'],
  ])('says what %s is to a caller', (_, answer, kind) => {
    const { second } = layOutRibbon(ribbon([[], answer]), classes);
    expect(second.map((segment) => segment.kind)).toEqual([kind]);
  });

  test('of all calls has no scale', () => {
    const layout = layOutRibbon(ribbon([[], same]), classes);
    expect(layout.columns).toEqual([1]);
    expect(layout.scales).toEqual([]);
    expect(layout.first.map(({ where }) => where)).toEqual(['all calls']);
  });
});
