/** Keystone as a check of the table: an encoder that was written by others, from another description of A64. */
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { instructionText } from './instruction-text.ts';
import { openKeystone } from './keystone.ts';

interface Disagreement {
  /** The text that was encoded twice; distances are from the instruction. */
  readonly text: string;
  readonly word: InstructionWord;
  /** Keystone's word. */
  readonly other: InstructionWord;
}

export interface SecondOpinion {
  /** Words that both encoders give. */
  readonly agreed: number;
  /** Words whose text Keystone does not take: it knows few instructions after Armv8.1. */
  readonly unknown: number;
  readonly disagreements: readonly Disagreement[];
}

/** Encodes the text of each word with Keystone. */
export async function secondOpinion(words: Iterable<InstructionWord>): Promise<SecondOpinion> {
  const assemble = await openKeystone();
  let agreed = 0;
  let unknown = 0;
  const disagreements: Disagreement[] = [];
  for (const word of words) {
    const text = instructionText(word, 0n);
    const other = text === undefined ? undefined : assemble(text);
    if (text === undefined || other === undefined) {
      unknown += 1;
    } else if (other === word) {
      agreed += 1;
    } else {
      disagreements.push({ text, word, other });
    }
  }
  return { agreed, unknown, disagreements };
}
