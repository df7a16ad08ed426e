/**
 * What is done at the address. `clean` is DC CVAC, CVAU and CIVAC, `invalidate` DC IVAC, `instruction-cache` IC IVAU,
 * `zero` DC ZVA, `atomic` a read and a write at once.
 */
export type AccessKind =
  'fetch' | 'load' | 'store' | 'atomic' | 'zero' | 'clean' | 'invalidate' | 'instruction-cache';

/** An access to bytes of one page of 4 KiB: who makes one that reaches into the next page asks for each of the parts. */
export interface Access {
  /** Virtual, with its tag, 64 bits. */
  readonly address: bigint;
  readonly kind: AccessKind;
  /** The Exception level that makes it. */
  readonly level: 0 | 1 | 2;
  /** LDTR, STTR and their kin: at EL1 it is checked as one of EL0. */
  readonly unprivileged?: boolean;
  /** It is a multiple of its size; Device memory demands that. Of what is never misaligned it may be left out. */
  readonly aligned?: boolean;
  /** AT asks for it. It makes none, and its faults are those of maintenance. */
  readonly addressTranslation?: boolean;
  /** PSTATE.PAN, of a processor that has it (FEAT_PAN). */
  readonly privilegedAccessNever?: boolean;
  /** A leaf's bit 50 guards the page from branches, as the processor has FEAT_BTI. */
  readonly mayBeGuarded?: boolean;
}

const writing: ReadonlySet<AccessKind> = new Set(['store', 'atomic', 'zero', 'invalidate']);
const maintaining: ReadonlySet<AccessKind> = new Set(['clean', 'invalidate', 'instruction-cache']);

/** Whether it needs permission to write. */
export const isWrite = ({ kind }: Pick<Access, 'kind'>): boolean => writing.has(kind);

/** CM: whether it is cache maintenance or AT; DC ZVA is none (Arm ARM, D13.2.37). */
export const isMaintenance = ({ kind, addressTranslation }: Access): boolean =>
  maintaining.has(kind) || addressTranslation === true;
