import type { RibbonLayout } from './ribbon-layout.ts';

/** Where a window is too narrow, and on paper, a ribbon goes down, its lanes side by side; so does one that no window is wide enough for. */
const upright = '@media (max-width: 799px), print';
/** Columns that fit into a window. */
const mostAcross = 9;

/** The rules of a ribbon that goes down. */
function uprightRules(name: string): string {
  return `
${name} li, ${name} .head { grid-column: var(--row) / span var(--rows, 1); grid-row: var(--at, 1) / span var(--span, 1); }
${name} .head { align-self: end; position: static; }
${name} .tick { border-top: 0; border-left: 3px solid var(--faint); padding: 0.2rem 0.3rem 0.2rem 0.6rem; }
${name} .tick.broken::before { top: calc(50% - 5px); left: -7px; width: 11px; height: 10px; border-width: 2px 0; transform: skewY(-25deg); }
`;
}

/** Of every ribbon. Words and a pattern say what colour says. */
const ribbonStyle = `
.ribbon { display: grid; gap: 3px; font-size: 0.85rem; line-height: 1.35; margin: 0.75rem 0; }
.ribbon ol { display: contents; list-style: none; }
.ribbon .head { align-self: center; font-weight: 600; overflow-wrap: anywhere; }
.ribbon .tick-head { font-weight: 400; color: var(--faint); }
.ribbon li, .ribbon .head { grid-row: var(--row) / span var(--rows, 1); grid-column: var(--at, 1) / span var(--span, 1); min-width: 0; }
.tick { border-top: 3px solid var(--faint); padding: 0.2rem 0.4rem 0.3rem; position: relative; overflow-wrap: anywhere; }
.tick.broken::before { content: ''; position: absolute; top: -7px; left: calc(50% - 5px); width: 10px; height: 11px; background: var(--ground);
  border: solid var(--faint); border-width: 0 2px; transform: skewX(-25deg); }
.tick .count { display: block; color: var(--faint); }
.segment { display: block; height: 100%; position: relative; padding: 0.7rem 0.5rem 0.35rem; border: 1px solid var(--line); border-radius: 4px; background: var(--panel);
  color: var(--text); text-decoration: none; overflow: hidden; overflow-wrap: anywhere; }
.segment:hover .does { text-decoration: underline; }
.segment:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; z-index: 1; }
.segment .kind { display: block; font-family: system-ui, sans-serif; }
.segment::before { content: ''; position: absolute; inset: 0 0 auto; height: 6px; }
.segment, .segment::before, .legend li::before { print-color-adjust: exact; }
.segment.dangerous { background: var(--bad-ground); color: var(--bad); border-color: var(--bad); font-weight: 600; }
.segment.silent { background: var(--warn-ground); color: var(--warn); border-color: var(--warn); }
.segment.same, .segment.lost { background: var(--good-ground); color: var(--good); }
.segment.dangerous::before, .legend li.dangerous::before { background: repeating-linear-gradient(45deg, var(--bad) 0 4px, transparent 4px 8px); }
.segment.silent::before, .legend li.silent::before { background: radial-gradient(circle, var(--warn) 1.4px, transparent 1.8px) 0 0 / 6px 6px; }
.segment.refused::before, .legend li.refused::before { background: repeating-linear-gradient(90deg, var(--faint) 0 2px, transparent 2px 6px); }
.segment.lost::before, .legend li.lost::before { background: repeating-linear-gradient(90deg, var(--good) 0 10px, transparent 10px 15px); }
.segment.same::before, .legend li.same::before { background: var(--good); }
.segment.unknown::before, .legend li.unknown::before { background: repeating-linear-gradient(45deg, var(--faint) 0 1px, transparent 1px 4px), repeating-linear-gradient(-45deg, var(--faint) 0 1px, transparent 1px 4px); }
.legend li.pattern::before { content: ''; display: inline-block; width: 1.6rem; height: 0.55rem; margin-right: 0.5rem; }
.legend li.pattern { background: none; padding: 0.1rem 0.7rem 0.1rem 0; }
@media (min-width: 800px) { .ribbon .head { position: sticky; left: 0; z-index: 2; background: var(--ground); padding-right: 0.5rem; } }
${uprightRules('.ribbon.tall')}${upright} {${uprightRules('.ribbon.wide')}}
`;

/** Least width of a column, and of what names the lanes. */
const columnWidth = '8.5rem';
const headWidth = '8.5rem';

/** What the rules of a ribbon depend on. */
export interface RibbonShape extends Pick<RibbonLayout, 'columns'> {
  readonly scales: number;
  readonly lanes: number;
}

/** The rules of all ribbons of a page, which are called `ribbon-0`, `ribbon-1` and so on; no element has a style of its own. */
export function ribbonStyles(ribbons: readonly RibbonShape[]): string {
  if (ribbons.length === 0) {
    return '';
  }
  const columns = upToMost(ribbons.map((each) => each.columns.length));
  const rows = upToMost(ribbons.map(({ scales, lanes }) => scales + lanes));
  return [
    ribbonStyle,
    // The first column has the names.
    columns.map((at) => `.at-${at} { --at: ${at + 1}; } .span-${at} { --span: ${at}; }`).join('\n'),
    rows.map((row) => `.row-${row} { --row: ${row}; } .rows-${row} { --rows: ${row}; }`).join('\n'),
    ...ribbons.map((each, index) => tracksOf(each, `#ribbon-${index}`)),
    '',
  ].join('\n');
}

/** 1, 2 and so on, as many as the greatest of the counts. */
function upToMost(counts: readonly number[]): number[] {
  return Array.from({ length: Math.max(...counts) }, (_, index) => index + 1);
}

/** How a ribbon lies: `flat`, in one piece; `wide`, across where the window is; `tall`, always down. */
export function layOf({ columns }: Pick<RibbonLayout, 'columns'>): 'flat' | 'wide' | 'tall' {
  return columns.length === 1 ? 'flat' : columns.length > mostAcross ? 'tall' : 'wide';
}

function tracksOf(shape: RibbonShape, name: string): string {
  const { columns, scales, lanes } = shape;
  const across = columns.map((width) => `minmax(${columnWidth}, ${width}fr)`).join(' ');
  const heights = columns.map((width) => `minmax(${width * 1.5}rem, auto)`).join(' ');
  // Three scales and two lanes go into 390 pixels.
  const scaleWidth = scales > 2 ? '3rem' : '4.7rem';
  const sides = `repeat(${scales}, minmax(${scaleWidth}, 0.6fr)) repeat(${lanes}, minmax(6rem, 1fr))`;
  const down = `${name} { grid-template-columns: ${sides}; grid-template-rows: auto ${heights}; }`;
  switch (layOf(shape)) {
    case 'flat':
      return `${name} { grid-template-columns: minmax(6rem, min(14rem, 35%)) 1fr; }`;
    case 'wide':
      return `${name} { grid-template-columns: ${headWidth} ${across}; }\n${upright} { ${down} }`;
    case 'tall':
      return down;
  }
}
