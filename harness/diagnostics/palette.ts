import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';

const styles = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;

/** Text styles, each a function from text to text; the identity without colours. */
export type Palette = Readonly<Record<(typeof styles)[number], (text: string) => string>>;

/**
 * Stands for the escape character of our own colours until the text is written. Nobody else can write it, so that all
 * escape characters in a text are a stranger's.
 */
const mark = `\u{fdd0}${randomUUID()}`;

const escapeCharacter = '\u001b';

const plain = paletteOf(() => (text) => text);
const coloured = paletteOf((style) => {
  // The codes of SGR (ECMA-48) that set the style and take it away.
  const [start = 0, end = 0] = inspect.colors[style] ?? [];
  return (text) => `${mark}[${start}m${text}${mark}[${end}m`;
});

/** The text that a palette paints must be written by a `ShownWriter`, which makes colours of its marks. */
export function createPalette(colour: boolean): Palette {
  return colour ? coloured : plain;
}

/** Cuts a text at the marks of a palette: texts of anybody, and between them what follows the escape character. */
export function splitAtMarks(
  text: string,
): readonly { readonly sgr: string; readonly text: string }[] {
  const [first = '', ...rest] = text.split(mark);
  return [
    { sgr: '', text: first },
    ...rest.map((piece) => {
      const end = piece.indexOf('m') + 1;
      return { sgr: `${escapeCharacter}${piece.slice(0, end)}`, text: piece.slice(end) };
    }),
  ];
}

function paletteOf(paint: (style: keyof Palette) => (text: string) => string): Palette {
  return Object.fromEntries(styles.map((style) => [style, paint(style)])) as unknown as Palette;
}
