import type { Slot } from './slot.ts';

/** Why an exception is taken. Immediates have 16 bits. */
export type ExceptionCause =
  | { readonly kind: 'hvc' | 'svc' | 'smc' | 'brk'; readonly immediate: number }
  | { readonly kind: 'undefined' | 'illegal-state' | 'pc-alignment' | 'sp-alignment' | 'fp-trap' }
  | { readonly kind: 'wfx-trap'; readonly wfe: boolean }
  /** A trapped MSR, MRS or SYS instruction: its word. */
  | { readonly kind: 'system-register'; readonly word: number }
  | {
      readonly kind: 'instruction-abort' | 'data-abort';
      /** The faulting virtual address, for FAR. */
      readonly address: bigint;
      /** IFSC or DFSC, 6 bits. */
      readonly status: number;
      readonly write?: boolean;
      /** A fault of stage 2, for HPFAR_EL2: the intermediate physical address. */
      readonly ipa?: bigint;
      /** Stage 2 fault on a stage 1 table walk. */
      readonly s1ptw?: boolean;
    }
  | { readonly kind: 'irq' | 'fiq' | 'serror' }
  /** Any synchronous exception with a chosen syndrome. */
  | {
      readonly kind: 'synchronous';
      readonly esr: bigint;
      readonly far?: bigint;
      readonly hpfar?: bigint;
      /** Whether ELR is the next instruction (as for HVC) or this one. */
      readonly preferredReturn: 'this' | 'next';
    };

/** What taking an exception does. 64-bit values, unsigned. */
export interface ExceptionEntry {
  readonly cause: ExceptionCause;
  readonly targetEl: 1 | 2;
  readonly slot: Slot;
  /** The new PC. */
  readonly vector: bigint;
  /** The new PSTATE, in SPSR layout. */
  readonly pstate: bigint;
  readonly elr: bigint;
  readonly spsr: bigint;
  /** ESR_ELx of the target level; undefined for IRQ and FIQ, which leave it alone. */
  readonly esr: bigint | undefined;
  /** FAR_ELx; undefined where it stays as it is. */
  readonly far: bigint | undefined;
  /** HPFAR_EL2; undefined where it stays as it is. */
  readonly hpfar: bigint | undefined;
}
