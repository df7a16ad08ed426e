import picocolors from 'picocolors';

/** Text styles, each a function from text to text; the identity without colours. */
export type Palette = ReturnType<typeof picocolors.createColors>;

export function createPalette(colour: boolean): Palette {
  return picocolors.createColors(colour);
}
