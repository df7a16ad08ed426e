import { cortexA72, defaultProcessor, max } from '../architecture/processor-model.ts';
import type { ProcessorModel } from '../architecture/processor-model.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo, registers } from '../architecture/registers.ts';
import { secureConfiguration } from '../architecture/secure-configuration.ts';
import type { State } from '../architecture/state.ts';
import { systemRegisterRow } from '../architecture/system-register-rows.ts';
import type { Origin } from '../abi/origin.ts';
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

/** Bits at least of a system register whose sentinel is unlike small numbers and other sentinels. */
const bitsOfSentinel = 10;

const bitCount = (bits: bigint): number => bits.toString(2).replaceAll('0', '').length;

/** libunicorn does not survive an MSR that enables a breakpoint or a watchpoint, as one that restores a sentinel would. */
const enablesDebug = (name: RegisterName): boolean => /^dbg[bw]cr/.test(name);

/**
 * System registers that only hold a value: nothing in the machine acts on them while nothing is translated, counted or
 * debugged, so a sentinel in them disturbs nothing and shows a leak. With the bits that get it.
 */
const poisonedOf = (processor: ProcessorModel): readonly (readonly [RegisterName, bigint])[] =>
  registers.flatMap(({ name, kind }) => {
    const row = systemRegisterRow(name, processor);
    if (row === undefined || row.volatile || (row.acts !== 0n && row.actsWhile === undefined)) {
      return [];
    }
    const bits = enablesDebug(name) ? 0n : row.implemented & row.written;
    // FPSR is never taken for the source of a value.
    const isTold = kind !== 'system' || bitCount(bits) >= bitsOfSentinel;
    return isTold ? [[name, bits] as const] : [];
  });

/** What it is on each processor. */
const poisoned = { 'cortex-a72': poisonedOf(cortexA72), max: poisonedOf(max) } as const;

const inertOf = (processor: ProcessorModel): ReadonlyMap<RegisterName, bigint> =>
  new Map([...poisoned[processor.name], ['tpidr_el2', 0xffff_ffff_ffff_ffffn]]);
const inert = { 'cortex-a72': inertOf(cortexA72), max: inertOf(max) } as const;

/** The bits of a system register that hold a value which nothing in the machine acts on; undefined for any other. */
export function inertBits(register: RegisterName, processor: ProcessorModel): bigint | undefined {
  return inert[processor.name].get(register);
}

/** What has a value before each call, and no sentinel. */
const valued: ReadonlyMap<
  RegisterName,
  (setting: StartSetting, processor: ProcessorModel) => bigint
> = new Map<RegisterName, (setting: StartSetting, processor: ProcessorModel) => bigint>([
  ['pstate', ({ origin }) => pstates[origin]],
  ['sp_el0', () => topOf(memoryMap.el0Stack) - liveFrame],
  ['sp_el1', () => topOf(memoryMap.el1Stack) - liveFrame],
  ['sp_el2', () => topOf(memoryMap.el2Stack) - liveFrame],
  ['vbar_el1', () => memoryMap.el1Vectors.address],
  ['vbar_el2', ({ table }) => table],
  ['tpidr_el2', () => memoryMap.vcpu.address],
  ['scr_el3', (_setting, processor) => secureConfiguration(processor)],
  ['hcr_el2', ({ origin }) => (origin === 'aarch32' ? 0n : registerWidth64)],
  ['vttbr_el2', ({ origin }) => (origin === 'guest' ? guestTranslation : 0n)],
]);

/** Whether a register holds nothing but a sentinel before a call, on any processor, and can hold this value in place of it. */
export function hasSentinel(register: RegisterName, value: bigint): boolean {
  const isGeneral = registerInfo(register).kind === 'general';
  const bits = isGeneral ? value : (inertBits(register, defaultProcessor) ?? 0n);
  return !valued.has(register) && (value & bits) === value;
}

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
export function startState(reset: State, setting: StartSetting): State {
  const { seed, state } = setting;
  const start = reset.clone();
  for (const { name, kind } of registers) {
    if (kind === 'general') {
      start.set(name, sentinel(name, seed, 0));
    } else if (kind === 'vector') {
      start.set(name, (sentinel(name, seed, 1) << 64n) | sentinel(name, seed, 0));
    }
  }
  for (const [name, bits] of poisoned[reset.processor.name]) {
    start.set(name, sentinel(name, seed, 0) & bits);
  }
  for (const [name, valueOf] of valued) {
    start.set(name, valueOf(setting, reset.processor));
  }
  for (const [name, value] of state) {
    start.set(name, value);
  }
  return start;
}

function topOf(region: { readonly address: bigint; readonly size: number }): bigint {
  return region.address + BigInt(region.size);
}
