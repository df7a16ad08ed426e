import type { InstructionWord } from '../a64/word.ts';
import type { ExceptionCause } from '../exception-cause.ts';
import type { Access } from './access.ts';
import type { TranslationFault } from './result.ts';

/**
 * The exception that a fault is: `takeException` makes the level, ESR, FAR and HPFAR_EL2 of it. `word` is the instruction
 * that makes the access, for ISV and what stands with it; left out for a fetch.
 */
export function abortOf(
  access: Access,
  fault: TranslationFault,
  word?: InstructionWord,
): ExceptionCause {
  throw new Error(`not built: ${access.kind} ${fault.kind} ${word ?? ''}`);
}
