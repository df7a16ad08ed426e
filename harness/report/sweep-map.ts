/** Colours that people with the usual kinds of colour blindness tell apart (Okabe and Ito 2008); `nothing` is grey. */
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#f0e442'];

const shapes = ['square', 'hollow square', 'circle', 'hollow circle'] as const;

/** What stands for an effect in a picture. */
export interface EffectMark {
  readonly colour: string;
  /** Where colours come again, the shape is another. */
  readonly shape: (typeof shapes)[number];
}

const nothingMark: EffectMark = { colour: '#9a9a9a', shape: 'square' };

/** A mark for each effect, the same wherever it occurs. */
function effectMarks(effects: Iterable<string>): ReadonlyMap<string, EffectMark> {
  const distinct = [...new Set(effects)].filter((effect) => effect !== 'nothing');
  return new Map(
    distinct.map((effect, index) => [
      effect,
      {
        colour: colours[index % colours.length] ?? nothingMark.colour,
        shape: shapes[Math.floor(index / colours.length) % shapes.length] ?? nothingMark.shape,
      },
    ]),
  );
}

/** A mark for each behaviour of a result. */
export function behaviourMarks(
  behaviours: readonly { readonly effect: string }[],
): readonly EffectMark[] {
  const marks = effectMarks(behaviours.map(({ effect }) => effect));
  return behaviours.map(({ effect }) => marks.get(effect) ?? nothingMark);
}
