import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { deviations } from './deviations.ts';

const text = readFileSync('docs/second-engine.md', 'utf8');

test('docs/second-engine.md has the rows of the table, and no others', () => {
  const rows = [...text.matchAll(/^\| `(?<name>[^`]+)` +\|(?<cells>.*)\|$/gm)].map(({ groups }) => [
    groups?.['name'],
    ...(groups?.['cells'] ?? '').split(' | ').map((cell) => cell.trim()),
  ]);
  const expected = Object.entries(deviations).map(([name, { when, ignored, reason, source }]) => [
    name,
    when,
    ignored,
    reason,
    source,
  ]);
  expect(rows).toEqual(expected);
});
