import { formOf } from '../../../architecture/a64/decode.ts';
import type { Form, Syntax } from '../../../architecture/a64/form.ts';
import { encodeFields } from '../../../architecture/a64/pattern.ts';
import { instructionWord } from '../../../architecture/a64/word.ts';
import { compileSyntax, operandTexts } from '../../../assembler/encoder/compiled-syntax.ts';

/** A repeatable source of numbers: an integer of at least 0 and below `limit`. */
export type Random = (limit: number) => number;

/** A linear congruential generator (Numerical Recipes). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Words that are tried for one that the syntax can write. */
const mostTries = 20_000;

/**
 * Text that a syntax accepts, with operands by chance, in hexadecimal or decimal, with what may be missing or without;
 * the distances of PC-relative ones are written `.+(8)`. Throws an Error for a syntax that writes no instruction.
 */
export function sampleSyntax([form, syntax]: readonly [Form, Syntax], random: Random): string {
  const compiled = compileSyntax(form, syntax);
  const { mask, value } = form.pattern;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const chance = (random(0x10000) << 16) | random(0x10000);
    const from = instructionWord((chance & ~mask) | (value & mask));
    const word = encodeFields(form.pattern, syntax.fixed, instructionWord(fewerBits(from, random)));
    // The lowest number that fits is not what random words find.
    const texts = operandTexts(compiled, word, 0n);
    if (formOf(word) !== undefined && !texts.includes(undefined)) {
      const count =
        random(2) === 0 ? texts.length : Math.min(texts.length, compiled.required + random(2));
      const operands = texts.slice(0, count).map((text) => varied(text ?? '', random));
      return withDistance(syntax, `${compiled.mnemonic} ${operands.join(', ')}`.trim());
    }
  }
  throw new Error(`no instruction is written '${syntax.text}'`);

  /** Half of the words have small values in their fields, which aliases want. */
  function fewerBits(word: number, chance: Random): number {
    let fewer = word;
    for (const { low, width } of form.pattern.fields.values()) {
      if (width > 3 && chance(4) === 0) {
        fewer &= ~((2 ** width - 4) * 2 ** low);
      }
    }
    return fewer;
  }
}

/** Numbers in decimal and without '#', too, and capitals. */
function varied(text: string, random: Random): string {
  const decimal =
    random(3) === 0 && !text.includes('e+') && !text.includes('e-')
      ? text.replaceAll(/0x[\da-f]+/g, (number) => String(BigInt(number)))
      : text;
  const bare = random(4) === 0 ? decimal.replaceAll('#', '') : decimal;
  return random(8) === 0 ? bare.toUpperCase().replaceAll(/0X/g, '0x') : bare;
}

/** The last operand of what is relative to PC as a distance. */
function withDistance({ text }: Syntax, line: string): string {
  return /(?:^|[ ,])(?:pc:\w+|adrp?)$/.test(text)
    ? line.replace(/0x[\dA-Fa-f]+$|\d+$/, (number) => `.+(${BigInt.asIntN(64, BigInt(number))})`)
    : line;
}
