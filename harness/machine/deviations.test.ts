import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { ExceptionEntry } from '../architecture/exception.ts';
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

/** As hcall takes them at EL2: ESR_EL2, and HPFAR_EL2 where it writes that. */
test.each<[string, bigint, bigint | undefined, boolean]>([
  ['a Permission fault of stage 2', 0x9200_004fn, undefined, true],
  ['a Translation fault', 0x9200_0047n, 0x500000n, false],
  ['a Permission fault of a walk', 0x9200_00cfn, 0x500000n, false],
  ['an HVC', 0x5a00_0001n, undefined, false],
])('HPFAR_EL2 is compared but after a Permission fault: %s', (_, esr, hpfar, isExplained) => {
  const { explains } = deviations['unknown-intermediate-address'];
  const entry = { targetEl: 2, esr, hpfar } as ExceptionEntry;
  const difference = {
    kind: 'register',
    register: 'hpfar_el2',
    at: 'end',
    first: 1n,
    second: 2n,
  } as const;
  expect(explains(difference, [difference], [entry])).toBe(isExplained);
});
