import { describe, expect, test } from '@jest/globals';
import type { Coverage } from '../coverage/coverage.ts';
import type { MutationReport } from '../mutation/mutate.ts';
import { emptyCoverage, emptyMutation } from './gate.ts';
import { exampleHeader } from '../testing/report/example-header.ts';

const nothing = { covered: 0, total: 0 };
const coverage: Coverage = {
  ...exampleHeader('cover'),
  instructions: nothing,
  outcomes: nothing,
  slots: nothing,
  files: [],
  tables: [],
};
const file = {
  file: 'a.S',
  instructions: nothing,
  outcomes: nothing,
  functions: [],
  lines: [],
};

describe('coverage that a gate can measure', () => {
  test.each<[string, Coverage, readonly string[], string | undefined]>([
    ['has code, be all of it excused', { ...coverage, files: [file] }, ['a.S'], undefined],
    [
      'is of a chosen source',
      coverage,
      ['a.S', 'b'],
      "the vectors of the tests hold no code of 'a.S', 'b'",
    ],
    ['is of any source', coverage, [], 'what the tests run has no line table'],
  ])('%s', (_, report, sources, expected) => {
    expect(emptyCoverage(report, { sources })).toBe(expected);
  });
});

const mutation: MutationReport = {
  ...exampleHeader('mutate'),
  killed: 0,
  survived: 0,
  marked: 0,
  untried: 0,
  mutants: [],
  unreached: [],
  hasCode: true,
  needless: [],
  excluded: [],
  us: 0,
};
const mutant: MutationReport['mutants'][number] = {
  file: 'a.S',
  line: 1,
  text: 'nop',
  abi: 'x0',
  at: 'f',
  operator: 'delete',
  original: 'isb',
  mutant: 'nop',
  fate: 'marked',
};
const unreached = [{ file: 'a.S', line: 1, at: 'f' }];
const since = 'main';

describe('mutants that a gate can measure', () => {
  test.each<[string, Partial<MutationReport>, { readonly since?: string }, string | undefined]>([
    ['one, be it marked', { mutants: [mutant] }, {}, undefined],
    ['no code', { hasCode: false }, {}, "the vectors of the tests hold no code of 'a.S'"],
    [
      'no code since',
      { hasCode: false },
      { since },
      "the vectors of the tests hold no code of 'a.S'",
    ],
    [
      'code that no test runs',
      { unreached },
      {},
      "none of the code of 'a.S' is executed by a test",
    ],
    [
      'new code that no test runs',
      { unreached },
      { since },
      "none of the code of 'a.S' is executed by a test",
    ],
    ['code without mutants', {}, {}, "no mutant of the code of 'a.S' can be made"],
    ['code without a change', {}, { since }, undefined],
  ])('%s', (_, report, setting, expected) => {
    expect(emptyMutation({ ...mutation, ...report }, { sources: ['a.S'], ...setting })).toBe(
      expected,
    );
  });
});
