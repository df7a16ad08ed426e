/** The page's style: the reader's own light or dark colours, readable at any width, nothing from elsewhere. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --text: #1b1b1b; --faint: #5a5a5a; --line: #c9c9c9; --panel: #f4f4f4;
  --bad: #a40000; --focus: #0050b3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16181c; --text: #e8e8e8; --faint: #a8adb5; --line: #44484f; --panel: #1f2227;
    --bad: #ff8f8f; --focus: #8ab4ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1rem 1.5rem 4rem; background: var(--ground); color: var(--text);
  font: 16px/1.45 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; }
p { max-width: 60rem; }
code, pre, td { font-family: ui-monospace, monospace; font-size: 0.88rem; }
a, :focus-visible { outline-color: var(--focus); }
a { color: var(--focus); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.55rem; text-align: left; vertical-align: top; }
th { background: var(--panel); font-weight: 600; }
p.bad { color: var(--bad); font-weight: 600; }
tr.dangerous td:last-child, tr.dangerous td.verdict { color: var(--bad); font-weight: 600; }
pre { overflow-x: auto; background: var(--panel); padding: 0.8rem; }
details { margin: 0.4rem 0; } summary { cursor: pointer; }
`;
