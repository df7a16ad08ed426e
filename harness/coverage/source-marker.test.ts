import { expect, test } from '@jest/globals';
import { markerOf } from './source-marker.ts';

test.each([
  ['\tb\tx\t// hcall: unreachable: the reset is warm', 'unreachable', [], 'the reset is warm'],
  ['\tb.eq\tx\t/* hcall: never: it cannot be 0 */', 'never', [], 'it cannot be 0'],
  [
    '\tnop\t// hcall: equivalent (delete, swap-order): a: b',
    'equivalent',
    ['delete', 'swap-order'],
    'a: b',
  ],
])('%s', (text, kind, what, reason) => {
  expect(markerOf(text)).toEqual({ kind, what, reason });
});

test.each(['\tnop\t// hcall: unreachable:', '\tnop\t// hcall: perhaps: so', '\tnop', undefined])(
  'no marker: %s',
  (text) => {
    expect(markerOf(text)).toBeUndefined();
  },
);
