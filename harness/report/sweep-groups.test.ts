import { expect, test } from '@jest/globals';
import { exampleText } from './sweep-groups.ts';

test.each([
  ['host', 'host, HVC #0x1f, random'],
  ['current-spx/sync', 'current-spx/sync, HVC #0x1f, random'],
  ['lower-a64/irq', 'lower-a64/irq, random'],
])('an example by %s names an HVC only where one is made', (caller, text) => {
  expect(exampleText({ caller, selector: 'random', immediate: 0x1f })).toBe(text);
});
