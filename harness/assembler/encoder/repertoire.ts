import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { Level } from '../level/level.ts';
import type { TextRange } from '../text-range.ts';
import type { FamiliarOperand } from './familiar-mnemonic.ts';
import { FamiliarMnemonic } from './familiar-mnemonic.ts';
import { parseOperands } from './operand.ts';
import { hashStep, TextTable } from './text-table.ts';

/** Operands that are remembered, of all mnemonics; beyond that all is forgotten, as a process may live long. */
const mostOperands = 20_000;

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
  /** A macro may have the name of an instruction. */
  readonly macros: ReadonlyMap<string, unknown>;
  /** A register may have the name of a word of the architecture. */
  readonly aliases: ReadonlyMap<string, unknown>;
}

/**
 * Mnemonics, and the operands that each had at each position before. Most of a source is other combinations of these; their
 * words are put together without reading a register or a number again.
 */
export class Repertoire {
  #mnemonics = new TextTable<FamiliarMnemonic>();
  #size = 0;
  /** The operands of the instruction that is being encoded. */
  readonly #given: FamiliarOperand[] = [];

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
    { operands }: FamiliarMnemonic,
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
      const found = operands[count]?.find(text, from, at, hash);
      if (found === undefined || (found.operand.kind === 'name' && aliases.size > 0)) {
        return undefined;
      }
      this.#given[count] = found;
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
    // FMOV's number is as it is written, whatever an operand of that text is elsewhere.
    if (!Array.isArray(operands) || operands.length !== parts.length || mnemonic === 'fmov') {
      return;
    }
    if (this.#size + parts.length > mostOperands) {
      this.#mnemonics = new TextTable();
      this.#size = 0;
    }
    const written = statement.slice(start, start + mnemonic.length);
    let familiar = this.#mnemonics.get(written);
    if (familiar === undefined) {
      familiar = new FamiliarMnemonic(mnemonic);
      this.#mnemonics.add(written, familiar);
    }
    for (const [position, { start: from, end }] of parts.entries()) {
      const isNew = familiar.add(position, statement.slice(from, end), operands[position]);
      this.#size += isNew ? 1 : 0;
    }
  }
}
