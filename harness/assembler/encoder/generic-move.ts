/**
 * MSR and MRS by the generic spelling of what is no system register: an op0 of 0 or 1. GNU as takes all of s0_0_c0_c0_0 to
 * s3_7_c15_c15_7, and GNU objdump writes them for words that are not allocated. With an op0 of 1 the word is SYS or SYSL; with 0 it may
 * be a hint, a barrier or MSR (immediate), or nothing (Arm ARM, C4.1.94).
 */
import { encodeSystemAccess } from '../../architecture/a64/system-access.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';
import { readGenericName } from './matchers/system.ts';
import type { Operand } from './operand.ts';

/** The word of `msr s1_3_c7_c4_1, x0` and its kin; undefined for any other instruction. */
export function encodeGenericMove(
  mnemonic: string,
  operands: readonly Operand[],
): InstructionWord | undefined {
  const reads = mnemonic === 'mrs';
  if ((!reads && mnemonic !== 'msr') || operands.length !== 2) {
    return undefined;
  }
  const [name, register] = reads ? [operands[1], operands[0]] : operands;
  const encoding = name?.kind === 'name' ? readGenericName(name.text) : undefined;
  const isGeneral = register?.kind === 'register' && register.bank === 'x' && !register.stack;
  return encoding === undefined || !isGeneral
    ? undefined
    : encodeSystemAccess(reads, encoding, register.number);
}
