import type {
  CoveredFile,
  CoveredLine,
  CoveredTable,
  Coverage,
  Share,
} from '../coverage/coverage.ts';
import { groupBy } from '../collections/group-by.ts';
import { slotsHtml, slotsStyle } from './cover-slots-html.ts';
import { gapsOf, percentText } from './cover-text.ts';
import { escapeMarkup } from './markup.ts';
import { pageLead } from './page-lead.ts';
import { anchorOf, legend, renderPage, scrollingTable, section, tableRow } from './page.ts';

const titles = { gaps: 'What no test does', files: 'Files', slots: 'Slots' } as const;

/** Coverage as one page: what is missing, totals, the slots of each vector table, every source with its counts. */
export function coverHtml(
  coverage: Coverage,
  readSource: (file: string) => string | undefined,
): string {
  const { files, tables, instructions, outcomes, slots, seed } = coverage;
  const gaps = [...files.flatMap(lineGaps), ...tables.flatMap(slotGaps)];
  const sections = [
    ...(gaps.length === 0 ? [] : [gapSection(gaps)]),
    fileSection(files),
    ...(tables.length === 0 ? [] : [slotSection(tables)]),
  ];
  return renderPage({
    title: 'What do the tests reach?',
    lead: pageLead({
      verdicts: [
        {
          text: `They execute ${shareText(instructions, 'instructions')}, go ${shareText(outcomes, 'ways of conditions')}, and enter ${shareText(slots, 'slots')}.`,
          isBad: false,
        },
        ...(gaps.length === 0
          ? [{ text: 'No line and no slot is left out.', isBad: false }]
          : [{ text: gapText(files, tables), isBad: true }]),
      ],
      label: 'Lines',
      counts: lineCounts(files),
      titles: [
        ...(gaps.length === 0 ? [] : [titles.gaps]),
        titles.files,
        ...(tables.length === 0 ? [] : [titles.slots]),
      ],
    }),
    main: [...sections, ...files.map((file) => sourceSection(file, readSource))],
    footer: [
      '<p class="faint screen-only">The keys j and k go to the next and the last line with a gap; the address names it.</p>',
      `<p>seed ${seed}</p>`,
    ],
    style: `${slotsStyle}details.fold > summary { padding: 0.35rem 0; }\n`,
  });
}

/** `all of 40 instructions`, `39 of 40 instructions (97.5%)`. */
function shareText(share: Share, what: string): string {
  const { covered, total } = share;
  return covered === total
    ? `all of ${total} ${what}`
    : `${covered} of ${total} ${what} (${percentText(share)})`;
}

type LineKind = 'hit' | 'part' | 'miss';

function kindOf(line: CoveredLine): LineKind {
  return gapsOf(line).length === 0 ? 'hit' : countOf(line) === 0 ? 'miss' : 'part';
}

function countOf({ instructions }: CoveredLine): number {
  return instructions.reduce((sum, { count }) => sum + count, 0);
}

function lineCounts(files: readonly CoveredFile[]): {
  readonly text: string;
  readonly kind: 'bad' | 'warn' | 'good';
}[] {
  const kinds = files.flatMap(({ lines }) => lines.map(kindOf));
  const counts = [
    { of: 'miss', word: 'never executed', kind: 'bad' },
    { of: 'part', word: 'executed in part', kind: 'warn' },
    { of: 'hit', word: 'executed', kind: 'good' },
  ] as const;
  return counts.flatMap(({ of, word, kind }) => {
    const count = kinds.filter((each) => each === of).length;
    return count === 0
      ? []
      : [{ text: `${count} ${count === 1 ? 'line' : 'lines'} ${word}`, kind }];
  });
}

function gapText(files: readonly CoveredFile[], tables: readonly CoveredTable[]): string {
  const lines = files.flatMap(lineGaps).length;
  const slots = tables.flatMap((table) => table.slots).filter(({ count }) => count === 0).length;
  const parts = [
    ...(lines === 0 ? [] : [`${lines} ${lines === 1 ? 'line has' : 'lines have'} a gap`]),
    ...(slots === 0 ? [] : [`no test enters ${slots} ${slots === 1 ? 'slot' : 'slots'}`]),
  ];
  return `${parts.join('; ')}.`;
}

/** Something that no test does, and where. */
interface Gap {
  readonly place: string;
  /** Of what the place is, on this page. */
  readonly anchor: string;
  readonly text: string;
  readonly gaps: readonly string[];
}

function lineGaps({ file, lines }: CoveredFile): Gap[] {
  return lines.flatMap((line) => {
    const gaps = gapsOf(line);
    const anchor = `${anchorOf(file)}-${line.line}`;
    return gaps.length === 0
      ? []
      : [{ place: `${file}:${line.line}`, anchor, text: line.text, gaps }];
  });
}

/** The slots of a table that no test enters. */
function slotGaps({ abi, table, slots }: CoveredTable): Gap[] {
  const missed = slots.filter(({ count }) => count === 0).map(({ slot }) => slot);
  return missed.length === 0
    ? []
    : [
        {
          place: `${table} (${abi})`,
          anchor: anchorOf(titles.slots),
          text: missed.length === 1 ? '1 slot' : `${missed.length} slots`,
          gaps: missed.map((slot) => `never entered at ${slot}`),
        },
      ];
}

/** Places of a gap that are written out; the source has all. */
const mostPlaces = 4;

/** `never executed at el1_sync (x0), el1_irq (x0) and 12 more`: what is missing in several places is said once. */
function shortGaps(gaps: readonly string[]): string[] {
  const split = gaps.map((gap) => gap.split(/ at (?=\S+(?: \(.*\))?$)/));
  const groups = groupBy(split, ([what = '']) => what);
  return [...groups].map(([what, own]) => {
    const places = own.flatMap(([, place]) => place ?? []);
    const shown = places.slice(0, places.length > mostPlaces + 1 ? mostPlaces : undefined);
    const rest = places.length - shown.length;
    return places.length === 0
      ? what
      : `${what} at ${shown.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
  });
}

function gapSection(gaps: readonly Gap[]): string {
  const head = ['where', 'what', 'what no test does'];
  const rows = gaps.map(({ place, anchor, text, gaps: own }) =>
    tableRow(
      head,
      [
        { html: `<a href="#${anchor}">${escapeMarkup(place)}</a>` },
        { html: escapeMarkup(text.trim()) },
        { html: escapeMarkup(shortGaps(own).join('; ')) },
      ],
      '',
    ),
  );
  return section(titles.gaps, [scrollingTable(titles.gaps, head, rows, 'code stacked')]);
}

function shareCell(share: Share): { readonly html: string; readonly kind: string } {
  const { covered, total } = share;
  return total === 0
    ? { html: '<span class="faint">none</span>', kind: 'number' }
    : {
        html: `${covered}/${total} <span class="faint">${percentText(share)}</span>`,
        kind: covered === total ? 'number' : `number ${covered === 0 ? 'miss' : 'part'}`,
      };
}

function fileSection(files: readonly CoveredFile[]): string {
  const head = ['file', 'instructions', 'conditions'];
  const rows = files.map(({ file, instructions, outcomes }) =>
    tableRow(
      head,
      [
        { html: `<a href="#${anchorOf(file)}">${escapeMarkup(file)}</a>` },
        shareCell(instructions),
        shareCell(outcomes),
      ],
      '',
    ),
  );
  return section(titles.files, [scrollingTable(titles.files, head, rows, 'stacked')]);
}

function slotSection(tables: readonly CoveredTable[]): string {
  return section(titles.slots, [
    '<p>How often tests enter each slot.</p>',
    slotsHtml(titles.slots, tables),
  ]);
}

const sourceLegend = legend([
  ['hit', 'executed, both ways of each condition'],
  ['part', 'executed in part'],
  ['miss', 'never executed'],
]);

/** A source with its counts; one without a gap is folded. */
function sourceSection(
  { file, lines, instructions }: CoveredFile,
  readSource: (file: string) => string | undefined,
): string {
  const known = new Map(lines.map((line) => [line.line, line]));
  const texts = readSource(file)?.replace(/\n$/, '').split('\n');
  const id = anchorOf(file);
  const rows =
    texts === undefined
      ? lines.map((line) => row(id, line.line, line.text, line))
      : texts.map((text, index) => row(id, index + 1, text, known.get(index + 1)));
  const gaps = lines.filter((line) => gapsOf(line).length > 0).length;
  const summary = gaps === 0 ? 'no gaps' : `${gaps} ${gaps === 1 ? 'line' : 'lines'} with a gap`;
  return section(
    file,
    [
      `<details class="fold"${gaps === 0 ? '' : ' open'}><summary>${shareText(instructions, 'instructions')}, ${summary}</summary>`,
      sourceLegend,
      scrollingTable(file, [], rows, 'source code'),
      '</details>',
    ],
    id,
  );
}

function row(file: string, number: number, text: string, line: CoveredLine | undefined): string {
  const anchor = `${file}-${number}`;
  const gaps = line === undefined ? [] : gapsOf(line);
  const stop = gaps.length === 0 ? '' : ' class="row"';
  const place = `<td class="number"><a id="${anchor}"${stop} href="#${anchor}">${number}</a></td>`;
  if (line === undefined) {
    return `<tr><td class="number"></td>${place}<td>${escapeMarkup(text)}</td></tr>`;
  }
  const notes = gaps.map((gap) => `<div class="note">${escapeMarkup(gap)}</div>`).join('');
  return `<tr class="${kindOf(line)}"><td class="number">${countOf(line)}</td>${place}<td>${escapeMarkup(text)}${notes}</td></tr>`;
}
