import type { SweepResult } from '../sweep/sweep-result.ts';
import { behaviourColours, mapRectangles, mapWidth } from './sweep-map.ts';
import { escapeMarkup } from './markup.ts';
import type { RowGroup } from './sweep-groups.ts';
import { groupRows, rangeText, selectorsText } from './sweep-groups.ts';

const margin = 16;
const lineHeight = 18;
const width = 1000;

/** A sweep as a picture: a map of 256 x 256 immediates for each group of rows, with its ranges next to it. */
export function sweepSvg(result: SweepResult): string {
  const colours = behaviourColours(result.behaviours);
  let top = margin;
  const groups = groupRows(result).map((group) => {
    const text = groupSvg(group, result, colours, top);
    top += groupHeight(group);
    return text;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" font-family="sans-serif" font-size="13">`,
    `<title>Calls of ${escapeMarkup(result.vectors)}, by immediate</title>`,
    `<rect width="${width}" height="${top}" fill="#fff"/>`,
    ...groups,
    '</svg>',
    '',
  ].join('\n');
}

function groupHeight({ runs }: RowGroup): number {
  return Math.max(mapWidth, (runs.length + 1) * lineHeight) + 2 * margin + lineHeight;
}

function groupSvg(
  { table, callers, selectors, runs }: RowGroup,
  { abi, behaviours }: SweepResult,
  colours: readonly string[],
  top: number,
): string {
  const title = `${abi}/${table}: ${callers.join(', ')}; ${selectorsText(selectors)}`;
  const rectangles = mapRectangles(runs).map(
    ({ x, y, width, height, behaviour }) =>
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colours[behaviour]}"/>`,
  );
  const legend = runs.map(([from, to, index], line) => {
    const y = (line + 1) * lineHeight;
    const text = `${rangeText(from, to)}  ${behaviours[index]?.name ?? ''}`;
    return `<rect x="${mapWidth + margin}" y="${y - 11}" width="12" height="12" fill="${colours[index]}"/><text x="${mapWidth + margin + 20}" y="${y}">${escapeMarkup(text)}</text>`;
  });
  return [
    `<g transform="translate(${margin} ${top})"><text y="12" font-weight="bold">${escapeMarkup(title)}</text>`,
    `<g transform="translate(0 ${lineHeight + 4})" shape-rendering="crispEdges">${rectangles.join('')}${legend.join('')}</g></g>`,
  ].join('\n');
}
