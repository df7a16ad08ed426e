import type { SystemEncoding } from './system-encoding.ts';

type TrapTarget = 1 | 2;

/** What a fault of stage 2 says besides. */
export interface Stage2Abort {
  /** The intermediate physical address, for HPFAR_EL2; undefined where that is UNKNOWN, and stays as it is. */
  readonly ipa: bigint | undefined;
  /** S1PTW: of the walk of stage 1. */
  readonly walk: boolean;
  /** ISV, SAS, SSE, SRT, SF and AR, in their places of ISS; 0 where they are not valid. */
  readonly transfer: number;
}

/** Why an exception is taken. Immediates have 16 bits. */
export type ExceptionCause =
  | { readonly kind: 'hvc' | 'svc' | 'smc' | 'brk'; readonly immediate: number }
  | { readonly kind: 'undefined' | 'illegal-state' | 'pc-alignment' | 'sp-alignment' }
  /** The control that traps is of EL1, for which EL2 stands in while HCR_EL2.TGE is set, or of EL2. */
  | { readonly kind: 'fp-trap'; readonly target: TrapTarget }
  /** An instruction that uses a key of pointer authentication: HCR_EL2.API. */
  | { readonly kind: 'pac-trap'; readonly target: TrapTarget }
  | { readonly kind: 'wfx-trap'; readonly wfe: boolean; readonly target: TrapTarget }
  /** A trapped MSR, MRS, SYS or SYSL instruction; `rt` is the general register, 31 for XZR. */
  | {
      readonly kind: 'system-register';
      readonly read: boolean;
      readonly encoding: SystemEncoding;
      readonly rt: number;
      readonly target: TrapTarget;
    }
  | {
      readonly kind: 'instruction-abort' | 'data-abort';
      /** The faulting virtual address, for FAR. */
      readonly address: bigint;
      /** IFSC or DFSC, 6 bits. */
      readonly status: number;
      readonly write?: boolean;
      /** CM: of cache maintenance or AT, which count as writes. */
      readonly maintenance?: boolean;
      /** A fault of stage 2, which EL2 takes. */
      readonly stage2?: Stage2Abort;
    }
  /** A virtual one is pended by HCR_EL2 and taken to EL1. */
  | { readonly kind: 'irq' | 'fiq' | 'serror'; readonly virtual?: true }
  /** Any synchronous exception with a chosen syndrome. */
  | {
      readonly kind: 'synchronous';
      readonly esr: bigint;
      readonly far?: bigint;
      readonly hpfar?: bigint;
      /** Whether ELR is the next instruction (as for HVC) or this one. */
      readonly preferredReturn: 'this' | 'next';
    };
