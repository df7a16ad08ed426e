import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baselineChanges, readBaseline } from './baseline.ts';
import { factsOf } from './baseline-facts.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';
import { sweepExample, sweptBehaviour } from '../testing/report/sweep-example.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'baseline-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const stored = sweepExample(['nothing', 'VBAR_EL2 = x0']);
const [own, rest] = stored.behaviours as [
  SweepResult['behaviours'][0],
  SweepResult['behaviours'][0],
];

/** The sweep with other conditions for its two behaviours. */
function withClasses(...whens: readonly string[]): SweepResult {
  const classes = whens.map((when, behaviour) => ({ when, behaviour }));
  return { ...stored, callers: stored.callers.map((each) => ({ ...each, classes })) };
}

const set = 'stub, host: VBAR_EL2 = x0; stores 8 bytes at SP_EL2 - 0x8 = x1';
const nothing = 'stub, host: nothing; changes x17 = 0x16';
const [one, others] = ['immediate = 0x1, x0 = 0x5', 'immediate != 0x1 or x0 != 0x5'];

describe('baselineChanges', () => {
  test.each<[string, SweepResult]>([
    ['the same result', structuredClone(stored)],
    ['another seed', { ...stored, seed: 2 }],
    [
      'another number of the same behaviour',
      {
        ...stored,
        behaviours: stored.behaviours.toReversed(),
        callers: stored.callers.map((each) => ({
          ...each,
          classes: each.classes.map(({ when, behaviour }) => ({ when, behaviour: 1 - behaviour })),
        })),
      },
    ],
  ])('finds none in %s', (_, result) => {
    expect(baselineChanges(factsOf(stored), result)).toEqual([]);
  });

  test.each<[string, SweepResult, [string, string, string][]]>([
    [
      'a number that moved',
      withClasses('immediate = 0x2', 'immediate != 0x2'),
      [
        [set, one, 'immediate = 0x2'],
        [nothing, others, 'immediate != 0x2'],
      ],
    ],
    [
      'a new clobber',
      { ...stored, behaviours: [own, { ...rest, clobbers: [] }] },
      [
        [nothing, others, 'not there'],
        ['stub, host: nothing', 'not there', others],
      ],
    ],
    [
      'a caller that is gone',
      { ...stored, callers: [] },
      [
        [set, one, 'not there'],
        [nothing, others, 'not there'],
      ],
    ],
    [
      'a caller of which not all is known',
      { ...stored, callers: stored.callers.map((each) => ({ ...each, complete: false })) },
      [['stub, host', 'not there', 'not known for all values']],
    ],
    [
      'a behaviour that a call does not have',
      { ...stored, behaviours: [own, sweptBehaviour('nothing', { ...rest, proved: false })] },
      [
        [
          'nothing; changes x17 = 0x16: a call made for real',
          'not there',
          'not known to do the same',
        ],
      ],
    ],
    [
      'other calls that were looked at',
      { ...stored, restrictions: ['x0 = 0x5'] },
      [['restricted to', '', 'x0 = 0x5']],
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
});

describe('a stored baseline', () => {
  test('comes back as it was written', () => {
    const file = join(folder, 'same.json');
    writeFileSync(file, JSON.stringify(stored));
    expect(baselineChanges(readBaseline(file, stored), stored)).toEqual([]);
  });

  test.each([
    ['is not there', undefined],
    ['is no JSON', '{'],
    ['is no object', 'null'],
    ['is of another kind', '{"schema":"other"}'],
    ['is of an older kind', '{"schema":"hcall.sweep/1"}'],
    ['lacks its callers', '{"schema":"urn:hcall:schema:sweep:3"}'],
    ['has a number for a word', JSON.stringify(stored).replace('"immediate = 0x1, x0 = 0x5"', '1')],
    [
      'names a behaviour that is not there',
      JSON.stringify(stored).replace('"behaviour":1', '"behaviour":9'),
    ],
    [
      'has a caller twice',
      JSON.stringify({ ...stored, callers: [...stored.callers, ...stored.callers] }),
    ],
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
