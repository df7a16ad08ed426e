import type { Comparison } from '../comparison/comparison.ts';
import { compareSections } from './compare-sections.ts';
import { compareVerdict } from './compare-verdict.ts';
import type { Section } from './compare-sections.ts';
import { markdownTable } from './markdown.ts';

/** A comparison to paste into a mail or a pull request. */
export function compareMarkdown(comparison: Comparison): string {
  const { a, b, seed } = comparison;
  const title = `${a.vectors} against ${b.vectors}`;
  const verdict = compareVerdict(comparison).map(({ text }) => text);
  return sectionsMarkdown({ title, verdict }, compareSections(comparison), seed);
}

export function sectionsMarkdown(
  { title, verdict = [] }: { readonly title: string; readonly verdict?: readonly string[] },
  sections: readonly Section[],
  seed: number,
): string {
  return [
    `# ${title}`,
    '',
    ...verdict.flatMap((text) => [text, '']),
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
