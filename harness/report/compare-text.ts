import type { Comparison } from '../comparison/comparison.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';
import { compareSections } from './compare-sections.ts';
import { sectionLines } from './compare-section-text.ts';
import { compareVerdict } from './compare-verdict.ts';

/** A comparison for a person. With `short`, only what a change of the vectors means for callers. */
export function compareText(
  comparison: Comparison,
  colour: boolean,
  { short = false }: { readonly short?: boolean } = {},
): string {
  const palette = createPalette(colour);
  const { a, b, seed } = comparison;
  return [
    palette.bold(`${a.vectors} against ${b.vectors}`),
    '',
    ...verdictLines(comparison, palette),
    '',
    ...compareSections(comparison, short).flatMap((section) => [
      ...sectionLines(section, palette),
      '',
    ]),
    palette.dim(`seed ${seed}`),
    '',
  ].join('\n');
}

function verdictLines(comparison: Comparison, palette: Palette): string[] {
  return compareVerdict(comparison).map(({ text, isBad }) => (isBad ? palette.red(text) : text));
}
