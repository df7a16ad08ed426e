import type { Syntax } from './form.ts';
import type { Pattern } from './pattern.ts';
import { encodeFields } from './pattern.ts';

/** A syntax as the encoder reads it: the word with every operand 0, and the text with a bit number after each `@`. */
export type EncoderRow = readonly [word: number, text: string];

/**
 * The encoder's row of a syntax: `X:Rn` becomes `X@5`, `u:imm12*8` becomes `u12*8@10`. Throws a RangeError for a field
 * that the pattern has not.
 */
export function encoderRow(pattern: Pattern, { text, fixed }: Syntax): EncoderRow {
  const fieldOf = (name: string): { readonly low: number; readonly width: number } => {
    const field = pattern.fields.get(name);
    if (field === undefined) {
      throw new RangeError(`'${text}' names '${name}', which '${pattern.text}' has not`);
    }
    return field;
  };
  const translated = text
    // Immediates and distances, whose width the encoder wants too.
    .replaceAll(
      /(?<![\w.])(u|s|pc):(\w+)((?:\*\d+)?)/g,
      (_, kind: string, name: string, scale: string) => {
        const { low, width } = fieldOf(name);
        return `${kind}${width}${scale}@${low}`;
      },
    )
    .replaceAll(/:(\w+)/g, (_, name: string) => `@${fieldOf(name).low}`);
  return [encodeFields(pattern, fixed), translated];
}
