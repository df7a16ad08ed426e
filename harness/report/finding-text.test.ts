import { expect, test } from '@jest/globals';
import { createPalette } from '../diagnostics/palette.ts';
import type { Finding } from '../judge/finding.ts';
import { findingLines } from './finding-text.ts';

const plain = createPalette(false);

const by = {
  address: '0x140000404',
  symbol: 'el1_sync+0x4',
  instruction: 'bl #0x100',
  place: { file: 'a.S', line: 2, column: 2 },
};

const changed = (register: 'x1' | 'x2', more: Partial<Finding> = {}): Finding => ({
  code: 'broken-clobber-contract',
  subject: { kind: 'register', register },
  message: `${register} is changed`,
  by,
  ...more,
});

const readSource = () => 'el1_sync:\n\tbl f\n\teret\n';

test('lines of the source that stand above are not shown again', () => {
  expect(findingLines(changed('x2'), plain, readSource, changed('x1'))).toEqual([
    'broken-clobber-contract: x2 is changed',
    '  by bl #0x100 at el1_sync+0x4 (0x140000404)',
    '  --> a.S:2:2, as above',
  ]);
});

test.each([
  ['is the first', undefined],
  ['follows one without an instruction', changed('x1', { by: undefined })],
  [
    'follows one of another line',
    changed('x1', { by: { ...by, place: { ...by.place, line: 3 } } }),
  ],
])('a finding that %s shows its source', (_, former) => {
  expect(findingLines(changed('x2'), plain, readSource, former)).toEqual([
    'broken-clobber-contract: x2 is changed',
    '  by bl #0x100 at el1_sync+0x4 (0x140000404)',
    '  --> a.S:2:2',
    '  1 | el1_sync:',
    '  2 | \tbl f',
    '    | \t^',
    '  3 | \teret',
  ]);
});
