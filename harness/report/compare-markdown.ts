import type { Comparison } from '../comparison/comparison.ts';
import { compareSections } from './compare-sections.ts';
import { compareSummary } from './compare-summary.ts';
import type { Section } from './compare-sections.ts';
import { markdownTable } from './markdown.ts';

/** A comparison to paste into a mail or a pull request. */
export function compareMarkdown(comparison: Comparison): string {
  const { question, answer, reservations } = compareSummary(comparison);
  const verdict = [answer, reservations].flatMap((sentences) =>
    sentences.length === 0 ? [] : [sentences.map(({ text }) => text).join(' ')],
  );
  return sectionsMarkdown(
    { title: question, verdict },
    compareSections(comparison),
    comparison.seed,
  );
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
        rows.map(({ cells, marked }) =>
          cells.map((cell, index) =>
            marked?.cell === index ? `**${cell}** (${marked.as})` : cell,
          ),
        ),
      ),
      '',
    ]),
    `Seed ${seed}.`,
    '',
  ].join('\n');
}
