import type { RegisterName } from './registers.ts';

/** The registers of a target level that taking an exception reads (VBAR) and writes. */
export const exceptionRegisters = {
  1: { vbar: 'vbar_el1', esr: 'esr_el1', elr: 'elr_el1', spsr: 'spsr_el1', far: 'far_el1' },
  2: { vbar: 'vbar_el2', esr: 'esr_el2', elr: 'elr_el2', spsr: 'spsr_el2', far: 'far_el2' },
} as const satisfies Record<1 | 2, Record<string, RegisterName>>;

/** What taking an exception leaves for its handler. 64-bit values, unsigned. */
export interface SyndromeValues {
  readonly targetEl: 1 | 2;
  readonly elr: bigint;
  readonly spsr: bigint;
  /** ESR_ELx of the target level; undefined for IRQ and FIQ, which leave it alone. */
  readonly esr: bigint | undefined;
  /** FAR_ELx; undefined where it stays as it is. */
  readonly far: bigint | undefined;
  /** HPFAR_EL2; undefined where it stays as it is. */
  readonly hpfar: bigint | undefined;
}

/**
 * What an exception that EL2 takes from its own code takes away: of the exception that EL2 is handling, what is not saved
 * is overwritten there (Arm ARM, AArch64.TakeException). ELR_EL2 and SPSR_EL2 by each one, the others by the classes that
 * have something to say there: `writtenByEntry` says which.
 */
export const lostToNested = [
  'elr_el2',
  'spsr_el2',
  'esr_el2',
  'far_el2',
  'hpfar_el2',
] as const satisfies readonly RegisterName[];

/** The registers that an exception overwrites at its target level, and with what, in the order of `lostToNested`. */
export function writtenByEntry({
  targetEl,
  elr,
  spsr,
  esr,
  far,
  hpfar,
}: SyndromeValues): readonly (readonly [RegisterName, bigint])[] {
  const own = exceptionRegisters[targetEl];
  const values: readonly (readonly [RegisterName, bigint | undefined])[] = [
    [own.elr, elr],
    [own.spsr, spsr],
    [own.esr, esr],
    [own.far, far],
    ['hpfar_el2', targetEl === 2 ? hpfar : undefined],
  ];
  return values.flatMap(([register, value]): (readonly [RegisterName, bigint])[] =>
    value === undefined ? [] : [[register, value]],
  );
}
