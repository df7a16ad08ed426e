/** Rows of a table one below the other, each cell with the title of its column before it. */
function cards(kind: string): string {
  return `
  table${kind}, ${kind} tbody, ${kind} tr, ${kind} td { display: block; } ${kind} thead { display: none; }
  ${kind} tr { border: 1px solid var(--line); border-radius: 6px; margin: 0 0 0.6rem; overflow: hidden; }
  ${kind} td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0.5rem; border-width: 0 0 1px; overflow-wrap: anywhere; } ${kind} td:empty { display: none; }
  ${kind} td::before { content: attr(data-head); color: var(--text); font-weight: 400; }
`;
}

/**
 * The style of every page: the reader's own light or dark colours with a contrast of at least 4.5 (WCAG 2.1, 1.4.3), readable
 * from 390 pixels on, on paper too, and nothing from elsewhere.
 */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --text: #1c1e21; --faint: #5b6067; --line: #d0d4d9; --panel: #f5f6f8; --accent: #0a54b5;
  --bad: #a3121a; --bad-ground: #fdecec; --warn: #7a4d00; --warn-ground: #fff4dc; --good: #14652d; --good-ground: #e8f6ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15171a; --text: #e6e8eb; --faint: #a4abb3; --line: #3d434a; --panel: #1e2226; --accent: #8cb8ff;
    --bad: #ff9a9a; --bad-ground: #3a1a1c; --warn: #f0c267; --warn-ground: #33280f; --good: #82d69a; --good-ground: #14301d;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1rem 1.5rem 4rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
table, pre { overflow-wrap: normal; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.75rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 0.5rem; }
p { max-width: 62rem; } .faint { color: var(--faint); }
a { color: var(--accent); } a, button, summary, [tabindex] { outline-color: var(--accent); outline-offset: 2px; }
code, pre, .code { font-family: ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace; font-size: 0.85rem; }
pre { overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.7rem 0.9rem; line-height: 1.45; tab-size: 8; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
th { background: var(--panel); font-weight: 600; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
table.source { width: 100%; } table.source td { border-width: 0 0 0 4px; border-left-color: transparent; padding: 0 0.6rem; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 8; }
table.source td.number { border: 0; overflow-wrap: normal; color: var(--faint); user-select: none; } table.source td.number a { color: inherit; text-decoration: none; }
.bad { color: var(--bad); } .warn { color: var(--warn); } .good { color: var(--good); }
strong.bad, p.bad { font-weight: 600; }
tr.miss td, td.miss, td.dangerous { background: var(--bad-ground); } tr.part td, td.part { background: var(--warn-ground); } tr.hit td, td.hit { background: var(--good-ground); }
td.dangerous { color: var(--bad); font-weight: 600; }
td.silent { background: var(--warn-ground); color: var(--warn); } td.same, td.lost { background: var(--good-ground); color: var(--good); }
:target { outline: 2px solid var(--accent); outline-offset: 2px; }
.note { font-style: italic; color: var(--faint); }
ul.legend, ul.counts, nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.4rem 0.75rem; padding: 0; margin: 0.75rem 0; }
ul.legend li, ul.counts li, .mark { border-radius: 1rem; padding: 0.1rem 0.7rem; background: var(--panel); font-size: 0.9rem; }
ul.legend li.miss, ul.counts li.bad, .mark.bad { background: var(--bad-ground); color: var(--bad); font-weight: 600; }
ul.legend li.part, ul.counts li.warn, .mark.warn { background: var(--warn-ground); color: var(--warn); }
ul.legend li.hit, ul.counts li.good, .mark.good { background: var(--good-ground); color: var(--good); }
article { border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px; padding: 0 1rem 0.75rem; margin: 1rem 0; }
article.warn { border-left-color: var(--warn); color: inherit; }
details { margin: 0.4rem 0; } summary { cursor: pointer; }
footer { margin-top: 3rem; color: var(--faint); font-size: 0.9rem; }
@media screen and (max-width: 600px) {${cards('.stacked')}}
@media screen and (max-width: 900px) {${cards('.many')}}
@media screen and (min-width: 601px) and (max-width: 900px) { .many tr { display: grid; grid-template-columns: 1fr 1fr; } }
@media (max-width: 480px) { body { padding: 0.75rem 0.75rem 3rem; } h1 { font-size: 1.3rem; } }
@media print { body { max-width: none; } .scroll { overflow: visible; } pre { white-space: pre-wrap; } .screen-only { display: none; } }
`;
