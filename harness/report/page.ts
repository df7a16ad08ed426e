import { createHash } from 'node:crypto';
import { escapeMarkup } from './markup.ts';
import { pageStyle } from './page-style.ts';

/** What stands on a page; all but `title` is HTML. */
export interface Page {
  readonly title: string;
  /** Below the title: what the page comes to. */
  readonly lead?: readonly string[];
  readonly main: readonly string[];
  readonly footer?: readonly string[];
  /** JavaScript that makes the page easier to use; it says all without. */
  readonly script?: string;
  /** Rules besides those of all pages. */
  readonly style?: string;
}

/** A page that needs nothing else: no font, no address, no file next to it. */
export function renderPage({
  title,
  lead = [],
  main,
  footer = [],
  script = '',
  style = '',
}: Page): string {
  const styles = `${pageStyle}${style}`;
  const scripts = `${openDetailsForPrint}${rowKeys}${script}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${hashOf(styles)}; script-src ${hashOf(scripts)}; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${styles}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<h1>${escapeMarkup(title)}</h1>`,
    ...lead,
    '</header>',
    '<main>',
    ...main,
    '</main>',
    ...(footer.length === 0 ? [] : ['<footer>', ...footer, '</footer>']),
    `<script>${scripts}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** The source of a Content Security Policy that allows this text alone: no name that got through would be obeyed. */
function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** What is folded on the screen is printed all the same. */
const openDetailsForPrint = `
addEventListener('beforeprint', () => {
  for (const each of document.querySelectorAll('details:not([open])')) { each.open = true; each.dataset.closed = ''; }
});
addEventListener('afterprint', () => {
  for (const each of document.querySelectorAll('details[data-closed]')) { each.open = false; delete each.dataset.closed; }
});
`;

/** j and k go from one link of the class `row` to the next and back, with the address of what it stands in. */
const rowKeys = `
addEventListener('keydown', (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input')) return;
  const rows = [...document.querySelectorAll('a.row')].filter((row) => row.checkVisibility ? row.checkVisibility() : true);
  const at = rows.indexOf(document.activeElement);
  const next = rows[at < 0 ? (step > 0 ? 0 : -1) : at + step];
  if (!next) return;
  event.preventDefault();
  location.replace(next.hash);
  next.focus({ preventScroll: true });
});
`;

/** What a page with such links says of its keys. */
export const rowKeysHint =
  '<p class="faint screen-only">The keys j and k go to the next and the last row; the address names it.</p>';

/** The part of an address behind `#` that names a title of a page. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** An anchor for each of these names; those that would be the same are counted. */
export function anchorsOf(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  return new Map(
    names.map((name) => {
      const anchor = anchorOf(name);
      const count = (taken.get(anchor) ?? 0) + 1;
      taken.set(anchor, count);
      return [name, count === 1 ? anchor : `${anchor}-${count}`];
    }),
  );
}

/** A part of a page with its title, which a link can name. */
export function section(title: string, content: readonly string[], id = anchorOf(title)): string {
  return [
    `<section aria-labelledby="${id}"><h2 id="${id}">${escapeMarkup(title)}</h2>`,
    ...content,
    '</section>',
  ].join('\n');
}

/** A table that scrolls on its own where the window is too narrow; `rows` are HTML. */
export function scrollingTable(
  label: string,
  head: readonly string[],
  rows: readonly string[],
  kind = '',
): string {
  const heads = head.map((cell) => `<th scope="col">${escapeMarkup(cell)}</th>`).join('');
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeMarkup(`Table: ${label}`)}"><table${kind === '' ? '' : ` class="${kind}"`}>`,
    ...(head.length === 0 ? [] : [`<thead><tr>${heads}</tr></thead>`]),
    '<tbody>',
    ...rows,
    '</tbody></table></div>',
  ].join('\n');
}

/** One row of such a table, its cells with the titles of their columns: on a small screen, where the table is `stacked`, each stands before its cell. */
export function tableRow(
  head: readonly string[],
  cells: readonly { readonly html: string; readonly kind?: string }[],
  attributes: string,
): string {
  const own = cells.map(({ html, kind }, index) => {
    const mark = kind === undefined ? '' : ` class="${kind}"`;
    return `<td data-head="${escapeMarkup(head[index] ?? '')}"${mark}>${html === '' ? '' : `<span>${html}</span>`}</td>`;
  });
  return `<tr ${attributes}>${own.join('')}</tr>`;
}

/** What the colours of a page mean. */
export function legend(entries: readonly (readonly [kind: string, text: string])[]): string {
  const items = entries.map(([kind, text]) => `<li class="${kind}">${escapeMarkup(text)}</li>`);
  return `<ul class="legend" aria-label="Legend">${items.join('')}</ul>`;
}
