import type { Decoded } from '../../architecture/a64/decode.ts';
import { decode } from '../../architecture/a64/decode.ts';
import type { InstructionWord } from '../../architecture/a64/word.ts';

/** The part of an instruction that a symbol's address goes into. `load-store` is the unsigned offset, scaled by `size` bytes. */
export type RelocatableField =
  | { readonly kind: 'jump26' | 'call26' | 'branch19' | 'test-branch14' | 'literal19' }
  | { readonly kind: 'adr' | 'adrp' | 'add12' }
  /** `keeps`: MOVK, which leaves the other bits of the register alone. */
  | { readonly kind: 'move-wide16'; readonly keeps: boolean }
  | { readonly kind: 'load-store'; readonly size: number };

/** What an operand of a prefetch is a multiple of. */
const prefetchScale = 8;

/** `opc` of MOVK. */
const movk = 3;

/** By the encoding group (Arm ARM, C4.1). */
const fields: ReadonlyMap<string, (instruction: Decoded) => RelocatableField | undefined> = new Map<
  string,
  (instruction: Decoded) => RelocatableField | undefined
>([
  [
    'Unconditional branch (immediate)',
    ({ writes }) => ({ kind: writes.has('x30') ? 'call26' : 'jump26' }),
  ],
  ['Conditional branch (immediate)', () => ({ kind: 'branch19' })],
  ['Compare and branch (immediate)', () => ({ kind: 'branch19' })],
  ['Test and branch (immediate)', () => ({ kind: 'test-branch14' })],
  ['Load register (literal)', () => ({ kind: 'literal19' })],
  ['PC-rel. addressing', ({ form }) => ({ kind: form.name === 'ADR' ? 'adr' : 'adrp' })],
  // ADD alone: :lo12: is never negative, so SUB has no relocation; ADDS and CMN have none in GNU as.
  [
    'Add/subtract (immediate)',
    ({ fields: { op, S } }) => (op === 0 && S === 0 ? { kind: 'add12' } : undefined),
  ],
  [
    'Move wide (immediate)',
    ({ fields: { opc } }) => ({ kind: 'move-wide16', keeps: opc === movk }),
  ],
  [
    'Load/store register (unsigned immediate)',
    ({ meaning }) => ({ kind: 'load-store', size: meaning.memory?.size ?? prefetchScale }),
  ],
]);

/**
 * The field of an encoded instruction that may hold a symbol's address; the word is the one that a placeholder of 0 gave.
 * Undefined where the ELF for the Arm 64-bit architecture has no relocation for such an instruction.
 */
export function relocatableField(word: InstructionWord): RelocatableField | undefined {
  const instruction = decode(word);
  return instruction && fields.get(instruction.form.group)?.(instruction);
}
