import type { SweepResult } from '../sweep/sweep-result.ts';
import type { EffectMark } from './sweep-map.ts';
import { behaviourMarks } from './sweep-map.ts';
import { escapeMarkup } from './markup.ts';
import type { CallerGroup } from './sweep-groups.ts';
import { groupCallers, scopeText } from './sweep-groups.ts';

const margin = 16;
const lineHeight = 18;
const leastWidth = 1000;
/** Where the text behind a mark begins, and what a call does, at least. */
const textLeft = 20;
const leastNameLeft = 340;
/** Of a character on average, in the widest of the usual fonts; a picture knows no better where a text ends. */
const characterWidth = 7.6;

/** A sweep as a picture: for each group of callers a line for each class, each behaviour in a colour of its own. */
export function sweepSvg(result: SweepResult): string {
  const marks = behaviourMarks(result.behaviours);
  const callers = groupCallers(result);
  const classes = callers.flatMap((group) => group.classes);
  const nameLeft = Math.max(
    leastNameLeft,
    textLeft + Math.ceil((longest(classes.map(({ when }) => when)) + 2) * characterWidth),
  );
  const names = longest(result.behaviours.map(({ name }) => name));
  const width = Math.max(leastWidth, 2 * margin + nameLeft + Math.ceil(names * characterWidth));
  let top = margin;
  const groups = callers.map((group) => {
    const text = groupSvg(group, result, { marks, nameLeft, top });
    top += (group.classes.length + 1) * lineHeight + margin;
    return text;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" font-family="sans-serif" font-size="13">`,
    `<title>Calls of ${escapeMarkup(result.vectors)}, by what they do</title>`,
    `<rect width="${width}" height="${top}" fill="#fff"/>`,
    ...groups,
    '</svg>',
    '',
  ].join('\n');
}

function groupSvg(
  { table, callers, complete, classes }: CallerGroup,
  result: SweepResult,
  {
    marks,
    nameLeft,
    top,
  }: { readonly marks: readonly EffectMark[]; readonly nameLeft: number; readonly top: number },
): string {
  const scope = complete ? scopeText(result) : `not ${scopeText(result)}`;
  const title = `${result.abi}/${table}: ${callers.join(', ')} (${scope})`;
  const lines = classes.map(({ when, behaviour }, line) => {
    const y = (line + 1) * lineHeight + 12;
    const name = result.behaviours[behaviour]?.name ?? '';
    return [
      markSvg(marks[behaviour], y - 11),
      `<text x="${textLeft}" y="${y}">${escapeMarkup(when)}</text>`,
      `<text x="${nameLeft}" y="${y}">${escapeMarkup(name)}</text>`,
    ].join('');
  });
  return [
    `<g transform="translate(${margin} ${top})"><text y="12" font-weight="bold">${escapeMarkup(title)}</text>`,
    ...lines,
    '</g>',
  ].join('\n');
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

/** 12 by 12 pixels. */
function markSvg(mark: EffectMark | undefined, top: number): string {
  switch (mark?.shape) {
    case 'square':
      return `<rect y="${top}" width="12" height="12" fill="${mark.colour}"/>`;
    case 'hollow square':
      return `<rect x="1.5" y="${top + 1.5}" width="9" height="9" fill="none" stroke="${mark.colour}" stroke-width="3"/>`;
    case 'circle':
      return `<circle cx="6" cy="${top + 6}" r="6" fill="${mark.colour}"/>`;
    case 'hollow circle':
      return `<circle cx="6" cy="${top + 6}" r="4.5" fill="none" stroke="${mark.colour}" stroke-width="3"/>`;
    case undefined:
      return '';
  }
}
