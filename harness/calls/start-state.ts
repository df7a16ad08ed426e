import type { RegisterName } from '../architecture/registers.ts';
import { registers } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Origin } from './caller.ts';
import { sentinel } from './sentinel.ts';
import { guestTranslation, liveFrame, memoryMap } from './memory-map.ts';

/** PSTATE with DAIF masked, in SPSR layout (Arm ARM, C5.2.18): M[4:0], and A32's E, I, F bits for `aarch32`. */
const pstates: Readonly<Record<Origin, bigint>> = {
  host: 0x3c5n,
  guest: 0x3c5n,
  el0: 0x000n,
  el2: 0x3c9n,
  aarch32: 0x1d3n,
};

/** The PSTATE that a caller of this origin has. */
export function startPstate(origin: Origin): bigint {
  return pstates[origin];
}

/** HCR_EL2.RW: EL1 is AArch64. */
const registerWidth64 = 1n << 31n;

/** SCR_EL3.RW, HCE and NS, with RES1 bits 5:4: EL2 is AArch64, HVC is enabled. */
const secureConfiguration = 0x531n;

/**
 * System registers that only hold a value: nothing in the machine acts on them while the MMU is off, so a sentinel in
 * them disturbs nothing and shows a leak. With the bits that they implement.
 */
const poisoned: readonly (readonly [RegisterName, bigint])[] = [
  ['tpidr_el0', 0xffff_ffff_ffff_ffffn],
  ['tpidrro_el0', 0xffff_ffff_ffff_ffffn],
  ['tpidr_el1', 0xffff_ffff_ffff_ffffn],
  ['elr_el1', 0xffff_ffff_ffff_ffffn],
  ['spsr_el1', 0xf000_03c5n],
  ['esr_el1', 0xffff_ffffn],
  ['far_el1', 0xffff_ffff_ffff_ffffn],
  ['ttbr0_el1', 0xffff_ffff_f000n],
  ['ttbr1_el1', 0xffff_ffff_f000n],
  ['mair_el1', 0xffff_ffff_ffff_ffffn],
  ['contextidr_el1', 0xffff_ffffn],
  ['elr_el2', 0xffff_ffff_ffff_ffffn],
  ['spsr_el2', 0xf000_03c5n],
  ['esr_el2', 0xffff_ffffn],
  ['far_el2', 0xffff_ffff_ffff_ffffn],
  ['hpfar_el2', 0xff_ffff_fff0n],
  ['ttbr0_el2', 0xffff_ffff_f000n],
  ['mair_el2', 0xffff_ffff_ffff_ffffn],
  ['fpsr', 0x0800_009fn],
];

/** What the start state depends on. */
export interface StartSetting {
  readonly origin: Origin;
  /** VBAR_EL2 */
  readonly table: bigint;
  readonly seed: number;
  /** Values that hold while the vectors are installed. */
  readonly state: ReadonlyMap<RegisterName, bigint>;
}

/** The state in which a caller of this origin is about to make its call: sentinels wherever nothing else is known. */
export function startState(reset: State, { origin, table, seed, state }: StartSetting): State {
  const start = reset.clone();
  for (const { name, kind } of registers) {
    if (kind === 'general') {
      start.set(name, sentinel(name, seed, 0));
    } else if (kind === 'vector') {
      start.set(name, (sentinel(name, seed, 1) << 64n) | sentinel(name, seed, 0));
    }
  }
  for (const [name, bits] of poisoned) {
    start.set(name, sentinel(name, seed, 0) & bits);
  }
  const values: [RegisterName, bigint][] = [
    ['pstate', pstates[origin]],
    ['sp_el0', topOf(memoryMap.el0Stack) - liveFrame],
    ['sp_el1', topOf(memoryMap.el1Stack) - liveFrame],
    ['sp_el2', topOf(memoryMap.el2Stack) - liveFrame],
    ['vbar_el1', memoryMap.el1Vectors.address],
    ['vbar_el2', table],
    ['tpidr_el2', memoryMap.vcpu.address],
    ['scr_el3', secureConfiguration],
    ['hcr_el2', origin === 'aarch32' ? 0n : registerWidth64],
    ['vttbr_el2', origin === 'guest' ? guestTranslation : 0n],
  ];
  for (const [name, value] of [...values, ...state]) {
    start.set(name, value);
  }
  return start;
}

function topOf(region: { readonly address: bigint; readonly size: number }): bigint {
  return region.address + BigInt(region.size);
}
