declare const brand: unique symbol;

/**
 * The 32 bits of an A64 instruction, unsigned. Only this room takes one apart: what an instruction is, everyone else
 * asks the table of forms.
 */
export type InstructionWord = number & { readonly [brand]: 'InstructionWord' };

/** Takes the low 32 bits. */
export function instructionWord(bits: number): InstructionWord {
  return (bits >>> 0) as InstructionWord;
}
