import { describe, expect, test } from '@jest/globals';
import { suggest } from './suggestion.ts';

const registers = ['x0', 'x1', 'vbar_el2', 'vttbr_el2', 'vbar_el1'];
const many = Array.from({ length: 17 }, (_, index) => `name${index}`);

describe('a suggestion', () => {
  test.each([
    ['a missing letter', 'vbr_el2', registers, "did you mean 'vbar_el2'?"],
    ['swapped letters', 'vabr_el2', registers, "did you mean 'vbar_el2'?"],
    ['another letter case', 'VTTBR_EL2', registers, "did you mean 'vttbr_el2'?"],
    ['another hyphen', 'guest_exit', ['guest-exit', 'panicked'], "did you mean 'guest-exit'?"],
    ['another number', 'x31', ['x0', 'x1', 'x30', ...many], undefined],
    ['half of a short name', 'sp', ['fp', 'lr', ...many], undefined],
    ['nothing near among few', 'reset', ['get', 'answer'], 'known here: get, answer'],
    ['nothing near among many', 'completely', many, undefined],
    ['nothing at all', 'x', [], undefined],
  ])('for %s', (_, name, candidates, expected) => {
    expect(suggest(name, candidates)).toBe(expected);
  });
});
