import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baselineChanges, readBaseline, writeBaseline } from './baseline.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'baseline-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('baselineChanges', () => {
  const result = {
    schema: 's',
    seed: 1,
    rows: [{ table: 'kvm', caller: 'host', runs: [[0, 1, 2]] }],
  };

  it('finds none in the same result', () => {
    expect(baselineChanges(result, structuredClone(result))).toEqual([]);
  });

  it('does not heed how a result was found', () => {
    expect(baselineChanges(result, { ...result, seed: 2, example: 'other' })).toEqual([]);
  });

  it('names a change with what it is about', () => {
    const other = { ...result, rows: [{ table: 'kvm', caller: 'host', runs: [[0, 1, 3]] }] };
    expect(baselineChanges(result, other)).toEqual([
      { path: 'rows/0/runs/0/2', about: 'kvm host', before: '2', after: '3' },
    ]);
  });

  it('finds what is new and what is gone', () => {
    expect(baselineChanges({ a: 1 }, { b: 'x' })).toEqual([
      { path: 'a', about: '', before: '1', after: 'nothing' },
      { path: 'b', about: '', before: 'nothing', after: '"x"' },
    ]);
  });
});

describe('a stored baseline', () => {
  it('comes back as it was written', () => {
    const file = join(folder, 'same.json');
    const result = { schema: 's', value: [1, 'two'] };
    writeBaseline(file, result);
    expect(baselineChanges(readBaseline(file, result), result)).toEqual([]);
  });

  it.each([
    ['is not there', undefined],
    ['is no JSON', '{'],
    ['is of another kind', '{"schema":"other"}'],
  ])('is refused when it %s', (_, text) => {
    const file = join(folder, 'bad.json');
    rmSync(file, { force: true });
    if (text !== undefined) {
      writeFileSync(file, text);
    }
    expect(() => readBaseline(file, { schema: 's' })).toThrow(
      expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'bad-baseline' })] }),
    );
  });
});
