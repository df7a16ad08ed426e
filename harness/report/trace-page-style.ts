/** Besides the style of all pages. */
export const tracePageStyle = `
body { max-width: none; }
#traces { display: flex; gap: 1.5rem; align-items: flex-start; }
.trace { flex: 1 1 0; min-width: 0; }
.call { display: grid; grid-template-columns: minmax(0, 1fr) 21rem; gap: 1rem; align-items: start; }
.steps { border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
.chunk { content-visibility: auto; contain-intrinsic-size: auto 12000px; }
.step { display: grid; grid-template-columns: 3.5rem 3.2rem minmax(9rem, 16rem) minmax(12rem, 20rem) minmax(14rem, 1fr); gap: 0 0.6rem; padding: 0.05rem 0.5rem;
  font: 0.82rem/1.5 ui-monospace, monospace; cursor: pointer; border-left: 4px solid transparent; white-space: pre; scroll-margin: 8rem; }
.step > span { overflow: hidden; text-overflow: ellipsis; }
.step:hover { background: var(--panel); }
.step.selected { background: var(--good-ground); border-left-color: var(--good); }
.step.origin { background: var(--warn-ground); border-left-color: var(--warn); }
.step.differs { border-left-color: var(--bad); background: var(--bad-ground); }
.step .number, .step .where, .step .source { color: var(--faint); } .step .number { text-align: right; }
.level { display: grid; grid-template-columns: repeat(4, 0.6rem); } .level i { background: var(--line); width: 2px; justify-self: center; height: 100%; }
.level i.here { width: 0.55rem; background: var(--accent); border-radius: 2px; }
.step .more { grid-column: 3 / -1; color: var(--warn); white-space: pre-wrap; } .step .effect { grid-column: 3 / -1; color: var(--faint); white-space: pre-wrap; }
.panel { position: sticky; top: 0.5rem; max-height: calc(100vh - 1rem); overflow: auto; border: 1px solid var(--line); border-radius: 6px; padding: 0.6rem; font-size: 0.85rem; }
.panel h3 { margin: 0.5rem 0 0.25rem; font-size: 0.9rem; }
.panel table { width: 100%; font: 0.78rem/1.4 ui-monospace, monospace; } .panel td { padding: 0 0.35rem; border-width: 0 0 1px; overflow-wrap: anywhere; }
tr.changed td { background: var(--good-ground); font-weight: 600; }
button.link { font: inherit; color: var(--accent); background: none; border: 0; padding: 0; text-decoration: underline; cursor: pointer; text-align: left; }
@media (max-width: 900px) { #traces { display: block; } .call { display: block; } .panel { position: static; max-height: none; margin-bottom: 1rem; }
  .step { grid-template-columns: 2.5rem 2.6rem 1fr; } .step .where { display: none; } .step .source { grid-column: 3; } .step .more, .step .effect { grid-column: 3; } }
`;
