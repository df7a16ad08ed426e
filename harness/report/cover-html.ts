import type { CoveredFile, CoveredLine, CoveredTable, Coverage } from '../coverage/coverage.ts';
import { gapsOf, percentText } from './cover-text.ts';

import { escapeMarkup } from './markup.ts';
import { anchorOf, legend, renderPage, scrollingTable, section } from './page.ts';

/** Coverage as one page: totals, the slots of each vector table, every source with its counts. */
export function coverHtml(
  coverage: Coverage,
  readSource: (file: string) => string | undefined,
): string {
  const { files, tables, instructions, outcomes, slots } = coverage;
  const total = `${percentText(instructions)} of instructions, ${percentText(outcomes)} of conditions, ${percentText(slots)} of slots`;
  return renderPage({
    title: 'hcall coverage',
    lead: [`<p>${total}</p>`],
    main: [
      section('Files', [
        scrollingTable(
          'Files',
          ['file', 'instructions', 'conditions'],
          files.map(
            (file) =>
              `<tr><td><a href="#${anchorOf(file.file)}">${escapeMarkup(file.file)}</a></td><td class="number">${percentText(file.instructions)}</td><td class="number">${percentText(file.outcomes)}</td></tr>`,
          ),
        ),
        legend([
          ['hit', 'executed, both ways of each condition'],
          ['part', 'executed in part'],
          ['miss', 'never executed'],
        ]),
      ]),
      ...tables.map(slotTable),
      ...files.map((file) => sourceTable(file, readSource)),
    ],
    footer: [
      '<p class="faint screen-only">The keys j and k go to the next and the last line that is not covered in whole; the address names it.</p>',
    ],
  });
}

function slotTable({ abi, table, slots }: CoveredTable): string {
  const cells = slots.map(
    ({ slot, count }) =>
      `<tr class="${count > 0 ? 'hit' : 'miss'}"><td>${slot}</td><td class="number">${count}</td></tr>`,
  );
  const title = `${table} (${abi})`;
  return section(title, [scrollingTable(title, ['slot', 'entered'], cells)]);
}

function sourceTable(
  { file, lines }: CoveredFile,
  readSource: (file: string) => string | undefined,
): string {
  const known = new Map(lines.map((line) => [line.line, line]));
  const texts = readSource(file)?.replace(/\n$/, '').split('\n');
  const id = anchorOf(file);
  const rows =
    texts === undefined
      ? lines.map((line) => row(id, line.line, line.text, line))
      : texts.map((text, index) => row(id, index + 1, text, known.get(index + 1)));
  return section(file, [scrollingTable(file, [], rows, 'source code')], id);
}

function row(file: string, number: number, text: string, line: CoveredLine | undefined): string {
  const anchor = `${file}-${number}`;
  const gaps = line === undefined ? [] : gapsOf(line);
  const stop = gaps.length === 0 ? '' : ' class="row"';
  const place = `<td class="number"><a id="${anchor}"${stop} href="#${anchor}">${number}</a></td>`;
  if (line === undefined) {
    return `<tr><td class="number"></td>${place}<td>${escapeMarkup(text)}</td></tr>`;
  }
  const count = line.instructions.reduce((sum, one) => sum + one.count, 0);
  const kind = gaps.length === 0 ? 'hit' : count === 0 ? 'miss' : 'part';
  const notes = gaps.map((gap) => `<div class="note">${escapeMarkup(gap)}</div>`).join('');
  return `<tr class="${kind}"><td class="number">${count}</td>${place}<td>${escapeMarkup(text)}${notes}</td></tr>`;
}
