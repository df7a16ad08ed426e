import type { InstructionWord } from './word.ts';

/** The feature of an encoding of SVE or SME, of which the table has no forms (Arm ARM, C4.1 "A64 instruction set encoding"). */
export function featureOfUnknown(word: InstructionWord): string | undefined {
  const group = (word >>> 25) & 0xf;
  if (group === 0b0010) {
    return 'FEAT_SVE';
  }
  return group === 0 && word >>> 31 === 1 ? 'FEAT_SME' : undefined;
}
