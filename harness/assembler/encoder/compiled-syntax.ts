import { formOf } from '../../architecture/a64/decode.ts';
import type { Form, Syntax } from '../../architecture/a64/form.ts';
import { forms } from '../../architecture/a64/forms.ts';
import type { Fields, Pattern } from '../../architecture/a64/pattern.ts';
import { encodeFields, fieldNamed } from '../../architecture/a64/pattern.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { compileOperand } from './matchers/compile.ts';
import type { Matcher, Miss } from './matchers/miss.ts';
import { isMiss, wrongKind, wrongValue } from './matchers/miss.ts';
import type { Operand } from './operand.ts';
import { splitOperands } from './operand.ts';

/**
 * A syntax of a form, ready to be compared with operands. Its text is the mnemonic, and a specification of each operand:
 *
 * | specification | operand |
 * | --- | --- |
 * | `X:Rn` `W:Rd` `D:Rt` ... | a register, its number in that field; 31 is the zero register |
 * | `XSP:Rn` `WSP:Rn` | the same, but 31 is the stack pointer |
 * | `X:Rn!` | a register that is updated, `x2!` |
 * | `X+1` `W+1` | the register after the one before, which is even |
 * | `V.16b:Rd` | a vector register with this arrangement |
 * | `V.s[u:imm2]:Rm` | an element, and the field of its index |
 * | `u:b40` `s:imm9` | an unsigned or signed immediate of the field's width; `u1:CRm` of one bit |
 * | `s:imm7*16` | a multiple of 16, divided by it; `u:imm2*4+16` begins at 16 |
 * | `pc:imm19` | a distance in words from this instruction; `adr`, `adrp`: their split field |
 * | `[XSP:Rn]` `[XSP:Rn,s:imm9]` `[..]!` | an address; a missing offset is 0 |
 * | `[XSP:Rn,bare]` | an address without any offset, which post-indexing needs |
 * | `[XSP:Rn,authenticated]` | the same with LDRAA's split multiple of 8 |
 * | `[XSP:Rn,index8]` | an address with a register offset, for an access of 8 bytes |
 * | `=word` | exactly this word or modifier |
 * | `bit` | a bit number of a 64-bit register, as TBZ splits it |
 * | `system` | a system register, by its name or as `s3_4_c12_c0_0` |
 * | `c:CRn` | `c0` to `c15` |
 * | `prefetch` | a prefetch operation, by its name or number |
 *
 * An operand that ends in `?` may be missing, then its field is 0; `?30` gives the value that is meant.
 */
export interface CompiledSyntax {
  readonly pattern: Pattern;
  /** With 0 in the fields of the operands. */
  readonly word: InstructionWord;
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

const compiled = new Map<string, readonly CompiledSyntax[]>();

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
function compileSyntax({ pattern }: Form, { text, fixed }: Syntax): CompiledSyntax {
  const space = text.indexOf(' ');
  const mnemonic = space === -1 ? text : text.slice(0, space);
  const specifications = space === -1 ? [] : splitOperands(text.slice(space + 1));
  const widthOf = (name: string): number => fieldNamed(pattern, name).width;
  const matchers: Matcher[] = [];
  const defaults: Fields[] = [];
  let required = 0;
  for (const specification of specifications) {
    const [, kept = '', optional, value] = /^(.*?)(\?(\d*))?$/.exec(specification) ?? [];
    matchers.push(compileOperand(kept, widthOf));
    const field = /:(\w+)$/.exec(kept)?.[1];
    const isGiven = value !== undefined && value !== '' && field !== undefined;
    defaults.push(isGiven ? { [field]: Number(value) } : {});
    if (optional === undefined) {
      required = matchers.length;
    }
  }
  const word = encodeFields(pattern, fixed);
  return { pattern, word, mnemonic, matchers, required, defaults };
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
      operand === undefined ? defaults[index] : matchers[index]?.(operand, operands[index - 1]);
    if (found === undefined || isMiss(found)) {
      return undefined;
    }
    word = encodeFields(pattern, found, word);
  }
  return formOf(word) === undefined ? undefined : word;
}

/** How far operands fit a syntax, and why no further. */
export interface Mismatch extends Miss {
  /** The operand that is wrong; none where all fit, as far as they go. */
  readonly operand?: number;
  /** How many before it fit. */
  readonly fitting: number;
}

/** Why {@link matchSyntax} gives no word. */
export function explainMismatch(syntax: CompiledSyntax, operands: readonly Operand[]): Mismatch {
  const { mnemonic, matchers, required } = syntax;
  for (const [index, operand] of operands.entries()) {
    const matcher = matchers[index];
    if (matcher === undefined) {
      return {
        ...wrongKind(() => `'${mnemonic}' takes no operand '${operand.text}' here`),
        operand: index,
        fitting: index,
      };
    }
    const found = matcher(operand, operands[index - 1]);
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
  const missing = wrongKind(
    () => `'${mnemonic}' needs ${required} operand${required === 1 ? '' : 's'}, found ${fitting}`,
  );
  return { ...missing, fitting };
}
