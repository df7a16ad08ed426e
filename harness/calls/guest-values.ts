import type { ProcessorModel } from '../architecture/processor-model.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import { sentinel } from './sentinel.ts';
import { inertBits } from './start-state.ts';

const all = (1n << 64n) - 1n;

/**
 * Bits of registers that act, which do nothing to a guest that stands still: they control EL0, stage 1 while it is off, or
 * where EL1's own exceptions go (Arm ARM, D13.2).
 */
const harmless: ReadonlyMap<RegisterName, bigint> = new Map([
  // UCI, nTWE, nTWI, UCT, DZE
  ['sctlr_el1', 0x0405_c000n],
  // TTA, FPEN
  ['cpacr_el1', 0x1030_0000n],
  // T0SZ, T1SZ, AS
  ['tcr_el1', 0x10_003f_003fn],
  ['vbar_el1', all & ~0x7ffn],
  // EL0PTEN, EL0VTEN, EL0VCTEN, EL0PCTEN
  ['cntkctl_el1', 0x303n],
  // TDCC
  ['mdscr_el1', 0x1000n],
  // Level, InD
  ['csselr_el1', 0x7n],
  // IMASK
  ['cntp_ctl_el0', 0x2n],
  ['cntv_ctl_el0', 0x2n],
  // ER, CR, SW, EN
  ['pmuserenr_el0', 0xfn],
  // AHP, DN, FZ, RMode
  ['fpcr', 0x07c0_0000n],
]);

/** The bits of a register in which a guest can hold what it likes. */
export function guestBits(register: RegisterName, processor: ProcessorModel): bigint {
  switch (registerInfo(register).kind) {
    case 'general':
      return all;
    case 'sp':
      // Multiples of 16, as stack pointers are.
      return all & ~0xfn;
    case 'vector':
      return (all << 64n) | all;
    case 'pc':
    case 'pstate':
      return 0n;
    case 'fp-control':
    case 'system':
      return inertBits(register, processor) ?? harmless.get(register) ?? 0n;
  }
}

/** What a guest holds: when it is entered, as its context has it, and when it leaves. */
export type GuestMoment = 'entered' | 'leaves';
const families = { entered: 3, leaves: 4 } as const satisfies Record<GuestMoment, number>;

/**
 * A value that a guest has in a register, unlike all `others` if the register has room for it, else unlike the first at
 * least; where it has no room at all, the first of `others`.
 */
export function guestValue(
  processor: ProcessorModel,
  register: RegisterName,
  seed: number,
  moment: GuestMoment,
  others: readonly [bigint, ...bigint[]],
): bigint {
  const bits = guestBits(register, processor);
  const low = sentinel(register, seed, families[moment]);
  const wide = (BigInt.asUintN(64, ~low) << 64n) | low;
  const value = (others[0] & ~bits) | (wide & bits);
  const unlike = [0n, ...singleBits(bits)]
    .map((flipped) => value ^ flipped)
    .find((other) => !others.includes(other));
  return unlike ?? others[0] ^ (bits & -bits);
}

function singleBits(bits: bigint): bigint[] {
  const found: bigint[] = [];
  for (let left = bits; left !== 0n; left &= left - 1n) {
    found.push(left & -left);
  }
  return found;
}
