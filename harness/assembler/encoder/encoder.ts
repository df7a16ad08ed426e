import type { InstructionWord } from '../../architecture/a64/word.ts';
import type { Level } from '../level/level.ts';

/**
 * One instruction, as text without symbols. Any case; `.req` aliases replaced, macro arguments substituted, comments gone.
 * Each symbol-free expression may be a number already, or be left as text: numbers are decimal, 0x, 0b or octal, a sign is allowed,
 * '#' before an immediate is optional. Operators are not evaluated here.
 */
export interface EncodeRequest {
  /** `add`, `b.eq`, `LDR`. */
  readonly mnemonic: string;
  /**
   * All operands, comma-separated; empty for none. The operand of a PC-relative instruction (b, bl, b.cond, cbz, tbz, adr, adrp,
   * ldr literal, ldrsw literal, prfm literal) is the distance in bytes from this instruction (for adrp from this instruction's page):
   * a symbol is encoded with `0`, then its field is filled by a relocation.
   */
  readonly operands: string;
  /** What the instruction may need; left out, it may need anything. */
  readonly level?: Level;
}

export interface Encoding {
  readonly word: InstructionWord;
}

/** Why the text is not an instruction. Lower case, values quoted; without position, which the caller knows. */
export interface Refusal {
  readonly error: string;
  /** The likely fix. */
  readonly note?: string;
  /** Index into the comma-separated operands (commas inside [] and {} do not count), where one is to blame. */
  readonly operand?: number;
  /** No instruction has this mnemonic. */
  readonly isUnknown?: true;
}

/** Text of one A64 instruction -> its word, the same as GNU as 2.40 gives, or a refusal; never a guess. */
export interface Encoder {
  encode(request: EncodeRequest): Encoding | Refusal;
}
