import type { Comparison } from '../comparison/comparison.ts';
import { exampleCall } from './compare-classes.ts';
import type { Section } from './compare-sections.ts';
import { compareSections } from './compare-sections.ts';
import { compareVerdict } from './compare-verdict.ts';
import { escapeMarkup } from './markup.ts';
import { anchorOf, renderPage, scrollingTable, section } from './page.ts';

const traceTitle = 'What was executed';

/** A comparison as one page that needs no other file: its verdict, tables, and what was executed. */
export function compareHtml(comparison: Comparison): string {
  const { a, b, seed } = comparison;
  const title = `${a.vectors} against ${b.vectors}`;
  const sections = compareSections(comparison);
  return renderPage({
    title,
    lead: [
      ...compareVerdict(comparison).map(
        ({ text, isBad }) => `<p class="${isBad ? 'bad' : 'good'}">${escapeMarkup(text)}</p>`,
      ),
      `<nav aria-label="Contents"><ul>${contents(sections)}</ul></nav>`,
    ],
    main: [...sections.map(sectionHtml), traceSection(comparison)],
    footer: [`<p>Seed ${seed}.</p>`],
  });
}

function contents(sections: readonly Section[]): string {
  return [...sections.map(({ title }) => title), traceTitle]
    .map((title) => `<li><a href="#${anchorOf(title)}">${escapeMarkup(title)}</a></li>`)
    .join('');
}

function sectionHtml({ title, text, head, rows }: Section): string {
  const body = rows.map(({ cells, consequence }) => {
    const own = cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('');
    return `<tr${consequence === undefined ? '' : ` class="${consequence}"`}>${own}</tr>`;
  });
  return section(title, [
    ...(text === undefined ? [] : [`<p>${escapeMarkup(text)}</p>`]),
    scrollingTable(title, head, body, 'code'),
  ]);
}

function traceSection({ a, b, differences }: Comparison): string {
  const traces = differences.flatMap(({ tables, callers }) =>
    callers.flatMap(({ caller, classes }) =>
      classes.flatMap(({ example, first, second, traces: both = [] }) =>
        both.map((lines, side) => {
          const name = `${side === 0 ? a.vectors : b.vectors}/${tables[side === 0 ? 0 : 1]}`;
          const effect = side === 0 ? first : second;
          const title = `${name}: ${caller}, ${exampleCall(example)}: ${effect}`;
          return `<details><summary>${escapeMarkup(title)}</summary><pre tabindex="0">${escapeMarkup(lines.join('\n'))}</pre></details>`;
        }),
      ),
    ),
  );
  return section(traceTitle, [
    '<p>One call of each class that differs, on both sides, instruction by instruction, up to its end.</p>',
    ...traces,
  ]);
}
