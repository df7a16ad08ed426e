import type { SweepResult } from '../sweep/sweep-result.ts';
import { behaviourColours } from './sweep-map.ts';
import { escapeMarkup } from './markup.ts';
import type { CallerGroup } from './sweep-groups.ts';
import { groupCallers, scopeText } from './sweep-groups.ts';

const margin = 16;
const lineHeight = 18;
const width = 1000;
/** Where what a call does begins. */
const nameLeft = 340;

/** A sweep as a picture: for each group of callers a line for each class, each behaviour in a colour of its own. */
export function sweepSvg(result: SweepResult): string {
  const colours = behaviourColours(result.behaviours);
  let top = margin;
  const groups = groupCallers(result).map((group) => {
    const text = groupSvg(group, result, colours, top);
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
  colours: readonly string[],
  top: number,
): string {
  const scope = complete ? scopeText(result) : `not ${scopeText(result)}`;
  const title = `${result.abi}/${table}: ${callers.join(', ')} (${scope})`;
  const lines = classes.map(({ when, behaviour }, line) => {
    const y = (line + 1) * lineHeight + 12;
    const name = result.behaviours[behaviour]?.name ?? '';
    return [
      `<rect y="${y - 11}" width="12" height="12" fill="${colours[behaviour]}"/>`,
      `<text x="20" y="${y}">${escapeMarkup(when)}</text>`,
      `<text x="${nameLeft}" y="${y}">${escapeMarkup(name)}</text>`,
    ].join('');
  });
  return [
    `<g transform="translate(${margin} ${top})"><text y="12" font-weight="bold">${escapeMarkup(title)}</text>`,
    ...lines,
    '</g>',
  ].join('\n');
}
