import { nzcvMask } from './pstate.ts';
import { defaultProcessor } from './processor-model.ts';
import type { RegisterInfo, RegisterName } from './registers.ts';
import { registers } from './registers.ts';
import { implementedBits } from './system-register-rows.ts';

/** Bits of registers that code which comes back may change, by register, in layout order. */
export type ChangedBits = ReadonlyMap<RegisterName, bigint>;

const lowHalf = 0xffff_ffff_ffff_ffffn;

/** Of v8-v15 a function keeps the low half (AAPCS64, 6.1.2). */
function vectorBits({ callRole }: RegisterInfo): bigint {
  return callRole === 'callee-saved' ? lowHalf << 64n : (lowHalf << 64n) | lowHalf;
}

function bitsOf(bitsIn: (register: RegisterInfo) => bigint): ChangedBits {
  return new Map(
    registers.flatMap((register): [RegisterName, bigint][] => {
      const bits = bitsIn(register);
      return bits === 0n ? [] : [[register.name, bits]];
    }),
  );
}

/** What a function changes that uses no floating-point register: x0-x18, x30 and NZCV (AAPCS64, 6.1.1). */
function generalBits({ name, kind, callRole }: RegisterInfo): bigint {
  if (name === 'pstate') {
    return nzcvMask;
  }
  return kind === 'general' && callRole !== 'callee-saved' ? lowHalf : 0n;
}

/**
 * What a C function may change (AAPCS64, 6.1). `all`: v0-v7, v16-v31, the upper halves of v8-v15 and FPSR besides what
 * `general` has: x0-x18, x30 and NZCV. FPCR it keeps.
 */
export const changedByFunction = {
  all: bitsOf((register) => {
    if (register.kind === 'vector') {
      return vectorBits(register);
    }
    return register.name === 'fpsr'
      ? implementedBits(register, defaultProcessor)
      : generalBits(register);
  }),
  general: bitsOf(generalBits),
} as const;

function scratchUpTo(last: RegisterName): ChangedBits {
  const { word: end } = registers.find(({ name }) => name === last) as RegisterInfo;
  return bitsOf(({ kind, word }) => (kind === 'general' && word <= end ? lowHalf : 0n));
}

/**
 * What firmware may change behind an SMC: x0-x17 by SMCCC 1.0 (Arm DEN 0028, 2.6), x0-x3 from 1.1 on; x4-x17 it then
 * keeps. It keeps PSTATE and the vector registers.
 */
export const changedByFirmware = {
  '1.0': scratchUpTo('x17'),
  '1.1': scratchUpTo('x3'),
} as const;
