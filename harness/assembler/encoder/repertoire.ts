import { allocationOf, formOf } from '../../architecture/a64/decode.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { instructionWord } from '../../architecture/a64/word.ts';
import type { Level } from '../level/level.ts';
import { defaultLevel } from '../level/level.ts';
import { missingFeatures, needsOf } from '../level/requirement.ts';
import { keywordOperands, placeOperands } from '../operand-names.ts';
import type { TextRange } from '../text-range.ts';
import type { CompiledSyntax } from './compiled-syntax.ts';
import { syntaxesOf } from './compiled-syntax.ts';
import type { Operand } from './operand.ts';
import { parseOperands } from './operand.ts';
import type { OperandBits } from './operand-bits.ts';
import { bitsOf, OperandPlace } from './operand-bits.ts';
import { hashStep, TextTable } from './text-table.ts';

/** Operands that are remembered, and what syntaxes make of them; beyond that all is forgotten. */
const mostOperands = 8192;
const mostBits = 100_000;

const Code = {
  Space: 32,
  Comma: 44,
  OpeningBracket: 91,
  ClosingBracket: 93,
  OpeningBrace: 123,
  ClosingBrace: 125,
} as const;

/** What an instruction is to be read with. */
export interface Setting {
  readonly level: Level;
  /** Names that stand for something else than an instruction or a word of the architecture. */
  readonly macros: ReadonlyMap<string, unknown>;
  readonly aliases: ReadonlyMap<string, unknown>;
}

/**
 * Mnemonics and operands that instructions had before, and what the syntaxes of the table make of them. Most of a source is other
 * combinations of these; their words are put together from bits, without reading a register or a number again.
 */
export class Repertoire {
  #mnemonics = new TextTable<Mnemonic>();
  #operands = new TextTable<Operand>();
  #tally = { bits: 0 };
  /** Of the instruction that is being encoded. */
  readonly #given: Operand[] = [];

  /**
   * The word of the instruction that begins at `start` and ends with its text. Undefined where something about it was not met
   * before, or it is no instruction: who asks reads it in full then.
   */
  encode(text: string, start: number, setting: Setting): InstructionWord | undefined {
    const { length } = text;
    let at = start;
    let hash = 0;
    for (let code; at < length && (code = text.charCodeAt(at)) !== Code.Space; at += 1) {
      hash = hashStep(hash, code);
    }
    const mnemonic = this.#mnemonics.find(text, start, at, hash);
    if (mnemonic === undefined) {
      return undefined;
    }
    if (setting.macros.size > 0 && setting.macros.has(mnemonic.name)) {
      return undefined;
    }
    const count = this.#readOperands(text, at + 1, mnemonic, setting);
    return count === undefined ? undefined : mnemonic.encode(this.#given, count, setting.level);
  }

  /** How many operands there are; undefined when one is new, or may mean something else here. */
  #readOperands(
    text: string,
    start: number,
    { keywords }: Mnemonic,
    { aliases }: Setting,
  ): number | undefined {
    let count = 0;
    for (let from = start; from <= text.length; count += 1) {
      let at = from;
      let hash = 0;
      for (let depth = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code === Code.Comma && depth === 0) {
          break;
        }
        if (code === Code.OpeningBracket || code === Code.OpeningBrace) {
          depth += 1;
        } else if (code === Code.ClosingBracket || code === Code.ClosingBrace) {
          depth -= 1;
        }
        hash = hashStep(hash, code);
      }
      const operand = this.#operands.find(text, from, at, hash);
      if (operand === undefined) {
        return undefined;
      }
      // A word of the architecture is a symbol elsewhere, and may be the alias of a register.
      if (operand.kind === 'name' && (aliases.size > 0 || !keywords.includes(count))) {
        return undefined;
      }
      this.#given[count] = operand;
      from = at + 1;
    }
    return count;
  }

  /**
   * Remembers an instruction that was read in full and depends on nothing but its text.
   *
   * @param start of its mnemonic in the text of the statement
   * @param parts its operands there, and as the encoder got them
   */
  learn(
    statement: string,
    start: number,
    mnemonic: string,
    parts: readonly (TextRange & { readonly text: string })[],
  ): void {
    const operands = parseOperands(parts.map(({ text }) => text).join(', '));
    // What is always a place may have a register's name, and ADRP's number is no number of the instruction.
    if (!Array.isArray(operands) || operands.length !== parts.length || isPlaced(mnemonic)) {
      return;
    }
    if (this.#operands.size + parts.length > mostOperands || this.#tally.bits > mostBits) {
      this.#mnemonics = new TextTable();
      this.#operands = new TextTable();
      this.#tally = { bits: 0 };
    }
    const written = statement.slice(start, start + mnemonic.length);
    if (this.#mnemonics.get(written) === undefined) {
      this.#mnemonics.add(written, new Mnemonic(mnemonic, this.#tally));
    }
    for (const [index, part] of parts.entries()) {
      const text = statement.slice(part.start, part.end);
      const operand = operands[index] as Operand;
      if (this.#operands.get(text) === undefined) {
        this.#operands.add(text, operand);
      }
    }
  }
}

function isPlaced(mnemonic: string): boolean {
  return placeOperands(mnemonic).length > 0;
}

/** A syntax whose first operand is given. */
interface Candidate {
  readonly syntax: PlacedSyntax;
  /** With the bits of the first operand. */
  readonly word: number;
}

/** A syntax with what it makes of operands. */
interface PlacedSyntax extends CompiledSyntax {
  readonly places: readonly OperandPlace[];
  /** For operands that are missing. */
  readonly missing: readonly OperandBits[];
  readonly isAllocated: ((word: InstructionWord) => boolean) | undefined;
}

/** The instructions of one name. */
class Mnemonic {
  /** In small letters. */
  readonly name: string;
  /** Indexes of the operands that are words of the architecture. */
  readonly keywords: readonly number[];
  readonly #syntaxes: readonly PlacedSyntax[];
  readonly #byFirst = new Map<Operand | undefined, readonly Candidate[]>();

  constructor(name: string, tally: { bits: number }) {
    this.name = name;
    this.keywords = keywordOperands(name);
    this.#syntaxes = syntaxesOf(name).map((syntax) => ({
      ...syntax,
      places: syntax.matchers.map((matcher) => new OperandPlace(syntax.pattern, matcher, tally)),
      missing: syntax.defaults.map((fields) => bitsOf(syntax.pattern, fields)),
      isAllocated: allocationOf(syntax.form),
    }));
  }

  /** By the first syntax that fits, as in the table; undefined when none does, or the level lacks something of it. */
  encode(operands: readonly Operand[], count: number, level: Level): InstructionWord | undefined {
    const first = count > 0 ? operands[0] : undefined;
    let candidates = this.#byFirst.get(first);
    if (candidates === undefined) {
      candidates = this.#candidates(first);
      this.#byFirst.set(first, candidates);
    }
    for (const { syntax, word } of candidates) {
      const found = complete(syntax, word, operands, count);
      if (found !== undefined) {
        return level === defaultLevel || this.#isAllowed(syntax, found, operands, count, level)
          ? found
          : undefined;
      }
    }
    return undefined;
  }

  #candidates(first: Operand | undefined): Candidate[] {
    return this.#syntaxes.flatMap((syntax) => {
      const [place] = syntax.places;
      const found = first === undefined ? syntax.missing[0] : place?.bits(first, undefined);
      if (found === 'miss') {
        return [];
      }
      const word = found === undefined ? syntax.word : (syntax.word & found.others) | found.bits;
      return [{ syntax, word }];
    });
  }

  #isAllowed(
    { form }: CompiledSyntax,
    word: InstructionWord,
    operands: readonly Operand[],
    count: number,
    level: Level,
  ): boolean {
    const written = { mnemonic: this.name, operands: operands.slice(0, count) };
    return missingFeatures(needsOf(form, word, written), level).length === 0;
  }
}

/** The word with the bits of the second operand and those after it; undefined where one does not fit. */
function complete(
  { places, missing, required, isAllocated }: PlacedSyntax,
  begun: number,
  operands: readonly Operand[],
  count: number,
): InstructionWord | undefined {
  if (count < required || count > places.length) {
    return undefined;
  }
  let bits = begun;
  for (let index = 1; index < places.length; index += 1) {
    const found =
      index < count
        ? places[index]?.bits(operands[index] as Operand, operands[index - 1])
        : missing[index];
    if (found === undefined || found === 'miss') {
      return undefined;
    }
    bits = (bits & found.others) | found.bits;
  }
  const word = instructionWord(bits);
  const isOne = isAllocated === undefined || isAllocated(word) || formOf(word) !== undefined;
  return isOne ? word : undefined;
}
