import { deliveredClasses, encodeSyndrome, preferredReturnOf } from '../architecture/esr.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import type { Slot, VectorGroup } from '../architecture/slot.ts';
import { groupOfSlot, kindOfSlot, vectorGroups } from '../architecture/slot.ts';
import { memoryMap } from './memory-map.ts';
import type { Caller } from './caller.ts';
import { callerOfSlot, findCaller } from './caller.ts';

/** A way into the vectors that is no call. */
export interface ExceptionPath {
  readonly name: string;
  /** Who is interrupted. */
  readonly caller: Caller;
  readonly slot: Slot;
  readonly cause: ExceptionCause;
}

/** Whoever a vector table has most to do with in that group. */
function interrupted(group: VectorGroup): Caller {
  return group === 'lower-a64' ? findCaller('guest') : callerOfSlot(`${group}/sync`);
}

/** FAR_EL2: an address that stage 1 translates, which is all of memory while the MMU is off. */
const translated = memoryMap.el0Stack.address + 0xabcn;
/** One that it does not: neither in the lower nor in the upper half of the address space. */
const untranslated = 0x0123_4567_89ab_c000n;
/** HPFAR_EL2.FIPA */
const ipa = 0x5_6780n;

/** Syndromes of synchronous exceptions of a guest: the ones that KVM's vectors tell apart, and one of each other sort. */
const synchronous: readonly (readonly [name: string, esr: bigint, far: bigint])[] = [
  ['UNDEFINED', 0x0200_0000n, translated],
  ['trapped WFI', 0x07e0_0000n, translated],
  ['FP/SIMD trap', 0x1fe0_0000n, translated],
  ['SVC', 0x5600_0012n, translated],
  ['trapped SMC', 0x5e00_0009n, translated],
  ['trapped MSR TTBR0_EL1', 0x6230_0860n, translated],
  ['instruction abort, translation fault', 0x8200_0007n, translated],
  ['instruction abort, permission fault', 0x8200_000fn, translated],
  ['instruction abort, permission fault, not translated any more', 0x8200_000fn, untranslated],
  ['instruction abort, permission fault of a table walk', 0x8200_008fn, translated],
  ['data abort, translation fault', 0x9200_0047n, translated],
  ['data abort, permission fault', 0x9200_004fn, translated],
  ['data abort, permission fault, not translated any more', 0x9200_004fn, untranslated],
  ['data abort, permission fault of a table walk', 0x9200_008fn, translated],
  ['BRK', 0xf200_003cn, translated],
];

/** The same of a guest in AArch32 state: no table of Linux tells them apart. */
const narrow: typeof synchronous = [
  ['UNDEFINED', 0x0200_0000n, translated],
  ['trapped MRC p15', 0x0e00_0021n, translated],
  ['SVC', 0x4600_0000n, translated],
  ['trapped SMC', 0x4e00_0000n, translated],
  ['instruction abort, translation fault', 0x8200_0007n, translated],
  ['data abort, translation fault', 0x9200_0047n, translated],
];

const dataAbortOfEl2 = 0x9600_0047n;

function raised(esr: bigint, far: bigint): ExceptionCause {
  return { kind: 'synchronous', esr, far, hpfar: ipa, preferredReturn: preferredReturnOf(esr) };
}

/** One of the exceptions that come through a slot: of synchronous ones, the first class of `deliveredClasses`. */
export function exceptionThrough(slot: Slot): ExceptionCause {
  const kind = kindOfSlot(slot);
  if (kind !== 'sync') {
    return { kind };
  }
  const [ec = 0] = deliveredClasses[groupOfSlot(slot)];
  return raised(encodeSyndrome({ ec, iss: 0, il: true }), translated);
}

/** Ways in that are no calls: interrupts through their 12 slots, and synchronous exceptions of guests and of EL2. */
export const exceptionPaths: readonly ExceptionPath[] = [
  ...(
    [
      ['lower-a64', synchronous],
      ['lower-a32', narrow],
    ] as const
  ).flatMap(([group, exceptions]) =>
    exceptions.map(([name, esr, far]): ExceptionPath => ({
      name,
      caller: interrupted(group),
      slot: `${group}/sync`,
      cause: raised(esr, far),
    })),
  ),
  ...(['current-sp0', 'current-spx'] as const).map((group): ExceptionPath => ({
    name: 'data abort of EL2',
    caller: interrupted(group),
    slot: `${group}/sync`,
    cause: raised(dataAbortOfEl2, translated),
  })),
  ...(['irq', 'fiq', 'serror'] as const).flatMap((kind) =>
    vectorGroups.map((group): ExceptionPath => ({
      name: kind === 'serror' ? 'SError' : kind.toUpperCase(),
      caller: interrupted(group),
      slot: `${group}/${kind}`,
      cause: { kind },
    })),
  ),
];
