import { compileOperand } from './matchers/compile.ts';
import type { Matcher, Miss } from './matchers/miss.ts';
import { wrongKind } from './matchers/miss.ts';
import type { Operand } from './operand.ts';
import { splitOperands } from './operand.ts';

/**
 * An instruction as one line of text: the word with all variable fields 0, the mnemonic, and a pattern for each operand.
 *
 * | pattern | operand |
 * | --- | --- |
 * | `X@5` `W@0` `D@0` ... | a register, its number at bit 5; 31 is the zero register |
 * | `XSP@5` `WSP@5` | the same, but 31 is the stack pointer |
 * | `X+1` `W+1` | the register after the one before, which is even |
 * | `V.16b@0` | a vector register with this arrangement |
 * | `V.s[u2@12]@16` | an element: its index at bit 12 |
 * | `u5@16` `s9@12` | an unsigned or signed immediate of 5 or 9 bits, its lowest bit at bit 16 |
 * | `s7*16@15` | a multiple of 16, divided by it |
 * | `pc19@5` | a distance in words from this instruction, 19 bits; `adr`, `adrp`: their split field |
 * | `[XSP@5]` `[XSP@5,s9@12]` `[..]!` | an address; a missing offset is 0 |
 * | `[XSP@5,bare]` | an address without any offset, which post-indexing needs |
 * | `[XSP@5,authenticated]` | the same with LDRAA's split multiple of 8 |
 * | `[XSP@5,index8]` | an address with a register offset, for an access of 8 bytes |
 * | `=word` | exactly this word or modifier |
 * | `bit` | a bit number of a 64-bit register, as TBZ splits it |
 * | `prefetch` | a prefetch operation, by its name or number, at bit 0 |
 *
 * An operand that ends in `?` may be missing, then its bits are 0; `?30` gives the register that is meant.
 */
export type Row = readonly [word: number, text: string];

export interface Pattern {
  readonly word: number;
  readonly mnemonic: string;
  readonly matchers: readonly Matcher[];
  /** How many operands must be there. */
  readonly required: number;
  /** Bits of the operands that may be missing. */
  readonly defaults: readonly number[];
}

export function compileRow([word, text]: Row): Pattern {
  const space = text.indexOf(' ');
  const mnemonic = space === -1 ? text : text.slice(0, space);
  const specifications = space === -1 ? [] : splitOperands(text.slice(space + 1));
  const matchers: Matcher[] = [];
  const defaults: number[] = [];
  let required = 0;
  for (const specification of specifications) {
    const [, kept = '', optional, register] = /^(.*?)(\?(\d*))?$/.exec(specification) ?? [];
    matchers.push(compileOperand(kept));
    const shift = Number(/@(\d+)$/.exec(kept)?.[1] ?? 0);
    defaults.push(register === undefined || register === '' ? 0 : Number(register) << shift);
    if (optional === undefined) {
      required = matchers.length;
    }
  }
  return { word, mnemonic, matchers, required, defaults };
}

/** The word, or undefined when the operands do not fit. */
export function matchPattern(pattern: Pattern, operands: readonly Operand[]): number | undefined {
  const { matchers, required, defaults } = pattern;
  if (operands.length < required || operands.length > matchers.length) {
    return undefined;
  }
  let { word } = pattern;
  for (let index = 0; index < matchers.length; index += 1) {
    const operand = operands[index];
    const bits =
      operand === undefined ? defaults[index] : matchers[index]?.(operand, operands[index - 1]);
    if (typeof bits !== 'number') {
      return undefined;
    }
    word |= bits;
  }
  return word >>> 0;
}

/** How far operands fit a pattern, and why no further. */
export type Mismatch = Miss & { readonly operand?: number };

/** Why {@link matchPattern} gives no word. */
export function explainMismatch(pattern: Pattern, operands: readonly Operand[]): Mismatch {
  const { mnemonic, matchers, required } = pattern;
  for (const [index, operand] of operands.entries()) {
    const matcher = matchers[index];
    if (matcher === undefined) {
      return {
        ...wrongKind(() => `'${mnemonic}' takes no operand '${operand.text}' here`),
        operand: index,
      };
    }
    const bits = matcher(operand, operands[index - 1]);
    if (typeof bits !== 'number') {
      return { ...bits, operand: index };
    }
  }
  return wrongKind(
    () =>
      `'${mnemonic}' needs ${required} operand${required === 1 ? '' : 's'}, found ${operands.length}`,
  );
}
