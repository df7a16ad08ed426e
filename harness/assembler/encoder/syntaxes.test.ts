import { expect, test } from '@jest/globals';
import { formOf } from '../../architecture/a64/decode.ts';
import { forms } from '../../architecture/a64/forms.ts';
import { isLoadOrStore } from '../../architecture/a64/loads-stores.ts';
import { encoderRow } from '../../architecture/a64/syntax.ts';
import { instructionWord } from '../../architecture/a64/word.ts';
import type { Row } from './pattern.ts';
import { rows } from './tables/rows.ts';

/**
 * Texts and words by mnemonic and first operand, in their order: of rows that differ in both nothing fits two, so that
 * the order among them is free.
 */
function byStart(all: readonly Row[]): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [word, text] of all) {
    const [start = ''] = text.split(',');
    const line = `${(word >>> 0).toString(16).padStart(8, '0')} ${text.replaceAll(', ', ',')}`;
    found.set(start, [...(found.get(start) ?? []), line]);
  }
  return found;
}

const own = byStart(rows);
const ofForms = byStart(
  forms.flatMap(({ pattern, syntaxes }) => syntaxes.map((syntax) => encoderRow(pattern, syntax))),
);

test.each([...ofForms])('the forms have the rows of %s', (start, lines) => {
  expect(lines).toEqual(own.get(start));
});

function isLoadOrStoreRow([word]: Row): boolean {
  const form = formOf(instructionWord(word));
  return form !== undefined && isLoadOrStore(form);
}

test('no row of a load or store is missing', () => {
  const missing = [...byStart(rows.filter(isLoadOrStoreRow)).keys()].filter(
    (start) => !ofForms.has(start),
  );
  expect(missing).toEqual([]);
});
