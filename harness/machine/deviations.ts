import type { RegisterName } from '../architecture/registers.ts';
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
  readonly explains?: (difference: MachineDifference) => boolean;
}

function bitsOf(
  registers: ReadonlySet<RegisterName>,
  bits: bigint,
): (difference: MachineDifference) => boolean {
  return (difference) =>
    difference.kind === 'register' &&
    registers.has(difference.register) &&
    ((difference.first ^ difference.second) & ~bits) === 0n;
}

export const deviations = {
  'flags-at-entry': {
    when: 'an exception is taken while PSTATE.N, Z, C or V is 1',
    ignored: 'nothing: QEMU gets the flags back before the first instruction of the vector',
    reason: 'QEMU clears the flags, which taking an exception leaves as they are',
    source: 'shared/functions/exceptions, AArch64.TakeException; target/arm/helper.c, arm_cpu_do_interrupt_aarch64',
  },
  'vector-base-low-bits': {
    when: 'code writes VBAR_ELx[10:0]',
    ignored: 'bits 10:0 of VBAR_EL1 and VBAR_EL2',
    reason: 'the bits are RES0 and hcall reads them as 0; QEMU holds bits 10:5',
    source: 'D13.2 "VBAR_EL2"; target/arm/helper.c, vbar_write',
    explains: bitsOf(new Set(['vbar_el1', 'vbar_el2']), 0x7ffn),
  },
} as const satisfies Record<string, Deviation>;

export type DeviationName = keyof typeof deviations;
