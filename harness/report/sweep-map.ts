import type { SweptRow } from '../sweep/sweep-result.ts';

/** Immediates in a row of the picture: the low byte runs from left to right, the high byte from top to bottom. */
export const mapWidth = 256;

export interface MapRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly behaviour: number;
}

/** The runs of all immediates as rectangles of a picture of 256 x 256 cells. */
export function mapRectangles(runs: SweptRow['runs']): MapRectangle[] {
  return runs.flatMap(([from, to, behaviour]) => {
    const rectangles: MapRectangle[] = [];
    let next = from;
    while (next <= to) {
      const x = next % mapWidth;
      const y = Math.floor(next / mapWidth);
      const whole = x === 0 ? Math.floor((to + 1 - next) / mapWidth) : 0;
      const width = whole > 0 ? mapWidth : Math.min(mapWidth - x, to + 1 - next);
      const height = Math.max(1, whole);
      rectangles.push({ x, y, width, height, behaviour });
      next += width * height;
    }
    return rectangles;
  });
}

/** Colours that people with the usual kinds of colour blindness tell apart (Okabe and Ito 2008); `nothing` is grey. */
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#f0e442'];
const nothingColour = '#9a9a9a';

/** A colour for each effect, the same wherever it occurs. */
export function effectColours(effects: Iterable<string>): ReadonlyMap<string, string> {
  const chosen = new Map<string, string>([['nothing', nothingColour]]);
  let next = 0;
  for (const effect of effects) {
    if (!chosen.has(effect)) {
      chosen.set(effect, colours[next % colours.length] ?? nothingColour);
      next += 1;
    }
  }
  return chosen;
}

/** A colour for each behaviour of a result. */
export function behaviourColours(behaviours: readonly { readonly effect: string }[]): string[] {
  const colours = effectColours(behaviours.map(({ effect }) => effect));
  return behaviours.map(({ effect }) => colours.get(effect) ?? nothingColour);
}
