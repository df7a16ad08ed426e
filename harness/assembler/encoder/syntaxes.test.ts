import { expect, test } from '@jest/globals';
import { forms } from '../../architecture/a64/forms.ts';
import { encoderRow } from '../../architecture/a64/syntax.ts';
import type { Row } from './pattern.ts';
import { rows } from './tables/rows.ts';

/** Texts and words by mnemonic, in their order. */
function byMnemonic(all: readonly Row[]): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [word, text] of all) {
    const [mnemonic = ''] = text.split(' ');
    const line = `${(word >>> 0).toString(16).padStart(8, '0')} ${text.replaceAll(', ', ',')}`;
    found.set(mnemonic, [...(found.get(mnemonic) ?? []), line]);
  }
  return found;
}

const own = byMnemonic(rows);
const ofForms = byMnemonic(
  forms.flatMap(({ pattern, syntaxes }) => syntaxes.map((syntax) => encoderRow(pattern, syntax))),
);

test.each([...ofForms])('the forms have the rows of %s', (mnemonic, lines) => {
  expect(lines).toEqual(own.get(mnemonic));
});
