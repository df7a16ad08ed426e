import { decode } from '../architecture/a64/decode.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { instructionWord } from '../architecture/a64/word.ts';
import { relocatableField } from '../assembler/encoder/field.ts';
import { relocationFor } from '../assembler/relocation-operators.ts';
import { applyRelocation } from '../assembler/relocation.ts';
import { evaluate } from '../expression/evaluate.ts';

/** Where an instruction stands, and the range of code that is moved together with it. Physical addresses. */
interface Origin {
  readonly address: bigint;
  readonly start: bigint;
  readonly end: bigint;
}

/**
 * An instruction that does at `address` what it did at its origin: direct branches that leave the moved code and ADRP keep their
 * targets. What refers to a near literal cannot be moved (arch/arm64/kernel/alternative.c, get_alt_insn).
 *
 * @returns the word, or why it cannot be moved
 */
export function moveInstruction(
  word: InstructionWord,
  origin: Origin,
  address: bigint,
): InstructionWord | string {
  const field = relocatableField(word);
  // What a symbol without an operator can stand in depends on where the instruction is.
  const type = field === undefined ? undefined : relocationFor(field, undefined);
  if (field === undefined || type === undefined) {
    return word;
  }
  if (field.kind === 'literal19' || field.kind === 'adr') {
    return 'an instruction that uses a literal cannot be moved';
  }
  const target = targetOf(word, origin.address);
  if (target === undefined) {
    return word;
  }
  const isInside = target >= origin.start && target <= origin.end;
  if (field.kind !== 'adrp' && isInside) {
    return word;
  }
  const applied = applyRelocation(type, BigInt(word), address, target);
  return 'error' in applied ? applied.error : instructionWord(Number(applied.word));
}

/** Where a direct branch at this address goes, or what ADRP gives there; nothing to XZR. */
function targetOf(word: InstructionWord, address: bigint): bigint | undefined {
  const { control, writes = [] } = decode(word)?.meaning ?? {};
  const value = control?.kind === 'branch' ? control.target : writes[0]?.value;
  return value && evaluate(value, () => address);
}
