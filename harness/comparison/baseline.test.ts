import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baselineChanges, storedText, readBaseline } from './baseline.ts';
import { factsOf } from './baseline-facts.ts';
import type {
  ImmediateSweep,
  ImmediateBehaviour,
  ImmediateRow,
} from '../sweep/immediate-sweep-result.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'baseline-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function behaviour(effect: string, more: Partial<ImmediateBehaviour> = {}): ImmediateBehaviour {
  return {
    name: effect,
    effect,
    clobbers: [],
    stores: [],
    outcome: 'returned',
    consequence: 'nothing',
    example: { caller: 'host', selector: 'random', immediate: 0 },
    proved: true,
    ...more,
  };
}

function sweepOf(runs: ImmediateRow['runs'], more: Partial<ImmediateSweep> = {}): ImmediateSweep {
  return {
    schema: 'hcall.sweep/1',
    vectors: 'immediate',
    abi: 'immediate',
    seed: 1,
    behaviours: [behaviour('nothing'), behaviour('VBAR_EL2 = x0')],
    rows: [
      {
        table: 'stub',
        caller: 'host',
        selector: { name: 'zero', register: 'x0', value: '0x0' },
        complete: true,
        runs,
      },
    ],
    failures: [],
    ...more,
  };
}

/** The same rows of a guest, too, and each with a second value of x0. */
function forAll(result: ImmediateSweep): ImmediateSweep {
  const one = { name: 'one', register: 'x0', value: '0x1' };
  const rows = result.rows.flatMap((own) => [own, { ...own, selector: one }]);
  return { ...result, rows: rows.flatMap((own) => [own, { ...own, caller: 'guest' }]) };
}

const stored = sweepOf([
  [0, 1, 0],
  [2, 2, 1],
  [3, 9, 0],
]);
const row = 'stub, host, x0 = 0x0';

describe('baselineChanges', () => {
  test.each<[string, ImmediateSweep]>([
    ['the same result', structuredClone(stored)],
    ['another seed', { ...stored, seed: 2 }],
    [
      'another number of the same behaviour',
      {
        ...sweepOf([
          [0, 1, 1],
          [2, 2, 0],
          [3, 9, 1],
        ]),
        behaviours: stored.behaviours.toReversed(),
      },
    ],
  ])('finds none in %s', (_, result) => {
    expect(baselineChanges(factsOf(stored), result)).toEqual([]);
  });

  test.each<[string, ImmediateSweep, [string, string, string][]]>([
    [
      'a number that moved',
      sweepOf([
        [0, 4, 0],
        [5, 5, 1],
        [6, 9, 0],
      ]),
      [
        [`0x0002: ${row}`, 'VBAR_EL2 = x0', 'nothing'],
        [`0x0005: ${row}`, 'nothing', 'VBAR_EL2 = x0'],
      ],
    ],
    [
      'a new clobber',
      {
        ...stored,
        behaviours: [behaviour('nothing'), behaviour('VBAR_EL2 = x0', { clobbers: ['x9 = 0x16'] })],
      },
      [[`0x0002: ${row}`, 'VBAR_EL2 = x0', 'VBAR_EL2 = x0; changes x9 = 0x16']],
    ],
    [
      'a row that is gone',
      { ...stored, rows: [] },
      [
        [`0x0000-0x0001: ${row}`, 'nothing', 'not there'],
        [`0x0002: ${row}`, 'VBAR_EL2 = x0', 'not there'],
        [`0x0003-0x0009: ${row}`, 'nothing', 'not there'],
      ],
    ],
    [
      'a row with immediates of which nothing is known',
      { ...stored, rows: stored.rows.map((one) => ({ ...one, complete: false })) },
      [[row, 'not there', 'not known of every immediate']],
    ],
    [
      'a behaviour that an HVC does not have',
      {
        ...stored,
        behaviours: [behaviour('nothing', { proved: false }), behaviour('VBAR_EL2 = x0')],
      },
      [['nothing: an executed HVC', 'not there', 'not known to do the same']],
    ],
    [
      'a part that could not be swept',
      { ...stored, failures: [{ part: 'kvm host', reason: 'no end' }] },
      [['kvm host', 'not there', 'not swept: no end']],
    ],
  ])('names %s', (_, result, changes) => {
    expect(baselineChanges(factsOf(stored), result)).toEqual(
      changes.map(([about, before, after]) => ({ about, before, after })),
    );
  });

  test('names a change with several values once, for each caller', () => {
    const now = forAll(sweepOf([[0, 9, 0]]));
    const change = { before: 'VBAR_EL2 = x0', after: 'nothing' };
    expect(baselineChanges(factsOf(forAll(stored)), now)).toEqual([
      { about: '0x0002: stub, host, x0 = 0x0; and 1 more value', ...change },
      { about: '0x0002: stub, guest, x0 = 0x0; and 1 more value', ...change },
    ]);
  });
});

describe('a stored baseline', () => {
  test('comes back as it was written', () => {
    const file = join(folder, 'same.json');
    writeFileSync(file, storedText(stored));
    expect(baselineChanges(readBaseline(file, stored), stored)).toEqual([]);
  });

  test.each([
    ['is not there', undefined],
    ['is no JSON', '{'],
    ['is no object', 'null'],
    ['is of another kind', '{"schema":"other"}'],
    ['lacks its rows', '{"schema":"hcall.sweep/1"}'],
    ['has a range of words', JSON.stringify(stored).replace('[[0,', '[["0",')],
    ['names a behaviour that is not there', JSON.stringify(stored).replace('[2,2,1]', '[2,2,9]')],
    ['leaves an immediate out', JSON.stringify(stored).replace('[2,2,1],', '')],
    ['has a row twice', JSON.stringify({ ...stored, rows: [...stored.rows, ...stored.rows] })],
  ])('is refused when it %s', (_, text) => {
    const file = join(folder, 'bad.json');
    rmSync(file, { force: true });
    if (text !== undefined) {
      writeFileSync(file, text);
    }
    expect(() => readBaseline(file, stored)).toThrow(
      expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'bad-baseline' })] }),
    );
  });
});
