import { expect, test } from '@jest/globals';
import { matching } from './name-pattern.ts';

const ids = ['a.yaml > one', 'a.yaml > two', 'b.yaml > one'];

test('finds the ids that match', () => {
  expect([...matching(/one$/, ids)]).toEqual(['a.yaml > one', 'b.yaml > one']);
});

// Two to the power of a hundred ways to fail.
test('refuses a pattern that does not come to an end', () => {
  const endless = `${'a'.repeat(100)}!`;
  expect(() => matching(/^(a+)+$/, [endless], 50)).toThrow(
    'the regular expression /^(a+)+$/ takes more than 0.05 s on the names of 1 tests',
  );
});
