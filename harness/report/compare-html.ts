import type { Comparison, TableDifferences } from '../comparison/comparison.ts';
import { fullTableName } from '../comparison/table-names.ts';
import { effectsFirst, exampleCall, groupAlike } from './compare-classes.ts';
import type { Section, SectionRow } from './compare-sections.ts';
import { compareSections, differenceTitle, unconvertedTitle } from './compare-sections.ts';
import { kindOfConsequence } from './consequence-kind.ts';
import { compareSummary, consequenceCounts } from './compare-summary.ts';
import { escapeMarkup } from './markup.ts';
import {
  anchorOf,
  legend,
  renderPage,
  rowKeysHint,
  scrollingTable,
  section,
  tableRow,
} from './page.ts';

const traceTitle = 'What was executed';

/** A comparison as one page: the question and its answer, the calls that differ in lanes, tables, what was executed. */
export function compareHtml(comparison: Comparison): string {
  const { a, b, seed, differences } = comparison;
  const { question, answer, reservations } = compareSummary(comparison);
  const tables = compareSections(comparison).filter(({ lanes }) => !lanes);
  const unconverted = tables.find(({ title }) => title === unconvertedTitle);
  const more = tables.filter((each) => each !== unconverted);
  const titles = [
    ...(unconverted === undefined ? [] : [unconverted.title]),
    ...differences.map((each) => differenceTitle(comparison, each)),
    ...more.map(({ title }) => title),
    traceTitle,
  ];
  return renderPage({
    title: question,
    lead: [
      ...[...answer, ...reservations].map(
        ({ text, isBad }) => `<p${isBad ? ' class="bad"' : ''}>${escapeMarkup(text)}</p>`,
      ),
      `<ul class="counts" aria-label="Calls of callers that nobody converts">${consequenceCounts(
        comparison,
      )
        .map(({ text, kind }) => `<li class="${kind}">${escapeMarkup(text)}</li>`)
        .join('')}</ul>`,
      `<nav aria-label="Contents"><ul>${titles.map((title) => `<li><a href="#${anchorOf(title)}">${escapeMarkup(title)}</a></li>`).join('')}</ul></nav>`,
    ],
    main: [
      ...(unconverted === undefined ? [] : [sectionHtml(unconverted)]),
      ...differences.map((each) => lanes(comparison, each)),
      ...more.map(sectionHtml),
      traceSection(comparison),
    ],
    footer: [
      rowKeysHint,
      `<p>${escapeMarkup(`${a.vectors} against ${b.vectors}, seed ${seed}`)}</p>`,
    ],
    style: laneStyle,
  });
}

const laneStyle = `
table.lanes { width: 100%; } table.lanes th, table.lanes td { min-width: 8.5rem; }
table.lanes tr > :first-child { min-width: 7rem; position: sticky; left: 0; background: var(--panel); }
table.lanes thead th { font-weight: 400; font-family: ui-monospace, monospace; font-size: 0.85rem; }
@media (max-width: 480px) { table.lanes tr > :first-child { position: static; } }
td.silent { background: var(--warn-ground); color: var(--warn); } td.same { background: var(--good-ground); color: var(--good); }
`;

/** A table for each group of callers: a column for each class of calls, a lane for each side. */
function lanes(comparison: Comparison, differences: TableDifferences): string {
  const { a, b } = comparison;
  const title = differenceTitle(comparison, differences);
  const tables = groupAlike(differences.callers).map(({ names, classes, notCovered }) => {
    const who = names.join(', ');
    const sorted = effectsFirst(classes);
    if (sorted.length === 0) {
      const said = notCovered.length > 0 ? 'No call is known to differ.' : 'No call differs.';
      return `<h3>${escapeMarkup(`From ${who}`)}</h3><p>${said}</p>`;
    }
    const label = `${title}, from ${who}`;
    const rest =
      notCovered.length > 0
        ? '<td rowspan="3">not covered in whole</td>'
        : '<td rowspan="3" class="same">the same on both</td>';
    const heads = sorted.map(({ when }) => {
      const anchor = anchorOf(`${title} ${who} ${when}`);
      return `<th scope="col" id="${anchor}"><a class="row" href="#${anchor}">${escapeMarkup(when)}</a></th>`;
    });
    const second = sorted.map(({ second: text, consequence }) => {
      const kind = kindOfConsequence(consequence);
      return `<td class="${kind}">${escapeMarkup(text)}</td>`;
    });
    const lane = (vectors: string): string =>
      `<th scope="row">${escapeMarkup(`${who} on ${vectors}`)}</th>`;
    return [
      `<h3>${escapeMarkup(`From ${who}`)}</h3>`,
      `<div class="scroll" tabindex="0" role="region" aria-label="${escapeMarkup(label)}"><table class="lanes code">`,
      `<thead><tr><td></td>${heads.join('')}<th scope="col">all other calls</th></tr></thead><tbody>`,
      `<tr>${lane(a.vectors)}${cellsOf(sorted.map(({ first }) => first))}${rest}</tr>`,
      `<tr>${lane(b.vectors)}${second.join('')}</tr>`,
      `<tr><th scope="row">for example</th>${cellsOf(sorted.map(({ example }) => exampleCall(example)))}</tr>`,
      '</tbody></table></div>',
    ].join('\n');
  });
  return section(title, [
    '<p>Each column is a class of calls that does one thing on one side and another on the other, with a call that was made on both.</p>',
    laneLegend,
    ...tables,
  ]);
}

function cellsOf(texts: readonly string[]): string {
  return texts.map((text) => `<td>${escapeMarkup(text)}</td>`).join('');
}

const kindTexts = [
  ['miss', 'dangerous: something else happens'],
  ['part', 'silent: nothing happens'],
] as const;
const consequenceLegend = legend(kindTexts);

const laneLegend = legend([
  ...kindTexts,
  ['hit', 'the same: at most other scratch registers are lost'],
]);

function sectionHtml({ title, text, head, rows }: Section): string {
  return section(title, [
    ...(text === undefined ? [] : [`<p>${escapeMarkup(text)}</p>`]),
    ...(rows.some(({ marked }) => marked !== undefined) ? [consequenceLegend] : []),
    scrollingTable(
      title,
      head,
      rows.map((row, index) => rowHtml(head, row, `${anchorOf(title)}-${index + 1}`)),
      'code stacked',
    ),
  ]);
}

function rowHtml(head: readonly string[], { cells, marked }: SectionRow, anchor: string): string {
  const own = cells.map((cell, index) => {
    const text = escapeMarkup(cell);
    return {
      html: index === 0 ? `<a class="row" href="#${anchor}">${text}</a>` : text,
      ...(marked?.cell === index ? { kind: marked.as } : {}),
    };
  });
  return tableRow(head, own, `id="${anchor}"`);
}

function traceSection(comparison: Comparison): string {
  const traces = comparison.differences.flatMap(({ tables, callers }) =>
    callers.flatMap(({ caller, classes }) =>
      classes.flatMap(({ example, first, second, traces: both = [] }) =>
        both.map((lines, side) => {
          const name =
            side === 0
              ? fullTableName(comparison, 'a', tables[0])
              : fullTableName(comparison, 'b', tables[1]);
          const effect = side === 0 ? first : second;
          const title = `${name}: ${caller}, ${exampleCall(example)}: ${effect}`;
          const anchor = anchorOf(`trace ${title}`);
          return `<details id="${anchor}"><summary>${escapeMarkup(title)}</summary><pre tabindex="0">${escapeMarkup(lines.join('\n'))}</pre></details>`;
        }),
      ),
    ),
  );
  return section(traceTitle, [
    '<p>One call of each class that differs, on both sides, instruction by instruction, up to its end.</p>',
    ...traces,
  ]);
}
