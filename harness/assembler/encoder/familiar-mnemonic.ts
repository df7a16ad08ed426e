import { allocationOf, formOf } from '../../architecture/a64/decode.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { instructionWord } from '../../architecture/a64/word.ts';
import type { Level } from '../level/level.ts';
import { defaultLevel } from '../level/level.ts';
import { missingFeatures, needsOf } from '../level/requirement.ts';
import type { CompiledSyntax } from './compiled-syntax.ts';
import { syntaxesOf } from './compiled-syntax.ts';
import { isMiss } from './matchers/miss.ts';
import type { Operand } from './operand.ts';
import type { OperandBits } from '../../architecture/a64/operand-bits.ts';
import { bitsOf, withBits } from '../../architecture/a64/operand-bits.ts';
import { TextTable } from './text-table.ts';

/** An operand that a mnemonic had at one position before. */
export interface FamiliarOperand {
  readonly operand: Operand;
  /** By the syntaxes of the mnemonic, as far as they were asked. */
  readonly bits: (OperandBits | 'miss' | undefined)[];
  /** The syntaxes that take it as their first operand. */
  candidates: readonly Candidate[] | undefined;
}

/** A syntax with its first operand. */
interface Candidate {
  readonly syntax: OrderedSyntax;
  readonly word: number;
}

/** A syntax, and what is worked out once of it. */
interface OrderedSyntax extends CompiledSyntax {
  /** Among those of the mnemonic: the first that fits is meant. */
  readonly index: number;
  /** For operands that are missing. */
  readonly missing: readonly OperandBits[];
  readonly isAllocated: ((word: InstructionWord) => boolean) | undefined;
}

/** A mnemonic, and the operands that it had before; words are put together from what its syntaxes make of each operand. */
export class FamiliarMnemonic {
  /** In small letters. */
  readonly name: string;
  /** By the position of the operand, from 0. */
  readonly operands: TextTable<FamiliarOperand>[] = [];
  readonly #syntaxes: readonly OrderedSyntax[];
  #withoutOperands: readonly Candidate[] | undefined;

  constructor(name: string) {
    this.name = name;
    this.#syntaxes = syntaxesOf(name).map((syntax, index) => ({
      ...syntax,
      index,
      missing: syntax.defaults.map((fields) => bitsOf(syntax.pattern, fields)),
      isAllocated: allocationOf(syntax.form),
    }));
  }

  /** Remembers an operand at a position by its text; false where it is there already. */
  add(position: number, text: string, operand: Operand): boolean {
    this.operands[position] ??= new TextTable();
    const table = this.operands[position];
    if (table.get(text) !== undefined) {
      return false;
    }
    table.add(text, { operand, bits: [], candidates: undefined });
    return true;
  }

  /**
   * The word by the first syntax that fits the first `count` of these operands; undefined when none does, or the level lacks
   * something that it needs.
   */
  encode(
    operands: readonly FamiliarOperand[],
    count: number,
    level: Level,
  ): InstructionWord | undefined {
    for (const { syntax, word } of this.#candidates(count > 0 ? operands[0] : undefined)) {
      const found = complete(syntax, word, operands, count);
      if (found !== undefined) {
        const isAllowed =
          level === defaultLevel || this.#isAllowed(syntax, found, operands.slice(0, count), level);
        return isAllowed ? found : undefined;
      }
    }
    return undefined;
  }

  #candidates(first: FamiliarOperand | undefined): readonly Candidate[] {
    if (first === undefined) {
      this.#withoutOperands ??= this.#syntaxes.map((syntax) => ({
        syntax,
        word: withBits(syntax.word, syntax.missing[0]),
      }));
      return this.#withoutOperands;
    }
    first.candidates ??= this.#syntaxes.flatMap((syntax) => {
      const bits = bitsIn(syntax, 0, first, undefined);
      return bits === 'miss' ? [] : [{ syntax, word: withBits(syntax.word, bits) }];
    });
    return first.candidates;
  }

  #isAllowed(
    { form }: CompiledSyntax,
    word: InstructionWord,
    operands: readonly FamiliarOperand[],
    level: Level,
  ): boolean {
    const written = { mnemonic: this.name, operands: operands.map(({ operand }) => operand) };
    return missingFeatures(needsOf(form, word, written), level).length === 0;
  }
}

/** The word with the bits of the operands behind the first; undefined where one does not fit, or there are too few or many. */
function complete(
  syntax: OrderedSyntax,
  begun: number,
  operands: readonly FamiliarOperand[],
  count: number,
): InstructionWord | undefined {
  const { matchers, missing, required, isAllocated } = syntax;
  if (count < required || count > matchers.length) {
    return undefined;
  }
  let bits = begun;
  for (let position = 1; position < matchers.length; position += 1) {
    const found =
      position < count
        ? bitsIn(syntax, position, operands[position] as FamiliarOperand, operands[position - 1])
        : missing[position];
    if (found === 'miss') {
      return undefined;
    }
    bits = withBits(bits, found);
  }
  const word = instructionWord(bits);
  const isOne = isAllocated === undefined || isAllocated(word) || formOf(word) !== undefined;
  return isOne ? word : undefined;
}

/** What a syntax makes of an operand: asked once, unless it depends on the operand before. */
function bitsIn(
  { index, matchers, pattern }: OrderedSyntax,
  position: number,
  familiar: FamiliarOperand,
  before: FamiliarOperand | undefined,
): OperandBits | 'miss' {
  const known = familiar.bits[index];
  if (known !== undefined) {
    return known;
  }
  const matcher = matchers[position];
  const fields = matcher?.match(familiar.operand, before?.operand);
  const found = fields === undefined || isMiss(fields) ? 'miss' : bitsOf(pattern, fields);
  if (matcher?.looksBack !== true) {
    familiar.bits[index] = found;
  }
  return found;
}
