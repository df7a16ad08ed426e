import type { CoveredFile, CoveredLine, CoveredTable, Coverage } from '../coverage/coverage.ts';
import { gapsOf, percentText } from './cover-text.ts';
import { htmlPage } from './html.ts';
import { escapeMarkup } from './markup.ts';

/** Coverage as one page: totals, the slots of each vector table, every source with its counts. */
export function coverHtml(
  coverage: Coverage,
  readSource: (file: string) => string | undefined,
): string {
  const { files, tables, instructions, outcomes, slots } = coverage;
  const total = `${percentText(instructions)} of instructions, ${percentText(outcomes)} of conditions, ${percentText(slots)} of slots`;
  return htmlPage('hcall coverage', [
    `<p>${total}</p>`,
    '<table><tr><th>file</th><th>instructions</th><th>conditions</th></tr>',
    ...files.map(
      (file) =>
        `<tr><td><a href="#${escapeMarkup(file.file)}">${escapeMarkup(file.file)}</a></td><td class="number">${percentText(file.instructions)}</td><td class="number">${percentText(file.outcomes)}</td></tr>`,
    ),
    '</table>',
    ...tables.map(slotTable),
    ...files.map((file) => sourceTable(file, readSource)),
  ]);
}

function slotTable({ abi, table, slots }: CoveredTable): string {
  const cells = slots.map(
    ({ slot, count }) =>
      `<tr class="${count > 0 ? 'hit' : 'miss'}"><td>${slot}</td><td class="number">${count}</td></tr>`,
  );
  return `<h2>${escapeMarkup(table)} (${escapeMarkup(abi)})</h2><table>${cells.join('')}</table>`;
}

function sourceTable(
  { file, lines }: CoveredFile,
  readSource: (file: string) => string | undefined,
): string {
  const known = new Map(lines.map((line) => [line.line, line]));
  const texts = readSource(file)?.replace(/\n$/, '').split('\n');
  const rows =
    texts === undefined
      ? lines.map((line) => row(line.line, line.text, line))
      : texts.map((text, index) => row(index + 1, text, known.get(index + 1)));
  return `<h2 id="${escapeMarkup(file)}">${escapeMarkup(file)}</h2><table class="source">${rows.join('\n')}</table>`;
}

function row(number: number, text: string, line: CoveredLine | undefined): string {
  if (line === undefined) {
    return `<tr><td class="number"></td><td class="number">${number}</td><td>${escapeMarkup(text)}</td></tr>`;
  }
  const gaps = gapsOf(line);
  const count = line.instructions.reduce((sum, one) => sum + one.count, 0);
  const kind = gaps.length === 0 ? 'hit' : count === 0 ? 'miss' : 'part';
  const notes = gaps.map((gap) => `<div class="note">${escapeMarkup(gap)}</div>`).join('');
  return `<tr class="${kind}"><td class="number">${count}</td><td class="number">${number}</td><td>${escapeMarkup(text)}${notes}</td></tr>`;
}
