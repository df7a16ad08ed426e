import { clobberText } from '../sweep/clobber-text.ts';
import type { Comparison, Side } from '../comparison/comparison.ts';
import { selectorText } from '../comparison/difference.ts';
import type { ImmediateSweep } from '../sweep/immediate-sweep-result.ts';
import { pageScript } from './compare-html-script.ts';
import { pageStyle } from './compare-html-style.ts';
import type { Section } from './compare-sections.ts';
import { compareSections } from './compare-sections.ts';
import { exceptionLine } from './exception-text.ts';
import { immediateExampleText } from './compare-ranges.ts';
import { effectColours, mapWidth } from './sweep-map.ts';
import { escapeMarkup } from './markup.ts';

/** Pixels of a canvas: two for each immediate. */
const canvasSize = 2 * mapWidth;

/** Pixels: eight rows of the enlarged cells around the cursor. */
const zoomHeight = 128;

/** A comparison as one page that needs no other file: maps of all immediates, tables, and what was executed. */
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
    `<nav aria-label="Contents"><ul>${contents(sections)}</ul></nav></header>`,
    '<main>',
    mapSection(comparison),
    ...sections.map(sectionHtml),
    traceSection([a, b]),
    '</main>',
    `<footer><p>Seed ${seed}.</p></footer>`,
    `<script type="application/json" id="data">${jsonText(pageData(comparison))}</script>`,
    `<script>${pageScript}</script>`,
    '</body></html>',
    '',
  ].join('\n');
}

function contents(sections: readonly Section[]): string {
  const titles = ['Every immediate', ...sections.map(({ title }) => title), 'What was executed'];
  return titles
    .map((title) => `<li><a href="#${anchor(title)}">${escapeMarkup(title)}</a></li>`)
    .join('');
}

function anchor(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function mapSection(comparison: Comparison): string {
  const map = (side: Side): string => {
    const name = escapeMarkup(comparison[side].vectors);
    return `<figure class="map" style="margin:0"><figcaption>${name}</figcaption><canvas id="map-${side}" width="${canvasSize}" height="${canvasSize}" role="img" aria-label="Map of the immediates of ${name}"></canvas><canvas id="zoom-${side}" class="zoom" width="${canvasSize}" height="${zoomHeight}" role="img" aria-label="The immediates around the cursor, enlarged"></canvas><ul class="legend" id="legend-${side}"></ul></figure>`;
  };
  return [
    '<section aria-labelledby="every-immediate"><h2 id="every-immediate">Every immediate</h2>',
    `<p id="map-help">One cell is one immediate: its low byte from left to right, its high byte from top to bottom. Move with the mouse, or focus the maps and use the arrow keys, Page Up and Page Down, Home and End; N and P go to the next and previous immediate at which either map changes.</p>`,
    '<noscript><p>The maps need JavaScript; the tables below say the same.</p></noscript>',
    `<div class="controls">${select('table', 'vectors')}${select('caller', 'caller')}${select('selector', 'selector')}<label for="immediate">immediate<input id="immediate" size="8" inputmode="text" autocomplete="off"></label></div>`,
    '<output id="where" aria-live="polite"></output>',
    `<div class="maps" id="maps" tabindex="0" role="application" aria-label="Maps of all immediates" aria-describedby="map-help">${map('a')}${map('b')}</div>`,
    '</section>',
  ].join('\n');
}

function select(id: string, label: string): string {
  return `<label for="${id}">${label}<select id="${id}"></select></label>`;
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

function traceSection(results: readonly ImmediateSweep[]): string {
  const title = 'What was executed';
  const traces = results.flatMap(({ vectors, behaviours }) =>
    behaviours.map(({ name, example, exception, trace = [], clobbers, stores }) => {
      const more = [
        ...(exception === undefined ? [] : [exceptionLine(exception)]),
        ...(clobbers.length === 0 ? [] : [clobberText(clobbers)]),
        ...stores.map((store) => `stores ${store}`),
      ];
      const lines = [...more, ...(more.length === 0 ? [] : ['']), ...trace].join('\n');
      return `<details><summary>${escapeMarkup(`${vectors}: ${name} (${immediateExampleText(example)})`)}</summary><pre tabindex="0">${escapeMarkup(lines)}</pre></details>`;
    }),
  );
  return [
    `<section aria-labelledby="${anchor(title)}"><h2 id="${anchor(title)}">${title}</h2>`,
    '<p>One call of each behaviour, instruction by instruction, up to its end.</p>',
    ...traces,
    '</section>',
  ].join('\n');
}

/** What the page's program needs. An effect has one colour on both sides. */
function pageData({ a, b }: Comparison): Readonly<Record<Side, unknown>> {
  const effects = [a, b].flatMap(({ behaviours }) => behaviours.map(({ effect }) => effect));
  const colours = effectColours(effects);
  return { a: sideData(a, colours), b: sideData(b, colours) };
}

function sideData(
  { vectors, behaviours, rows }: ImmediateSweep,
  colours: ReadonlyMap<string, string>,
): unknown {
  return {
    name: vectors,
    behaviours: behaviours.map(({ name }) => name),
    colours: behaviours.map(({ effect }) => colours.get(effect)),
    rows: rows.map((row) => ({
      table: row.table,
      caller: row.slot ?? row.caller,
      selector: selectorText(row),
      complete: row.complete,
      runs: row.runs,
    })),
  };
}

/** JSON that no markup in it can end early. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}
