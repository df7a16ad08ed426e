import type { CoveredTable } from '../coverage/coverage.ts';
import { groupBy } from '../collections/group-by.ts';
import { escapeMarkup } from './markup.ts';

/** How often tests enter each slot: a row for each vector table, its slots in columns by where the exception comes from. */
export function slotsHtml(label: string, tables: readonly CoveredTable[]): string {
  const slots = [...new Set(tables.flatMap((table) => table.slots.map(({ slot }) => slot)))];
  const groups = groupBy(slots, (slot) => slot.split('/')[0] ?? '');
  const groupHeads = [...groups].map(
    ([from, own]) => `<th scope="colgroup" colspan="${own.length}">${escapeMarkup(from)}</th>`,
  );
  const heads = [...groups.values()]
    .flat()
    .map((slot) => `<th scope="col">${escapeMarkup(slot.split('/')[1] ?? slot)}</th>`);
  const rows = tables.map(({ abi, table, slots: own }) => {
    const counts = new Map(own.map(({ slot, count }) => [slot, count]));
    const cells = [...groups.values()].flat().map((slot) => {
      const count = counts.get(slot);
      const kind = count === undefined ? '' : count > 0 ? ' hit' : ' miss';
      return `<td class="number${kind}" data-head="${escapeMarkup(slot)}">${count ?? ''}</td>`;
    });
    return `<tr><th scope="row">${escapeMarkup(`${table} (${abi})`)}</th>${cells.join('')}</tr>`;
  });
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeMarkup(`Table: ${label}`)}"><table class="slots">`,
    `<thead><tr><td rowspan="2"></td>${groupHeads.join('')}</tr><tr>${heads.join('')}</tr></thead>`,
    `<tbody>${rows.join('\n')}</tbody></table></div>`,
  ].join('\n');
}

/** In a narrow window each table is a square of its slots. */
export const slotsStyle = `
table.slots td, table.slots th { padding: 0.25rem 0.4rem; font-size: 0.85rem; }
@media screen and (max-width: 900px) { table.slots td, table.slots th { padding: 0.2rem 0.25rem; font-size: 0.75rem; } }
@media screen and (max-width: 600px) {
  table.slots, .slots tbody, .slots th { display: block; } .slots thead { display: none; }
  .slots tr { display: grid; grid-template-columns: repeat(4, 1fr); margin: 0 0 0.6rem; } .slots th { grid-column: 1 / -1; font-size: 0.85rem; }
  .slots td::before { content: attr(data-head); display: block; text-align: left; color: var(--text); }
}
`;
