import { cortexA72 } from '../architecture/processor-model.ts';
import { exceptionClasses } from '../architecture/esr.ts';
import { systemRegisterRow } from '../architecture/system-register-rows.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import type { MachineDifference } from './machine-difference.ts';

/** Something in which the second engine is known not to be as the architecture says, or in which it may choose. */
export interface Deviation {
  /** When it makes a difference. */
  readonly when: string;
  /** What is not compared then, or how the second engine is helped. */
  readonly ignored: string;
  readonly reason: string;
  /** Of the Arm Architecture Reference Manual (DDI 0487), or of QEMU 7.2. */
  readonly source: string;
  /** Whether it explains a difference by itself. */
  readonly explains?: (
    difference: MachineDifference,
    all: readonly MachineDifference[],
    /** Those that the first machine took. */
    exceptions: readonly ExceptionEntry[],
  ) => boolean;
}

function inReservedBits(difference: MachineDifference): boolean {
  if (difference.kind !== 'register') {
    return false;
  }
  const row = systemRegisterRow(difference.register, cortexA72);
  return row !== undefined && ((difference.first ^ difference.second) & row.implemented) === 0n;
}

const instructionSyndrome = 0x1ff_c000n;
const ownDataAbort = BigInt(exceptionClasses['data-abort-current']);

/** Values of ESR_EL2. */
function areOfOwnAbort(first: bigint, second: bigint): boolean {
  return (
    first >> 26n === ownDataAbort &&
    (first & instructionSyndrome) === 0n &&
    ((first ^ second) & ~instructionSyndrome) === 0n
  );
}

function ofOwnAbort(difference: MachineDifference, all: readonly MachineDifference[]): boolean {
  switch (difference.kind) {
    case 'exception':
      return (
        difference.field === 'esr' &&
        difference.level === 2 &&
        areOfOwnAbort(difference.first, difference.second)
      );
    case 'register':
    case 'memory':
      // Handlers read it.
      return all.some(
        (other) =>
          other.kind === 'exception' &&
          other.first === difference.first &&
          other.second === difference.second &&
          ofOwnAbort(other, []),
      );
    case 'outcome':
    case 'exceptions':
      return false;
  }
}

const stage2Classes: ReadonlySet<bigint> = new Set(
  [exceptionClasses['instruction-abort-lower'], exceptionClasses['data-abort-lower']].map(BigInt),
);

/** A Permission fault of stage 2, but not of a walk of stage 1: it leaves HPFAR_EL2 UNKNOWN. */
function isPermissionFault({ targetEl, esr = 0n, hpfar }: ExceptionEntry): boolean {
  return (
    targetEl === 2 &&
    hpfar === undefined &&
    stage2Classes.has(esr >> 26n) &&
    (esr & 0x3cn) === 0xcn &&
    (esr & 0x80n) === 0n
  );
}

export const deviations = {
  'flags-at-entry': {
    when: 'an exception is taken while PSTATE.N, Z, C or V is 1',
    ignored: 'nothing: the flags are put back before the first instruction of the vector',
    reason: 'QEMU clears the flags, which taking an exception leaves as they are',
    source:
      'Arm ARM, J1.1 "AArch64.TakeException"; QEMU, target/arm/helper.c, arm_cpu_do_interrupt_aarch64',
  },
  'reserved-bits': {
    when: 'code writes bits of a system register that are RES0 or RES1 on a Cortex-A72',
    ignored: 'those bits of the register',
    reason:
      'such a bit may hold what was written last; hcall holds others than QEMU, bits 10:5 of VBAR_EL2 and bit 7 of PMCR_EL0, say',
    source: 'Arm ARM, Glossary "RES0"; harness/architecture/system-register-rows.ts has the bits',
    explains: inReservedBits,
  },
  'watchpoint-address-extension': {
    when: 'code writes DBGWVR<n>_EL1[63:49] that are not all bit 48',
    ignored: 'bits 63:49 of DBGWVR<n>_EL1',
    reason: 'the bits are RESS: hcall has them as copies of bit 48, QEMU as they were written',
    source: 'Arm ARM, D13.3 "DBGWVR<n>_EL1"; QEMU, target/arm/debug_helper.c, dbgwvr_write',
    explains: (difference) =>
      difference.kind === 'register' &&
      /^dbgwvr\d_el1$/.test(difference.register) &&
      ((difference.first ^ difference.second) & 0x1_ffff_ffff_ffffn) === 0n,
  },
  'wfe-trap': {
    when: 'hcall traps a WFE (SCTLR_EL1.nTWE, HCR_EL2.TWE)',
    ignored: 'that exception and all that follows it',
    reason: 'QEMU traps no WFE',
    source: 'Arm ARM, C6.2 "WFE"; QEMU, target/arm/op_helper.c, helper_wfe',
  },
  'syndrome-of-own-abort': {
    when: 'EL2 takes a Data Abort of its own (EC 0x25)',
    ignored:
      'ISS[24:14] of ESR_EL2, and a general register or 8 bytes of memory that hold just the two values of ESR_EL2',
    reason:
      'ISV is 0, and ISS[23:14] with it, for all but stage 2 faults of lower levels; QEMU describes the access',
    source:
      'Arm ARM, D13.2 "ISS encoding for an exception from a Data Abort"; QEMU, target/arm/tlb_helper.c, merge_syn_data_abort',
    explains: ofOwnAbort,
  },
  'unknown-intermediate-address': {
    when: 'EL2 takes a Permission fault of stage 2 that is not of a walk of stage 1',
    ignored: 'HPFAR_EL2',
    reason: 'it is UNKNOWN then: hcall leaves it as it was, QEMU writes it',
    source: 'Arm ARM, D13.2 "HPFAR_EL2", and J1.1 "IPAValid"',
    explains: (difference, _all, exceptions) =>
      difference.kind === 'register' &&
      difference.register === 'hpfar_el2' &&
      exceptions.some(isPermissionFault),
  },
  'aarch32-upper-halves': {
    when: 'a caller in AArch32 state begins with X0-X30[63:32] that are not 0',
    ignored:
      'nothing: both run the call with upper halves of 0, for which the choice makes no difference',
    reason:
      'an exception from AArch32 state leaves the upper halves of the registers that it has either 0 or as they were: hcall keeps them, QEMU clears them',
    source:
      'Arm ARM, D1.20.2 "Mapping of the general-purpose registers between the Execution states"',
  },
  'board-memory': {
    when: 'hcall takes an external abort, for an access to an address where a test has no memory and the board has RAM, flash or a device',
    ignored: 'that exception and all that follows it',
    reason: "the board's memory has no holes",
    source: 'QEMU, hw/arm/virt.c, base_memmap',
  },
  'read-only-memory': {
    when: 'hcall takes an external abort, for a store to a region that is declared read-only',
    ignored: 'that exception and all that follows it',
    reason: "all of the board's RAM can be written",
    source: 'QEMU, hw/arm/virt.c, base_memmap',
  },
  'instruction-budget': {
    when: 'both are stopped in code that neither ends nor comes back to the same state',
    ignored: 'registers, memory and PC of the moment',
    reason: 'hcall stops after a number of instructions; QEMU does not count them',
    source: 'of hcall',
  },
} as const satisfies Record<string, Deviation>;

export type DeviationName = keyof typeof deviations;
