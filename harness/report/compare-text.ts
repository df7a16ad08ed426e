import type { Comparison } from '../comparison/comparison.ts';
import { compareSections } from './compare-sections.ts';
import { sectionLines } from './compare-section-text.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { createPalette } from '../diagnostics/palette.ts';

/** A comparison for a person. With `short`, the callers that nobody converts alone. */
export function compareText(
  comparison: Comparison,
  colour: boolean,
  { short = false }: { readonly short?: boolean } = {},
): string {
  const palette = createPalette(colour);
  const { a, b, seed } = comparison;
  const sections = compareSections(comparison);
  return [
    palette.bold(`${a.vectors} against ${b.vectors}`),
    '',
    ...summary(comparison, palette),
    '',
    ...(short ? sections.slice(0, 1) : sections).flatMap((section) => [
      ...sectionLines(section, palette),
      '',
    ]),
    palette.dim(`seed ${seed}`),
    '',
  ].join('\n');
}

/** What a reviewer wants to know first. */
function summary(comparison: Comparison, palette: Palette): string[] {
  const { a, b, unconverted, differences } = comparison;
  return (['a', 'b'] as const)
    .map((from) => {
      const own = unconverted.filter((call) => call.from === from);
      const dangerous = own.filter(({ consequence }) => consequence === 'dangerous').length;
      const silent = own.filter(({ consequence }) => consequence === 'nothing').length;
      const [mine, other] = from === 'a' ? [a, b] : [b, a];
      const line = `${own.length} calls made for ${mine.vectors}, on ${other.vectors}: ${dangerous} dangerous, ${silent} silently without effect`;
      return dangerous > 0 ? palette.red(line) : line;
    })
    .concat(
      differences.length === 0
        ? 'the call spaces are the same'
        : `the call spaces differ in ${differences.length} classes of callers and selector values`,
    );
}
