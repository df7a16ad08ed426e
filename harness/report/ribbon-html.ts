import { escapeMarkup } from './markup.ts';
import { legend } from './page.ts';
import type { Scale, Segment, SegmentKind, Tick } from './ribbon-layout.ts';
import type { RibbonShape } from './ribbon-style.ts';
import { layOf } from './ribbon-style.ts';

/** A lane of a ribbon: the calls of some callers on one side. */
export interface Lane {
  /** `host, guest on x0`. */
  readonly name: string;
  readonly segments: readonly LinkedSegment[];
}

interface LinkedSegment extends Segment {
  /** The anchor of the row that says more, or of the segment itself. */
  readonly anchor: string;
  readonly isOwnAnchor?: boolean;
}

export interface ShownRibbon {
  readonly label: string;
  readonly columns: readonly number[];
  readonly scales: readonly Scale[];
  readonly lanes: readonly Lane[];
}

/** What a segment says of itself besides its colour and its pattern. */
export const kindWords: Readonly<Record<SegmentKind, string>> = {
  dangerous: 'dangerous',
  silent: 'silent',
  refused: 'refused',
  same: 'the same',
  lost: 'the same, loses other registers',
  unknown: 'not known',
};

const kindTexts: Readonly<Record<SegmentKind, string>> = {
  dangerous: 'dangerous: something else happens, or a wrong value is taken for a right one',
  silent: 'silent: nothing happens',
  refused: 'refused: an error or a trap',
  same: 'the same on both',
  lost: 'the same, but other scratch registers are lost',
  unknown: 'not known, or no call',
};

/** What the patterns of these kinds mean, the worst first. */
export function ribbonLegend(kinds: ReadonlySet<SegmentKind>): string {
  const shown = (Object.keys(kindTexts) as SegmentKind[]).filter((kind) => kinds.has(kind));
  return legend(shown.map((kind) => [`pattern ${kind}`, kindTexts[kind]]));
}

/** How long anything is drawn. */
export const ribbonScaleHint =
  '<p class="faint">Lengths are no measure: however many values a range has, it is drawn about three times as long as a single value at most. A gap in its line marks a range that is far longer than it is drawn; the number of its values stands below it.</p>';

export function ribbonShape({ columns, scales, lanes }: ShownRibbon): RibbonShape {
  return { columns, scales: scales.length, lanes: lanes.length };
}

/** One ribbon, the so-manyth of its page. */
export function ribbonHtml({ label, columns, scales, lanes }: ShownRibbon, index: number): string {
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeMarkup(`Ribbon: ${label}`)}">`,
    `<div class="ribbon code ${layOf({ columns })}" id="ribbon-${index}">`,
    ...scales.map(scaleHtml),
    ...lanes.map((lane, at) => laneHtml(lane, scales.length + at + 1)),
    '</div></div>',
  ].join('\n');
}

function scaleHtml({ input, ticks }: Scale, index: number): string {
  const name = escapeMarkup(input ?? '');
  const label = input === undefined ? 'Ranges' : `Ranges of ${name}`;
  return [
    ...(input === undefined
      ? []
      : [`<div class="head tick-head row-${index + 1}" aria-hidden="true">${name}</div>`]),
    `<ol aria-label="${label}">${ticks.map((tick) => tickHtml(tick, index + 1)).join('')}</ol>`,
  ].join('\n');
}

function tickHtml({ start, span, input, text, count, isBroken, depth }: Tick, row: number): string {
  const range = escapeMarkup(input === undefined ? text : `${input} ${text}`);
  const values = count === undefined ? '' : ` <span class="count">${count} values</span>`;
  const kind = isBroken ? 'tick broken' : 'tick';
  return `<li class="${kind} ${placeClasses({ start, span })} row-${row} rows-${depth}">${range}${values}</li>`;
}

function laneHtml({ name, segments }: Lane, row: number): string {
  const title = escapeMarkup(name);
  return [
    `<div class="head row-${row}" aria-hidden="true">${title}</div>`,
    `<ol aria-label="${title}">${segments.map((segment) => segmentHtml(segment, row)).join('')}</ol>`,
  ].join('\n');
}

function segmentHtml(segment: LinkedSegment, row: number): string {
  const { text, where, kind, anchor, isOwnAnchor = false } = segment;
  const id = isOwnAnchor ? ` id="${anchor}"` : '';
  const words = kind === undefined ? '' : ` <span class="kind">${kindWords[kind]}</span>`;
  return [
    `<li class="${placeClasses(segment)} row-${row}">`,
    `<a class="segment${kind === undefined ? '' : ` ${kind}`}"${id} href="#${anchor}" title="${escapeMarkup(where)}">`,
    `<span class="does">${escapeMarkup(text)}</span>${words}</a></li>`,
  ].join('');
}

function placeClasses({ start, span }: { readonly start: number; readonly span: number }): string {
  return `at-${start + 1} span-${span}`;
}

/** The arrow keys go from one segment to the next one in that direction, as the ribbon is drawn. */
export const ribbonScript = `
addEventListener('keydown', (event) => {
  const [x, y] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [0, 0];
  const from = document.activeElement;
  if ((!x && !y) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !from.matches('a.segment')) return;
  const box = (each) => each.getBoundingClientRect();
  const own = box(from);
  const next = [...from.closest('.ribbon').querySelectorAll('a.segment')].map((segment) => {
    const { left, right, top, bottom } = box(segment);
    const ahead = x ? (x > 0 ? left - own.right : own.left - right) : y > 0 ? top - own.bottom : own.top - bottom;
    const shared = x ? Math.min(bottom, own.bottom) - Math.max(top, own.top) : Math.min(right, own.right) - Math.max(left, own.left);
    return { segment, ahead, shared, start: x ? top : left };
  }).filter(({ ahead, shared }) => ahead > -1 && shared > 1)
    .sort((one, other) => one.ahead - other.ahead || one.start - other.start)[0];
  event.preventDefault();
  if (next) { next.segment.focus(); next.segment.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }
});
`;
