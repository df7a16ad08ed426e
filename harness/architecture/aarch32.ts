import type { Fields, Pattern } from './a64/pattern.ts';
import { compilePattern, encodeFields, fieldsOf, fits } from './a64/pattern.ts';
import type { InstructionWord } from './a64/word.ts';
import type { ExceptionCause } from './exception-cause.ts';
import { exceptionLevel, pstateBits } from './pstate.ts';

/** HVC in A32, always executed (F5.1.59). */
const a32 = compilePattern('1110 00010100 imm12 0111 imm4');
/** HVC in T32, whose first halfword is the low half, as memory has it. */
const t32 = compilePattern('1000 imm12 111101111110 imm4');

function fieldsIn(pattern: Pattern, word: InstructionWord): Fields | undefined {
  return fits(pattern, word) ? fieldsOf(pattern, word) : undefined;
}

/** The immediate is imm12:imm4 in A32, and imm4:imm12 in T32. */
function hvcImmediate(word: InstructionWord, isT32: boolean): number | undefined {
  const fields = fieldsIn(isT32 ? t32 : a32, word);
  if (fields === undefined) {
    return undefined;
  }
  const { imm12 = 0, imm4 = 0 } = fields;
  return isT32 ? imm4 * 0x1000 + imm12 : imm12 * 0x10 + imm4;
}

/** NOP in A32, always executed. */
export const a32Nop = encodeFields(compilePattern('1110 00110010 0000 1111 0000 0000 0000'), {});

/** HVC #immediate in A32. */
export function encodeA32Hvc(immediate: number): InstructionWord {
  return encodeFields(a32, { imm12: Math.floor(immediate / 0x10), imm4: immediate });
}

/** The exception that an AArch32 HVC causes; undefined for every other instruction. */
export function aarch32Hvc(word: InstructionWord, pstate: bigint): ExceptionCause | undefined {
  const immediate = hvcImmediate(word, (pstate & pstateBits.t) !== 0n);
  if (immediate === undefined) {
    return undefined;
  }
  return exceptionLevel(pstate) === 0 ? { kind: 'undefined' } : { kind: 'hvc', immediate };
}
