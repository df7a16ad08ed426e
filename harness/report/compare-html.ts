import type { Comparison } from '../comparison/comparison.ts';
import { fullTableName } from '../comparison/table-names.ts';
import { exampleCall } from './compare-classes.ts';
import { ribbonsOf, kindsIn } from './compare-ribbons.ts';
import type { CallerRibbon, RibbonRow } from './compare-ribbons.ts';
import type { Section, SectionRow } from './compare-sections.ts';
import { comparePageSections } from './compare-sections.ts';
import { compareSummary, consequenceCounts } from './compare-summary.ts';
import { escapeMarkup } from './markup.ts';
import { pageLead } from './page-lead.ts';
import {
  anchorOf,
  legend,
  renderPage,
  rowKeysHint,
  scrollingTable,
  section,
  tableRow,
} from './page.ts';
import type { ShownRibbon } from './ribbon-html.ts';
import {
  kindWords,
  ribbonHtml,
  ribbonLegend,
  ribbonScaleHint,
  ribbonScript,
  ribbonShape,
} from './ribbon-html.ts';
import { ribbonStyles } from './ribbon-style.ts';

const traceTitle = 'What was executed';

/** A comparison as one page: the question and its answer, a ribbon of all calls for each of the callers, tables, what was executed. */
export function compareHtml(comparison: Comparison): string {
  const { a, b, seed } = comparison;
  const { question, answer, reservations } = compareSummary(comparison);
  const sections = comparePageSections(comparison);
  const ribbons = new Ribbons();
  const traces = traceSection(comparison);
  const titles = [
    ...sections.map(({ title }) => title),
    ...(traces === undefined ? [] : [traceTitle]),
  ];
  return renderPage({
    title: question,
    lead: pageLead({
      verdicts: [...answer, ...reservations],
      label: 'What calls come to on the other side',
      counts: consequenceCounts(comparison),
      titles,
    }),
    main: [
      ...sections.map((each) =>
        each.differences === undefined ? sectionHtml(each) : differencesHtml(each, ribbons),
      ),
      ...(traces === undefined ? [] : [traces]),
    ],
    footer: [keysHint, `<p>${escapeMarkup(`${a.vectors} against ${b.vectors}, seed ${seed}`)}</p>`],
    style: ribbonStyles(ribbons.shown.map(ribbonShape)),
    script: ribbonScript,
  });
}

const keysHint = `${rowKeysHint}<p class="faint screen-only">In a ribbon the arrow keys go from segment to segment; Enter goes to its row.</p>`;

/** The ribbons of a page, in their order. */
class Ribbons {
  readonly shown: ShownRibbon[] = [];

  add(ribbon: ShownRibbon): string {
    this.shown.push(ribbon);
    return ribbonHtml(ribbon, this.shown.length - 1);
  }
}

/** All calls of two tables, caller by caller: a ribbon, and below it a row for each of its classes. */
function differencesHtml({ title, differences }: Section, ribbons: Ribbons): string {
  if (differences === undefined) {
    return '';
  }
  const { of, sides } = differences;
  const groups = ribbonsOf(title, of, sides);
  const kinds = kindsIn(groups);
  return section(title, [
    `<p>${escapeMarkup(`All calls side by side: what each range of them does on ${sides[0]}, and what on ${sides[1]}. Colours and patterns say what that is to a caller who means the first.`)}</p>`,
    ...(kinds.size === 0 ? [] : [ribbonLegend(kinds)]),
    ...(kinds.size > 0 && ribbons.shown.length === 0 ? [ribbonScaleHint] : []),
    ...groups.map((group) => groupHtml(title, group, sides, ribbons)),
  ]);
}

function groupHtml(
  title: string,
  { title: who, ribbon, rows, notCovered }: CallerRibbon,
  sides: readonly [string, string],
  ribbons: Ribbons,
): string {
  const head = ['when', ...sides, 'that is', 'for example'];
  return [
    `<h3>${escapeMarkup(who)}</h3>`,
    ...notCovered.map((reason) => `<p class="bad">${escapeMarkup(`Not covered: ${reason}.`)}</p>`),
    ribbon === undefined
      ? '<p>There are too many ranges for a ribbon; each class of calls that differ is a row.</p>'
      : ribbons.add(ribbon),
    ...(rows.length === 0
      ? []
      : [
          scrollingTable(
            `${title}, ${who}`,
            head,
            rows.map((row) => ribbonRowHtml(head, row)),
            'code stacked',
          ),
        ]),
  ].join('\n');
}

function ribbonRowHtml(head: readonly string[], row: RibbonRow): string {
  const { anchor, when, first, second, kind, example = '' } = row;
  const cells = [
    { html: `<a class="row" href="#${anchor}">${escapeMarkup(when)}</a>` },
    { html: escapeMarkup(first) },
    { html: escapeMarkup(second), kind },
    { html: kindWords[kind] },
    { html: escapeMarkup(example) },
  ];
  return tableRow(head, cells, `id="${anchor}"`);
}

const consequenceLegend = [
  ['dangerous', 'miss', 'dangerous: something else happens'],
  ['silent', 'part', 'silent: nothing happens'],
] as const;

/** Columns that do not go next to each other in a window of 768 pixels. */
const manyColumns = 7;

function sectionHtml({ title, text, head, rows }: Section): string {
  const marks = new Set(rows.map(({ marked }) => marked?.as));
  const entries = consequenceLegend.flatMap(([as, ...entry]) => (marks.has(as) ? [entry] : []));
  return section(title, [
    ...(text === undefined ? [] : [`<p>${escapeMarkup(text)}</p>`]),
    ...(entries.length === 0 ? [] : [legend(entries)]),
    scrollingTable(
      title,
      head,
      rows.map((row, index) => rowHtml(head, row, `${anchorOf(title)}-${index + 1}`)),
      head.length < manyColumns ? 'code stacked' : 'code stacked many',
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

/** Undefined where there is nothing of which it was wanted, or that differs. */
function traceSection(comparison: Comparison): string | undefined {
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
  return traces.length === 0
    ? undefined
    : section(traceTitle, [
        '<p>One call of each class that differs, on both sides, instruction by instruction, up to its end.</p>',
        ...traces,
      ]);
}
