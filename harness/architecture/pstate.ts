import type { ProcessorModel } from './processor-model.ts';
import { wordOf } from './registers.ts';
import type { State } from './state.ts';

/** PSTATE in the layout of SPSR_EL2 (Arm ARM, C5.2.19 "SPSR_EL2"). */
export const pstateBits = {
  n: 1n << 31n,
  z: 1n << 30n,
  c: 1n << 29n,
  v: 1n << 28n,
  /** FEAT_UAO: loads and stores of EL0's permissions are as the others. */
  uao: 1n << 23n,
  /** FEAT_PAN: EL1 has no access to what EL0 has access to. */
  pan: 1n << 22n,
  /** Software step. */
  ss: 1n << 21n,
  /** Illegal execution state. */
  il: 1n << 20n,
  /** FEAT_BTI: which branch came to the next instruction; 2 bits. */
  btype: 3n << 10n,
  d: 1n << 9n,
  a: 1n << 8n,
  i: 1n << 7n,
  f: 1n << 6n,
  /** T32 state, only when nRW is set. */
  t: 1n << 5n,
  /** Register width: AArch32 when set. */
  nRW: 1n << 4n,
} as const;

export const nzcvMask = 0xf000_0000n;
export const daifMask = 0x3c0n;

/** M[4:0] of the AArch64 levels with their stack pointers. */
export const modes = {
  el0t: 0b00000n,
  el1t: 0b00100n,
  el1h: 0b00101n,
  el2t: 0b01000n,
  el2h: 0b01001n,
} as const;

export type ExceptionLevel = 0 | 1 | 2 | 3;

/** M[4:0] of AArch32 state and the exception level that each runs at (Arm ARM, G1.8.1). */
const aarch32Modes: ReadonlyMap<number, ExceptionLevel> = new Map([
  [0b10000, 0],
  [0b10001, 1],
  [0b10010, 1],
  [0b10011, 1],
  [0b10110, 3],
  [0b10111, 1],
  [0b11010, 2],
  [0b11011, 1],
  [0b11111, 1],
]);

/** The exception level of PSTATE or SPSR; undefined for a mode that does not exist. */
function modeLevel(pstate: bigint): ExceptionLevel | undefined {
  return levelOfMode(Number(pstate & 0x1fn));
}

/** As `modeLevel`, of M[4:0] alone. */
export function levelOfMode(mode: number): ExceptionLevel | undefined {
  if (mode >= 0b10000) {
    return aarch32Modes.get(mode);
  }
  if ((mode & 0b10) !== 0 || mode === 0b00001) {
    return undefined;
  }
  return (mode >> 2) as ExceptionLevel;
}

/** The exception level of the current PSTATE. Throws a RangeError for a mode that does not exist. */
export function exceptionLevel(pstate: bigint): ExceptionLevel {
  const level = modeLevel(pstate);
  if (level === undefined) {
    throw new RangeError(`PSTATE 0x${pstate.toString(16)} names no exception level`);
  }
  return level;
}

/** The bits of PSTATE that came after Armv8.0, of AArch64 state, by extension. */
const laterBits = [
  ['FEAT_PAN', pstateBits.pan],
  ['FEAT_UAO', pstateBits.uao],
  ['FEAT_BTI', pstateBits.btype],
] as const;

const laterBitsOf = new WeakMap<ProcessorModel, number>();

/** Those that the processor has. */
export function laterPstateBits(processor: ProcessorModel): number {
  // On the way of every call.
  if (processor.features.size === 0) {
    return 0;
  }
  let bits = laterBitsOf.get(processor);
  if (bits === undefined) {
    bits = laterBits
      .filter(([feature]) => processor.features.has(feature))
      .reduce((sum, [, each]) => sum | Number(each), 0);
    laterBitsOf.set(processor, bits);
  }
  return bits;
}

/** The same, each bit by its number in SPSR. */
export function laterPstatePositions(processor: ProcessorModel): readonly number[] {
  const bits = laterPstateBits(processor);
  return bits === 0
    ? []
    : Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (bits >>> bit) & 1);
}

const pstateHalf = wordOf('pstate') * 2;

/** The low 32 bits of PSTATE, which are all that it has: no BigInt on the way of every instruction. */
export function pstateNumber(state: State): number {
  return state.halves[pstateHalf] as number;
}

/** The exception level that `state` is at. Throws a RangeError for a mode that does not exist. */
export function currentLevel(state: State): ExceptionLevel {
  const mode = pstateNumber(state) & 0x1f;
  if (mode < 0b10000 && (mode & 0b10) === 0 && mode !== 1) {
    return (mode >> 2) as ExceptionLevel;
  }
  return exceptionLevel(BigInt(mode));
}
