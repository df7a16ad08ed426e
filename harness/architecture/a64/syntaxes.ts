/** How rows are written that differ only in the width of their registers or the arrangement of their vectors. */
import type { Syntax } from './form.ts';
import type { Fields } from './pattern.ts';

/** A text, in which `$R` is W or X, `$RSP` the same with the stack pointer, `$SP` that alone, `$N` 32 or 64 and `$M` 31 or 63. */
export type WidthRow = readonly [text: string, fixed?: Fields];

/** Each row for 32 bits and for 64, by the field `sf`. */
export function ofBothWidths(...rows: readonly WidthRow[]): readonly Syntax[] {
  return rows.flatMap(([text, fixed = {}]) =>
    [0, 1].map((sf) => ({
      text: text
        .replaceAll('$RSP', sf === 1 ? 'XSP' : 'WSP')
        .replaceAll('$SP', sf === 1 ? 'SP' : 'ESP')
        .replaceAll('$R', sf === 1 ? 'X' : 'W')
        .replaceAll('$N', sf === 1 ? '64' : '32')
        .replaceAll('$M', sf === 1 ? '63' : '31'),
      fixed: { ...fixed, sf },
    })),
  );
}

/** The same of bit fields, whose N is `sf` too. */
export function ofBothWidthsWithN(...rows: readonly WidthRow[]): readonly Syntax[] {
  return ofBothWidths(...rows).map(({ text, fixed }) => ({
    text,
    fixed: { ...fixed, N: fixed['sf'] as number },
  }));
}
