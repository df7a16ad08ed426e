import { decodeInstruction } from '../architecture/instruction.ts';
import type { Instruction } from '../architecture/instruction.ts';

const decoded = new Map<number, Instruction>();

/** As `decodeInstruction`, which it asks once for each word: a program runs few of them again and again. */
export function decode(word: number): Instruction {
  // Signed, a word is a small integer, which V8 looks up several times faster.
  const key = word | 0;
  let instruction = decoded.get(key);
  if (instruction === undefined) {
    instruction = decodeInstruction(word);
    decoded.set(key, instruction);
  }
  return instruction;
}
