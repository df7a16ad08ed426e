/** Besides the style of all pages. A trace that has little room, next to another or on a small screen, has its registers below. */
export const tracePageStyle = `
body { max-width: none; }
.bar { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; padding: 0.5rem 0; background: var(--ground); font-size: 0.9rem; }
.bar[hidden] { display: none; }
.bar button, [data-copy] { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.15rem 0.6rem; cursor: pointer; text-align: left; }
.bar button.differs { background: var(--bad-ground); color: var(--bad); border-color: var(--bad); }
kbd { font-family: inherit; border: 1px solid var(--line); border-radius: 4px; padding: 0 0.3rem; margin-left: 0.2rem; }
#traces { display: flex; gap: 1.5rem; align-items: flex-start; }
.trace { flex: 1 1 0; min-width: 0; container-type: inline-size; } .trace h2 { margin-top: 1rem; overflow-wrap: anywhere; }
.steps { border: 1px solid var(--line); border-radius: 6px; padding-bottom: 0.25rem; }
.chunk { content-visibility: auto; contain-intrinsic-size: auto 9000px; }
.step { display: grid; grid-template-columns: 3.2rem 4.6rem minmax(0, 1fr); gap: 0 0.6rem; padding: 0.1rem 0.5rem; font: 0.82rem/1.5 ui-monospace, monospace; cursor: pointer;
  border-left: 4px solid transparent; white-space: pre-wrap; overflow-wrap: anywhere; scroll-margin: 7rem 0 45vh; }
.step > * { grid-column: 3; }
.step .number { grid-column: 1; text-align: right; color: var(--faint); text-decoration: none; } .step .level { grid-column: 2; grid-row: 1; }
.step .where, .step .source, .step .effect { color: var(--faint); } .step .source i { font-style: normal; white-space: nowrap; border: solid var(--line); border-width: 0 0 0 1px; padding-left: 0.5ch; margin-left: 0.5ch; }
.step .instruction { font-weight: 600; }
.step.head .where, .step.head .source { display: none; } .step.head { cursor: default; border-bottom: 1px solid var(--line); color: var(--faint); } .step.head .instruction { font-weight: 400; }
.step .level { font-size: 0.7rem; line-height: 1.7; }
.step:not(.head) .level { padding-left: calc(var(--lane) * 0.9rem); background: repeating-linear-gradient(90deg, transparent 0 0.42rem, var(--line) 0.42rem 0.48rem, transparent 0.48rem 0.9rem) 0 0 / 3.6rem 100% no-repeat; }
.step .l0 { --lane: 0; } .step .l1 { --lane: 1; } .step .l2 { --lane: 2; } .step .l3 { --lane: 3; }
.step:not(.head) .level { clip-path: none; text-indent: 0; } .step:not(.head) .level::first-line { background: var(--accent); color: var(--ground); }
.step:not(.head):hover { background: var(--panel); }
.step.origin { background: var(--warn-ground); border-left-color: var(--warn); }
.step.differs { border-left-color: var(--bad); background: var(--bad-ground); }
.step.selected { background: var(--good-ground); border-left-color: var(--good); }
.step.differs.selected { border-left-color: var(--bad); } .step.differs .number::before { content: '\u2260 '; color: var(--bad); font-weight: 600; }
.step:target { outline: none; }
.step.differs .source, .step.differs .effect, .step.differs .where, .step.differs .number, .step.origin > *, .step.selected > * { color: var(--text); }
.step.passage { cursor: default; border-left-color: var(--line); } .step .more { color: var(--warn); } .step .finding { color: var(--bad); font-weight: 600; }
.end { font-weight: 600; padding: 0 0.75rem; margin: 0.5rem 0; }
.panel { position: sticky; bottom: 0; max-height: 40vh; overflow: auto; border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem 0.6rem; margin-top: 0.5rem; font-size: 0.85rem; background: var(--ground); }
.panel [role=status] { max-height: 30vh; overflow: auto; } .panel h3 { margin: 0.25rem 0; font-size: 0.9rem; } .panel p { margin: 0.15rem 0; overflow-wrap: anywhere; } .panel .made { font-weight: 600; background: var(--warn-ground); padding: 0.1rem 0.35rem; }
.panel table { width: 100%; font: 0.78rem/1.4 ui-monospace, monospace; } .panel td, .panel th { padding: 0 0.35rem; border-width: 0 0 1px; background: none; font-weight: 400; overflow-wrap: anywhere; }
.panel tr.changed > * { background: var(--good-ground); font-weight: 600; }
button.link { font: inherit; color: var(--accent); background: none; border: 0; padding: 0; text-decoration: underline; cursor: pointer; text-align: left; }
@container (min-width: 56rem) { .call { display: grid; grid-template-columns: minmax(0, 1fr) 23rem; gap: 1rem; align-items: start; }
  .panel { top: 3.5rem; bottom: auto; max-height: calc(100vh - 4.5rem); margin-top: 0; } .step { scroll-margin: 7rem 0 3rem; } }
@container (min-width: 76rem) { .step.head .where, .step.head .source { display: block; } .step { grid-template-columns: 3.2rem 4.6rem 13rem 16rem minmax(0, 1fr); } .step > * { grid-column: 3 / -1; }
  .step .where { grid-column: 3; } .step .instruction { grid-column: 4; } .step .source { grid-column: 5; } }
@media (max-width: 900px) { #traces { display: block; } .bar { flex-wrap: nowrap; overflow-x: auto; } .bar > * { flex: none; } .bar kbd, .bar .faint { display: none; } }
@media (max-width: 480px) { .step { grid-template-columns: 2rem 3.6rem minmax(0, 1fr); gap: 0 0.4rem; padding: 0.1rem 0.2rem; } .panel { max-height: 32vh; } }
@media print { .bar, .panel { display: none; } .chunk { content-visibility: visible; } #traces { display: block; } }
`;
