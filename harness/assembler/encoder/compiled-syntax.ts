import { formOf } from '../../architecture/a64/decode.ts';
import type { Form, Syntax } from '../../architecture/a64/form.ts';
import { forms } from '../../architecture/a64/forms.ts';
import type { Fields, Pattern } from '../../architecture/a64/pattern.ts';
import { agree, encodeFields, valueAt, widthOfPlace } from '../../architecture/a64/pattern.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { instructionWord } from '../../architecture/a64/word.ts';
import { compileOperand } from './matchers/compile.ts';
import type { Matcher, Miss } from './matchers/miss.ts';
import { isMiss, wrongKind, wrongValue } from './matchers/miss.ts';
import type { Operand } from './operand.ts';
import { parseOperands, splitOperands } from './operand.ts';

/**
 * A syntax of a form, ready to be compared with operands. Its text is the mnemonic, and a specification of each operand.
 * A place is a field, some bits of it or several, as `placeNamed` reads them.
 *
 * | specification | operand |
 * | --- | --- |
 * | `X:Rn` `W:Rd` `D:Rt` ... | a register, its number in that place; 31 is the zero register |
 * | `XSP:Rn` `WSP:Rn` | the same, but 31 is the stack pointer; `SP:Rn` and `ESP:Rn`: `sp` and `wsp` alone; `XR:Rm`: neither |
 * | `X:Rn&Rm` | a register whose number goes into both |
 * | `X:Rn!` | a register that is updated, `x2!` |
 * | `X+1:Rs` `W+1:Rs` | the register after the one before, which is even |
 * | `V.16b:Rd` | a vector register with this arrangement |
 * | `V.s[imm2]:Rm` `V.d[1]:Rn` | an element, and the place of its index, or that index |
 * | `{V.4s*2:Rt}` `{V.b*2:Rt}[Q.S.size]` | so many registers, one after the other, or their elements |
 * | `u:b40` `s:imm9` | an unsigned or signed immediate of the place's width; `u1:CRm` of one bit |
 * | `s:imm7*16` | a multiple of 16, divided by it; `u:imm2*4+16` begins at 16 |
 * | `-u:imm12*4096` | a negative multiple; the place counts without the sign |
 * | `1..8:16-immh.immb` `0..7:immh.immb-8` | a range; the place has 16 less it, or 8 more than it |
 * | `#8` | this number alone |
 * | `zero` | 0.0, or 0 |
 * | `pc:imm19` | a distance in words from this instruction; `adr`, `adrp`: their split field |
 * | `[XSP:Rn]` `[XSP:Rn,s:imm9]` `[..]!` | an address; a missing offset is 0, before `!` only if it ends in `?` |
 * | `[XSP:Rn,bare]` | an address without any offset, which post-indexing needs |
 * | `[XSP:Rn,index8]` | an address with a register offset, for an access of 8 bytes |
 * | `=word` | exactly this word or modifier |
 * | `cond` `inverse` | a condition, or one whose opposite is in the field |
 * | `nzcv` | flags: a number, or `nZcv` |
 * | `shift64` `rotate64` | a shift of a register, with ROR or without |
 * | `extend` `extend:x` `extend:w` `lsl` | an extension of Rm, of all registers or of one kind |
 * | `half64` `lsl8:cmode<2:1>` | LSL by a multiple of 16 in `hw`, or of 8 |
 * | `mask64` `~mask64` `moved64` | the immediate of a logical instruction, its complement, that of MOV |
 * | `wide64` `~wide64` | 16 bits of a number whose others are zeros, or ones |
 * | `left64` `at64` `count64` `extracted64` | amount, lowest bit and width of the aliases of bit fields |
 * | `float32:imm8` `bytes:abc.defgh` | a floating-point constant, a mask of bytes |
 * | `system` | a system register, by its name or as `s3_4_c12_c0_0` |
 * | `c:CRn` | `c0` to `c15` |
 * | `prefetch` | a prefetch operation, by its name or number |
 *
 * An operand that ends in `?` may be missing, then its field is 0; `?30` gives the value that is meant.
 */
export interface CompiledSyntax {
  readonly form: Form;
  readonly pattern: Pattern;
  /** With 0 in the fields of the operands. */
  readonly word: InstructionWord;
  /** Bits that all instructions of the syntax have as `word` has them. */
  readonly fixedBits: number;
  readonly mnemonic: string;
  readonly matchers: readonly Matcher[];
  /** How many operands must be there. */
  readonly required: number;
  /** Fields of the operands that may be missing. */
  readonly defaults: readonly Fields[];
}

/** Every syntax of the forms, in their order: of those with one mnemonic, the first that fits is meant. */
export const syntaxes: readonly (readonly [Form, Syntax])[] = forms.flatMap((form) =>
  form.syntaxes.map((syntax) => [form, syntax] as const),
);

const byMnemonic = new Map<string, (readonly [Form, Syntax])[]>();
for (const each of syntaxes) {
  const [mnemonic = ''] = each[1].text.split(' ');
  byMnemonic.set(mnemonic, [...(byMnemonic.get(mnemonic) ?? []), each]);
}

/** Every mnemonic of the table. */
export function mnemonics(): Iterable<string> {
  return byMnemonic.keys();
}

const compiled = new Map<string, readonly CompiledSyntax[]>();

/** The operands of an instruction, one text for each, by {@link Matcher.print}. */
export function operandTexts(
  { pattern, matchers }: CompiledSyntax,
  word: InstructionWord,
  address: bigint,
): readonly (string | undefined)[] {
  const valueOf = (place: string): number => valueAt(pattern, place, word);
  return matchers.map((matcher) => matcher.print(valueOf, address));
}

/** Those with this mnemonic, which a source has few of: each is compiled when it is first asked for. */
export function syntaxesOf(mnemonic: string): readonly CompiledSyntax[] {
  let found = compiled.get(mnemonic);
  if (found === undefined) {
    found = (byMnemonic.get(mnemonic) ?? []).map(([form, syntax]) => compileSyntax(form, syntax));
    compiled.set(mnemonic, found);
  }
  return found;
}

/** Throws a RangeError for a field that the form has not, a TypeError for a specification that is none. */
export function compileSyntax(form: Form, { text, fixed }: Syntax): CompiledSyntax {
  const { pattern } = form;
  const space = text.indexOf(' ');
  const mnemonic = space === -1 ? text : text.slice(0, space);
  const specifications = space === -1 ? [] : splitOperands(text.slice(space + 1));
  const widthOf = (place: string): number => widthOfPlace(pattern, place);
  const matchers: Matcher[] = [];
  const defaults: Fields[] = [];
  let required = 0;
  for (const specification of specifications) {
    const [, kept = '', optional, value] = /^(.*?)(\?(\d*))?$/.exec(specification) ?? [];
    matchers.push(compileOperand(kept, widthOf));
    const field = /:([\w.<>:]+)$/.exec(kept)?.[1];
    const isGiven = value !== undefined && value !== '' && field !== undefined;
    defaults.push(isGiven ? { [field]: Number(value) } : {});
    if (optional === undefined) {
      required = matchers.length;
    }
  }
  const word = encodeFields(pattern, fixed);
  const ones = Object.fromEntries(Object.keys(fixed).map((place) => [place, -1]));
  const fixedBits = encodeFields(pattern, ones, instructionWord(pattern.mask));
  return { form, pattern, word, fixedBits, mnemonic, matchers, required, defaults };
}

/** The instruction, or undefined when the operands do not fit. */
export function matchSyntax(
  { pattern, word: empty, matchers, required, defaults }: CompiledSyntax,
  operands: readonly Operand[],
): InstructionWord | undefined {
  if (operands.length < required || operands.length > matchers.length) {
    return undefined;
  }
  let word = empty;
  for (let index = 0; index < matchers.length; index += 1) {
    const operand = operands[index];
    const found =
      operand === undefined
        ? defaults[index]
        : matchers[index]?.match(operand, operands[index - 1]);
    if (found === undefined || isMiss(found)) {
      return undefined;
    }
    word = encodeFields(pattern, found, word);
  }
  return formOf(word) === undefined ? undefined : word;
}

/**
 * The text of an instruction of the syntax's form, as GNU objdump writes it, with what may be missing left out where it
 * means the same; undefined where the syntax does not write this instruction.
 */
export function printSyntax(
  syntax: CompiledSyntax,
  word: InstructionWord,
  address: bigint,
): string | undefined {
  const { mnemonic, matchers, required, fixedBits } = syntax;
  if (!agree(fixedBits, syntax.word, word)) {
    return undefined;
  }
  // As distances, which is how the encoder reads them.
  const texts = operandTexts(syntax, word, 0n);
  for (let count = required; count <= matchers.length; count += 1) {
    const operands = texts.slice(0, count);
    if (!operands.includes(undefined)) {
      const parsed = parseOperands(operands.join(', '));
      const again = Array.isArray(parsed) ? matchSyntax(syntax, parsed) : undefined;
      // Bits that do not count may differ, not what is written.
      if (again !== undefined && isSame(operandTexts(syntax, again, 0n), texts)) {
        const shown = operandTexts(syntax, word, address).slice(0, count);
        return `${mnemonic} ${shown.join(', ')}`.trim();
      }
    }
  }
  return undefined;
}

const isSame = (left: readonly unknown[], right: readonly unknown[]): boolean =>
  left.every((each, index) => each === right[index]);

/** How far operands fit a syntax, and why no further. */
export interface Mismatch extends Miss {
  /** The operand that is wrong; none where all fit, as far as they go. */
  readonly operand?: number;
  /** How many before it fit. */
  readonly fitting: number;
  /** It is one too many. */
  readonly isSurplus?: true;
}

/** Why {@link matchSyntax} gives no word. */
export function explainMismatch(syntax: CompiledSyntax, operands: readonly Operand[]): Mismatch {
  const { mnemonic, matchers, required } = syntax;
  for (const [index, operand] of operands.entries()) {
    const matcher = matchers[index];
    if (matcher === undefined) {
      return {
        ...wrongKind(() => `'${mnemonic}' takes no operand '${operand.text}' here`),
        isSurplus: true,
        operand: index,
        fitting: index,
      };
    }
    const found = matcher.match(operand, operands[index - 1]);
    if (isMiss(found)) {
      return { ...found, operand: index, fitting: index };
    }
  }
  const fitting = operands.length;
  if (fitting >= required) {
    return {
      ...wrongValue(() => `'${mnemonic}' has no encoding with these registers`),
      fitting,
    };
  }
  const what = matchers[fitting]?.missing;
  const missing = wrongKind(() =>
    what === undefined
      ? `'${mnemonic}' needs ${required} operand${required === 1 ? '' : 's'}, found ${fitting}`
      : `'${mnemonic}' needs ${what} after '${operands.at(-1)?.text ?? ''}'`,
  );
  return { ...missing, fitting };
}
