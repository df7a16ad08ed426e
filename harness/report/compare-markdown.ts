import type { Comparison } from '../comparison/comparison.ts';
import { compareSections } from './compare-sections.ts';
import type { Section } from './compare-sections.ts';
import { markdownTable } from './sweep-markdown-table.ts';

/** A comparison to paste into a mail or a pull request. */
export function compareMarkdown(comparison: Comparison): string {
  const { a, b, seed } = comparison;
  return sectionsMarkdown(`${a.vectors} against ${b.vectors}`, compareSections(comparison), seed);
}

export function sectionsMarkdown(
  title: string,
  sections: readonly Section[],
  seed: number,
): string {
  return [
    `# ${title}`,
    '',
    ...sections.flatMap(({ title, text, head, rows }) => [
      `## ${title}`,
      '',
      ...(text === undefined ? [] : [text, '']),
      markdownTable(
        head,
        rows.map(({ cells }) => cells),
      ),
      '',
    ]),
    `Seed ${seed}.`,
    '',
  ].join('\n');
}
