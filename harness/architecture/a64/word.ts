declare const brand: unique symbol;

/**
 * The 32 bits of an instruction, unsigned. Only this room takes one apart: what an A64 instruction is, everyone else
 * asks the table of forms.
 */
export type InstructionWord = number & { readonly [brand]: 'InstructionWord' };

/** Bytes of an instruction. */
export const instructionBytes = 4;

/** Takes the low 32 bits. */
export function instructionWord(bits: number): InstructionWord {
  return (bits >>> 0) as InstructionWord;
}

/** Whether it is in the group of loads and stores: op0, bits 28:25, is x1x0 (Arm ARM, C4.1). */
export function isLoadOrStore(word: InstructionWord): boolean {
  return (word & 0x0a00_0000) === 0x0800_0000;
}

/** As `instructionAt`, of a view that is there: for where a machine fetches. */
export function instructionIn(code: DataView, offset: number): InstructionWord {
  return code.getUint32(offset, true) as InstructionWord;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The instruction at an offset in code. Throws a RangeError where less than 4 bytes are left. */
export function instructionAt(bytes: Uint8Array, offset = 0): InstructionWord {
  return instructionIn(viewOf(bytes), offset);
}

/** The instructions of code, from its first byte up; bytes at the end that make none are left out. */
export function instructionsOf(bytes: Uint8Array): InstructionWord[] {
  const code = viewOf(bytes);
  return Array.from({ length: Math.floor(bytes.length / instructionBytes) }, (_, index) =>
    instructionIn(code, index * instructionBytes),
  );
}

/** The code that these instructions are. */
export function codeOf(...words: readonly InstructionWord[]): Uint8Array {
  const bytes = new Uint8Array(words.length * instructionBytes);
  for (const [index, word] of words.entries()) {
    storeInstruction(bytes, index * instructionBytes, word);
  }
  return bytes;
}

/** Puts an instruction into code. Throws a RangeError where that has no room for it. */
export function storeInstruction(bytes: Uint8Array, offset: number, word: InstructionWord): void {
  if (offset + instructionBytes > bytes.length) {
    throw new RangeError(`no room for an instruction at ${offset} of ${bytes.length} bytes`);
  }
  // Byte by byte: a sweep stores one for each call, and to make a view takes longer.
  bytes[offset] = word;
  bytes[offset + 1] = word >>> 8;
  bytes[offset + 2] = word >>> 16;
  bytes[offset + 3] = word >>> 24;
}
