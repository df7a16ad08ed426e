/** What the machine refuses to run, since it cannot do it as the architecture says. */
import type { Instruction } from '../architecture/instruction.ts';
import { isPossibleState } from '../architecture/exception-return.ts';
import { isKeyEnabled } from '../architecture/key-enable.ts';
import { currentLevel } from '../architecture/pstate.ts';
import { wordOf } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { problem } from '../diagnostics/diagnostic.ts';

/** Throws an HcallError 'unmodelled-feature'. */
export function requireModelled(
  { feature, isHint }: Instruction,
  { processor }: State,
  pc: bigint,
): void {
  if (
    feature !== undefined &&
    isHint !== true &&
    processor.refusesAbsent &&
    !processor.features.has(feature)
  ) {
    throw problem(
      'unmodelled-feature',
      `the instruction at 0x${pc.toString(16)} needs ${feature}, which ${processor.title} does not have`,
    );
  }
}

/**
 * ERETAA and ERETAB check the return address, which the machine cannot; LDRAA and LDRAB the base, for which libunicorn takes SP as
 * the modifier in place of 0 (up to 2.1.4). Throws an HcallError 'unmodelled-feature'.
 */
export function requireUnsigned({ key }: Instruction, live: State, pc: bigint): void {
  if (key !== undefined && isKeyEnabled(key, live)) {
    throw problem(
      'unmodelled-feature',
      `the instruction at 0x${pc.toString(16)} authenticates an address with key ${key}, which the machine cannot`,
    );
  }
}

/** T0SZ and T1SZ of TCR_EL1, T0SZ of TCR_EL2; of the tables that an engine is given while addresses are translated they are 16. */
const sizes = { 1: 0x003f_003f, 2: 0x3f } as const;
const givenSizes = 0x0010_0010;

/**
 * Where an authentication code lies in a pointer depends on the size of addresses, for which an engine that translates has its own
 * (Arm ARM, CalculateBottomPACBit). Throws an HcallError 'unmodelled-feature'.
 */
export function requirePointerSize(instruction: Instruction, live: State, at: bigint): void {
  const { feature, kind, key } = instruction;
  const isIdle = key !== undefined && !isKeyEnabled(key, live);
  if (feature !== 'FEAT_PAuth' || kind === 'msr' || kind === 'mrs' || key === 'GA' || isIdle) {
    return;
  }
  const level = currentLevel(live) === 2 ? 2 : 1;
  const tcr = live.halves[wordOf(`tcr_el${level}`) * 2] as number;
  if ((tcr & sizes[level]) !== (givenSizes & sizes[level])) {
    throw problem(
      'unmodelled-feature',
      `the instruction at 0x${at.toString(16)} makes a pointer of other than 48 bits with the MMU on, which the machine cannot`,
    );
  }
}

/** No engine can be in a state that the processor is never in. Throws an HcallError 'impossible-state'. */
export function requirePossible(live: State): void {
  if (!isPossibleState(live)) {
    throw problem(
      'impossible-state',
      `PSTATE 0x${live.get('pstate').toString(16)} is impossible with HCR_EL2 0x${live.get('hcr_el2').toString(16)}`,
      {
        note: 'set pstate to a level up to EL2, and HCR_EL2.RW (bit 31) for AArch64 EL0 and EL1',
      },
    );
  }
}
