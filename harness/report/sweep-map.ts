/** Colours that people with the usual kinds of colour blindness tell apart (Okabe and Ito 2008); `nothing` is grey. */
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#f0e442'];
const nothingColour = '#9a9a9a';

/** A colour for each effect, the same wherever it occurs. */
function effectColours(effects: Iterable<string>): ReadonlyMap<string, string> {
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
