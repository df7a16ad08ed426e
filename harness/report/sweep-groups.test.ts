import { expect, test } from '@jest/globals';
import { exampleText, scopeText } from './sweep-groups.ts';

test.each([
  [{ caller: 'host', immediate: 0x1f, values: [] }, 'host, HVC #0x1f'],
  [
    { caller: 'current-spx/sync', immediate: 1, values: [{ name: 'x0', value: '0x5' }] },
    'current-spx/sync, HVC #0x1, x0 = 0x5',
  ],
  [{ caller: 'lower-a64/irq', values: [] }, 'lower-a64/irq'],
])('an example names an HVC only where one is made', (example, text) => {
  expect(exampleText(example)).toBe(text);
});

test.each([
  [[], 'all values'],
  [['immediate = 0x0-0xff', 'x0 = 0x5'], 'all values with immediate = 0x0-0xff, x0 = 0x5'],
])('the scope of a result', (restrictions, text) => {
  expect(scopeText({ restrictions })).toBe(text);
});
