import type { Comparison } from '../comparison/comparison.ts';
import { exampleCall } from './compare-classes.ts';
import { pageStyle } from './compare-html-style.ts';
import type { Section } from './compare-sections.ts';
import { compareSections } from './compare-sections.ts';
import { compareVerdict } from './compare-verdict.ts';
import { escapeMarkup } from './markup.ts';

const traceTitle = 'What was executed';

/** A comparison as one page that needs no other file: its verdict, tables, and what was executed. */
export function compareHtml(comparison: Comparison): string {
  const { a, b, seed } = comparison;
  const title = `${a.vectors} against ${b.vectors}`;
  const sections = compareSections(comparison);
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${pageStyle}</style></head><body>`,
    `<header><h1>${escapeMarkup(title)}</h1>`,
    ...compareVerdict(comparison).map(
      ({ text, isBad }) => `<p class="${isBad ? 'bad' : 'good'}">${escapeMarkup(text)}</p>`,
    ),
    `<nav aria-label="Contents"><ul>${contents(sections)}</ul></nav></header>`,
    '<main>',
    ...sections.map(sectionHtml),
    traceSection(comparison),
    '</main>',
    `<footer><p>Seed ${seed}.</p></footer>`,
    '</body></html>',
    '',
  ].join('\n');
}

function contents(sections: readonly Section[]): string {
  return [...sections.map(({ title }) => title), traceTitle]
    .map((title) => `<li><a href="#${anchor(title)}">${escapeMarkup(title)}</a></li>`)
    .join('');
}

function anchor(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function sectionHtml({ title, text, head, rows }: Section): string {
  const id = anchor(title);
  const heads = head.map((cell) => `<th scope="col">${escapeMarkup(cell)}</th>`).join('');
  const body = rows
    .map(({ cells, consequence }) => {
      const own = cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('');
      return `<tr${consequence === undefined ? '' : ` class="${consequence}"`}>${own}</tr>`;
    })
    .join('\n');
  return [
    `<section aria-labelledby="${id}"><h2 id="${id}">${escapeMarkup(title)}</h2>`,
    ...(text === undefined ? [] : [`<p>${escapeMarkup(text)}</p>`]),
    `<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table><thead><tr>${heads}</tr></thead><tbody>`,
    body,
    '</tbody></table></div></section>',
  ].join('\n');
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
  return [
    `<section aria-labelledby="${anchor(traceTitle)}"><h2 id="${anchor(traceTitle)}">${traceTitle}</h2>`,
    '<p>One call of each class that differs, on both sides, instruction by instruction, up to its end.</p>',
    ...traces,
    '</section>',
  ].join('\n');
}
