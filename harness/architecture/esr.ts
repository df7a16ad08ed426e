import type { ProcessorModel } from './processor-model.ts';
import type { VectorGroup } from './slot.ts';

/** Exception classes, ESR_ELx.EC (Arm ARM, D13.2.37 "ESR_EL1"). `lower` and `current` name where it comes from. */
export const exceptionClasses = {
  unknown: 0x00,
  'trapped-wfx': 0x01,
  'fp-trap': 0x07,
  'pac-trap': 0x09,
  'branch-target': 0x0d,
  'illegal-state': 0x0e,
  svc32: 0x11,
  hvc32: 0x12,
  smc32: 0x13,
  svc64: 0x15,
  hvc64: 0x16,
  smc64: 0x17,
  'trapped-system-register': 0x18,
  'instruction-abort-lower': 0x20,
  'instruction-abort-current': 0x21,
  'pc-alignment': 0x22,
  'data-abort-lower': 0x24,
  'data-abort-current': 0x25,
  'sp-alignment': 0x26,
  serror: 0x2f,
  bkpt32: 0x38,
  brk64: 0x3c,
} as const;

/** Classes of instructions that call: their preferred return is the next instruction (Arm ARM, D1.10.1). */
export const callingClasses: ReadonlySet<number> = new Set<number>([
  exceptionClasses.svc32,
  exceptionClasses.hvc32,
  exceptionClasses.svc64,
  exceptionClasses.hvc64,
]);

/** Where a synchronous exception with this syndrome returns to: the instruction that caused it, or the next one. */
export function preferredReturnOf(esr: bigint): 'this' | 'next' {
  return callingClasses.has(decodeSyndrome(esr).ec) ? 'next' : 'this';
}

/**
 * Classes of instructions that a control register traps for the hypervisor to do in the caller's place: WFI and WFE, AArch32
 * coprocessor accesses, SMC, MSR and MRS. Not those of FP and SIMD, which are trapped to be allowed.
 */
const trapped: ReadonlySet<number> = new Set([
  exceptionClasses['trapped-wfx'],
  // MCR and MRC, MCRR and MRRC of CP15; of CP14; LDC and STC; VMRS; MRRC of CP14.
  0x03,
  0x04,
  0x05,
  0x06,
  0x08,
  0x0c,
  exceptionClasses.smc32,
  exceptionClasses.smc64,
  exceptionClasses['trapped-system-register'],
]);

/** Whether the exception with this syndrome is an instruction that was trapped to be emulated. */
export function isTrappedInstruction(esr: bigint): boolean {
  return trapped.has(decodeSyndrome(esr).ec);
}

/** ESR_ELx.EC: the lowest of its bits, and how many there are. */
export const classField = { low: 26, width: 6 } as const;

export interface Syndrome {
  /** ESR_ELx.EC, 6 bits. */
  readonly ec: number;
  /** ESR_ELx.ISS, 25 bits. */
  readonly iss: number;
  /** ESR_ELx.IL: the instruction has 32 bits, or the exception is of a kind that always says so. */
  readonly il: boolean;
}

/** A 64-bit ESR value. */
export function encodeSyndrome({ ec, iss, il }: Syndrome): bigint {
  return BigInt(((ec << 26) | (il ? 1 << 25 : 0) | iss) >>> 0);
}

export function decodeSyndrome(esr: bigint): Syndrome {
  const low = Number(esr & 0xffff_ffffn);
  return { ec: low >>> 26, iss: low & 0x01ff_ffff, il: (low & (1 << 25)) !== 0 };
}

const ofBothWidths = [exceptionClasses.unknown, exceptionClasses['illegal-state']] as const;

const fromLower = [
  ...ofBothWidths,
  exceptionClasses['trapped-wfx'],
  exceptionClasses['fp-trap'],
  exceptionClasses['instruction-abort-lower'],
  exceptionClasses['pc-alignment'],
  exceptionClasses['data-abort-lower'],
  // Breakpoint, Software Step and Watchpoint from a lower Exception level.
  0x30,
  0x32,
  0x34,
] as const;

const fromCurrent = [
  ...ofBothWidths,
  exceptionClasses.svc64,
  exceptionClasses.hvc64,
  exceptionClasses.smc64,
  exceptionClasses['trapped-system-register'],
  exceptionClasses['instruction-abort-current'],
  exceptionClasses['pc-alignment'],
  exceptionClasses['data-abort-current'],
  exceptionClasses['sp-alignment'],
  // FP exception, and Breakpoint, Software Step and Watchpoint from the current Exception level.
  0x2c,
  0x31,
  0x33,
  0x35,
  exceptionClasses.brk64,
] as const;

/** The classes of synchronous exceptions that an Armv8.0 processor takes to EL2 through each group of slots (Arm ARM, D13.2.37). */
export const deliveredClasses: Readonly<Record<VectorGroup, readonly number[]>> = {
  'current-sp0': fromCurrent,
  'current-spx': fromCurrent,
  'lower-a64': [
    ...fromLower,
    exceptionClasses.svc64,
    exceptionClasses.hvc64,
    exceptionClasses.smc64,
    exceptionClasses['trapped-system-register'],
    exceptionClasses['sp-alignment'],
    0x2c,
    exceptionClasses.brk64,
  ],
  'lower-a32': [
    ...fromLower,
    exceptionClasses.svc32,
    exceptionClasses.hvc32,
    exceptionClasses.smc32,
    // MCR and MRC, MCRR and MRRC of CP15; of CP14; LDC and STC; VMRS; MRRC of CP14; FP exception; BKPT; vector catch.
    0x03,
    0x04,
    0x05,
    0x06,
    0x08,
    0x0c,
    0x28,
    exceptionClasses.bkpt32,
    0x3a,
  ],
};

/** Those of later extensions: what HCR_EL2.API traps, and Branch Target exceptions. */
const laterClasses: Readonly<Record<VectorGroup, readonly (readonly [string, number])[]>> = {
  'current-sp0': [['FEAT_BTI', exceptionClasses['branch-target']]],
  'current-spx': [['FEAT_BTI', exceptionClasses['branch-target']]],
  'lower-a64': [
    ['FEAT_PAuth', exceptionClasses['pac-trap']],
    ['FEAT_BTI', exceptionClasses['branch-target']],
  ],
  'lower-a32': [],
};

/** The classes of synchronous exceptions that the processor takes to EL2 through a group of slots. */
export function classesDelivered(
  group: VectorGroup,
  { features }: ProcessorModel,
): readonly number[] {
  const later = laterClasses[group].filter(([feature]) => features.has(feature));
  return [...deliveredClasses[group], ...later.map(([, ec]) => ec)];
}
