import type { Outcome } from '../machine/machine.ts';

/** Where a caller's instructions are: the one that calls, and those where it is interrupted in place of a call. */
export interface CallerPlace {
  /** The instruction that calls: the only one that runs. */
  readonly call: bigint;
  /** The instruction that a synchronous exception is taken from. The caller may go on there, or after it. */
  readonly trapped: bigint;
  /** Where an interrupt is taken, between two instructions: the next one. The caller goes on there and nowhere else. */
  readonly interrupted: bigint;
  /** Where a return ends the call, and how. No code is needed there. */
  readonly ends: ReadonlyMap<bigint, Outcome>;
}

/** Bytes between the three: no handler misses its return by so much. */
const distance = 0x100n;

/** Bytes of a place. */
export const callerPlaceSize = 3n * distance;

/** The place whose call is at this address. A return to a neighbour is none to the caller, not even where EL2 runs on. */
export function callerPlace(call: bigint): CallerPlace {
  const trapped = call + distance;
  const interrupted = trapped + distance;
  return {
    call,
    trapped,
    interrupted,
    ends: new Map([
      // The call itself would run again.
      ...endsAround(call + 4n, call + 4n).slice(1),
      ...endsAround(trapped, trapped + 4n),
      ...endsAround(interrupted, interrupted),
    ]),
  };
}

function endsAround(first: bigint, last: bigint): [bigint, Outcome][] {
  return [
    [first - 4n, 'returned-elsewhere'],
    [first, 'returned'],
    [last, 'returned'],
    [last + 4n, 'returned-elsewhere'],
  ];
}
