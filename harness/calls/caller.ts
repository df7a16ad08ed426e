import type { Origin } from '../abi/origin.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Slot, VectorGroup } from '../architecture/slot.ts';
import { groupOfSlot } from '../architecture/slot.ts';
import { problem } from '../diagnostics/diagnostic.ts';

/*
 * Words of this room. A call is one HVC, or an exception in its place, and the way back. A caller is who makes it:
 * host, guest, EL0, EL2 or AArch32. A prober makes calls on the vectors of a session. A call record is what one call
 * did from its first instruction to its end, over all its probes.
 */

/** Who calls, in all the ways that vectors could tell callers apart. */
export interface Caller {
  readonly name: string;
  readonly origin: Origin;
  /** Registers that make it this caller, besides what its origin sets. */
  readonly given: ReadonlyMap<RegisterName, bigint>;
}

/** Every caller that a sweep knows, in the order of its reports. */
export const callers: readonly Caller[] = [
  { name: 'host', origin: 'host', given: new Map() },
  { name: 'guest', origin: 'guest', given: new Map() },
  { name: 'el2', origin: 'el2', given: new Map() },
  { name: 'el0', origin: 'el0', given: new Map() },
  { name: 'aarch32', origin: 'aarch32', given: new Map() },
];

/** The caller of that name. Throws `unknown-caller`. */
export function findCaller(name: string): Caller {
  const caller = callers.find((one) => one.name === name);
  if (caller === undefined) {
    throw problem('unknown-caller', `there is no caller '${name}'`, {
      note: `the callers are ${callers.map((one) => one.name).join(', ')}`,
    });
  }
  return caller;
}

/** M[4:0] of EL2t with DAIF masked, in SPSR layout (Arm ARM, C5.2.18). */
const el2WithSp0 = 0x3c8n;

const callersByGroup: Readonly<Record<VectorGroup, Pick<Caller, 'origin' | 'given'>>> = {
  'current-sp0': { origin: 'el2', given: new Map([['pstate', el2WithSp0]]) },
  'current-spx': { origin: 'el2', given: new Map() },
  'lower-a64': { origin: 'host', given: new Map() },
  'lower-a32': { origin: 'aarch32', given: new Map() },
};

/** Whoever is interrupted when an exception comes through a slot. */
export function callerOfSlot(slot: Slot): Caller {
  return { name: slot, ...callersByGroup[groupOfSlot(slot)] };
}
