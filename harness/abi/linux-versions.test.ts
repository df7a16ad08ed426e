import { expect, test } from '@jest/globals';
import { linuxVersions, ordinalOf, readLinuxVersions } from './linux-versions.ts';

test.each([
  ['4.12-5.11', ['4.12', '5.2', '5.11'], ['4.11', '5.12', '6.1']],
  ['-4.6', ['2.6', '4.6'], ['4.7', '4.10']],
  ['5.12-', ['5.12', '6.1', '7.0'], ['5.11', '5.9']],
  ['4.7', ['4.7'], ['4.6', '4.8']],
])('%s', (text, those, others) => {
  expect(linuxVersions.test(text)).toBe(true);
  const { first, last } = readLinuxVersions(text);
  const isIn = (version: string): boolean => {
    const ordinal = ordinalOf(version) ?? -1;
    return ordinal >= first && ordinal <= last;
  };
  expect(those.map(isIn)).toEqual(those.map(() => true));
  expect(others.map(isIn)).toEqual(others.map(() => false));
});

test.each(['', '4', 'v4.12', '4.12..5.11', '4.12-5'])("'%s' is no range of versions", (text) => {
  expect(linuxVersions.test(text)).toBe(false);
});
