import type { Comparison } from '../comparison/comparison.ts';
import { createPalette } from '../diagnostics/palette.ts';
import { compareSections } from './compare-sections.ts';
import { sectionLines } from './compare-section-text.ts';
import { compareSummary } from './compare-summary.ts';

/** A comparison for a person. With `short`, only what a change of the vectors means for callers. */
export function compareText(
  comparison: Comparison,
  colour: boolean,
  { short = false }: { readonly short?: boolean } = {},
): string {
  const palette = createPalette(colour);
  const { seed } = comparison;
  const { question, answer, reservations } = compareSummary(comparison);
  return [
    palette.bold(question),
    '',
    ...[...answer, ...reservations].map(({ text, isBad }) => (isBad ? palette.red(text) : text)),
    '',
    ...compareSections(comparison, short).flatMap((section) => [
      ...sectionLines(section, palette),
      '',
    ]),
    palette.dim(`seed ${seed}`),
    '',
  ].join('\n');
}
