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
code, pre, td, select, input, output { font-family: ui-monospace, monospace; font-size: 0.88rem; }
a, :focus-visible { outline-color: var(--focus); }
a { color: var(--focus); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.55rem; text-align: left; vertical-align: top; }
th { background: var(--panel); font-weight: 600; }
tr.dangerous td:last-child, tr.dangerous td.verdict { color: var(--bad); font-weight: 600; }
.controls { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
.controls label { display: flex; flex-direction: column; gap: 0.2rem; color: var(--faint); }
select, input { font-size: 1rem; padding: 0.25rem; background: var(--panel); color: var(--text);
  border: 1px solid var(--line); max-width: 100%; }
.maps { display: flex; flex-wrap: wrap; gap: 2rem; }
.map { position: relative; flex: 0 1 514px; min-width: 0; }
.map canvas { width: 100%; max-width: 514px; height: auto; image-rendering: pixelated; border: 1px solid var(--line);
  display: block; cursor: crosshair; }
.map canvas.zoom { margin-top: 0.5rem; }
.legend { list-style: none; padding: 0; margin: 0.6rem 0 0; }
.legend li { display: flex; gap: 0.5rem; align-items: baseline; }
.swatch { flex: none; width: 0.9rem; height: 0.9rem; border: 1px solid var(--line); }
#where { display: block; min-height: 4.5em; margin: 0.8rem 0; padding: 0.6rem 0.8rem; background: var(--panel);
  border: 1px solid var(--line); white-space: pre-wrap; }
pre { overflow-x: auto; background: var(--panel); padding: 0.8rem; }
details { margin: 0.4rem 0; } summary { cursor: pointer; }
`;
