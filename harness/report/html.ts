import { escapeMarkup } from './markup.ts';

const style = `
:root { color-scheme: light dark; --miss: #d1242f22; --part: #bf870022; --hit: #1a7f3722; }
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.1rem 0.8rem; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
table.source { font: 13px/1.4 ui-monospace, monospace; width: 100%; }
table.source td { white-space: pre-wrap; }
.miss { background: var(--miss); } .part { background: var(--part); } .hit { background: var(--hit); }
.note { font-style: italic; }
h2 { margin-top: 2.5rem; }
`;

/** A page that needs nothing else: no script, no font, no address. `body` is HTML. */
export function htmlPage(title: string, body: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<h1>${escapeMarkup(title)}</h1>`,
    ...body,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
