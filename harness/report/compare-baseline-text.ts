import type { BaselineChange } from '../comparison/baseline.ts';
import { createPalette } from '../diagnostics/palette.ts';

/** More changes than these are only counted. */
const mostChanges = 40;

/** What differs from a stored result, for a person. */
export function baselineText(
  changes: readonly BaselineChange[],
  file: string,
  colour: boolean,
): string {
  const palette = createPalette(colour);
  const more = changes.length - mostChanges;
  return [
    palette.red(`${changes.length} changes against the baseline ${file}`),
    ...changes
      .slice(0, mostChanges)
      .flatMap(({ about, before, after }) => [
        `  ${palette.bold(about)}`,
        `    was ${before}`,
        `    is  ${after}`,
      ]),
    ...(more > 0 ? [`  and ${more} more`] : []),
    'When the change is meant, write it with --update.',
    '',
  ].join('\n');
}
