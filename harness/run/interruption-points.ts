import { whyNotTaken } from '../architecture/interrupt-mask.ts';
import { slotOffset, slots } from '../architecture/slot.ts';
import type { Slot } from '../architecture/slot.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import type { Arrival } from '../calls/arrivals.ts';
import { arrivalsAtEl2 } from '../calls/arrivals.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { given } from '../collections/given.ts';
import type { Interrupt } from '../fixture/test.ts';
import type { Interruption, RaisedException } from '../machine/machine.ts';
import type { Session } from './session.ts';

/** Where a call is interrupted, once. */
export interface InterruptionPoint {
  readonly interruption: Interruption;
  /** What EL2 did last before it; undefined where it comes before the first instruction. */
  readonly after: bigint | undefined;
}

/** Where a call is interrupted, and where it is not. */
export interface InterruptionPoints {
  readonly points: readonly [InterruptionPoint, ...InterruptionPoint[]];
  /** Why the exception cannot come at others -> the places. */
  readonly masked: ReadonlyMap<string, readonly Arrival[]>;
  /** Of those where it can come, those beyond the limit. */
  readonly leftOut: readonly Arrival[];
}

/** `IRQ`, `SError`; of a synchronous exception, whose class says more, just that. */
export function interruptName(kind: Interrupt['kind']): string {
  switch (kind) {
    case 'sync':
      return 'synchronous exception';
    case 'serror':
      return 'SError';
    case 'irq':
    case 'fiq':
      return kind.toUpperCase();
  }
}

/** Points at which one call is interrupted, each in a call of its own. */
export const mostPoints = 256;

/**
 * Where a step's call is to be interrupted; `record` is the call without that, stepped. More than `mostPoints` are cut:
 * those where EL2 was before are left out first. Throws `unknown-symbol` for a label that does not exist,
 * `interrupt-not-reached` and `interrupt-masked`.
 */
export function interruptionPoints(
  session: Session,
  interrupt: Interrupt,
  record: CallRecord,
): InterruptionPoints {
  const arrivals = chosenArrivals(session, interrupt, record);
  const masked = new Map<string, Arrival[]>();
  const open: Arrival[] = [];
  for (const arrival of arrivals) {
    const reason = reasonAgainst(interrupt, arrival);
    if (reason === undefined) {
      open.push(arrival);
    } else {
      masked.set(reason, [...(masked.get(reason) ?? []), arrival]);
    }
  }
  const chosen = new Set(
    open.toSorted((one, other) => one.before - other.before).slice(0, mostPoints),
  );
  const [first, ...more] = open
    .filter((arrival) => chosen.has(arrival))
    .map((arrival) => pointAt(arrival, interrupt));
  if (first === undefined) {
    throw allMasked(interrupt, masked);
  }
  return {
    points: [first, ...more],
    masked,
    leftOut: open.filter((arrival) => !chosen.has(arrival)),
  };
}

function chosenArrivals(session: Session, { where }: Interrupt, record: CallRecord): Arrival[] {
  const arrivals = arrivalsAtEl2(record);
  if (where.kind === 'each') {
    return arrivals;
  }
  const { kind, label, offset, place } = where;
  const slot = slots.find((name) => name === label);
  const labelled =
    slot === undefined
      ? (['phys', 'hyp'] as const).map((how) => session.address(label, how, place))
      : [record.before.get('vbar_el2') + BigInt(slotOffset(slot))];
  const addresses = new Set<bigint | undefined>(labelled.map((address) => address + offset));
  const chosen = arrivals.filter(({ address, after }) =>
    addresses.has(kind === 'before' ? address : after),
  );
  if (chosen.length === 0) {
    const name = `${label}${offset === 0n ? '' : ` + 0x${offset.toString(16)}`}`;
    const missing =
      kind === 'after' && arrivals.some(({ address }) => addresses.has(address))
        ? `nothing executes at EL2 after the instruction at ${name}`
        : `the call executes nothing at ${name} at EL2`;
    throw problemAt(
      'interrupt-not-reached',
      missing,
      place,
      'name an instruction on the way of this call, or write at: each',
    );
  }
  return chosen;
}

/** Why the exception cannot come there; undefined where it can. */
function reasonAgainst(
  { kind, group, masked }: Interrupt,
  { pstate, hcr }: Arrival,
): string | undefined {
  const selected = groupAt(pstate);
  if (group !== undefined && group !== selected) {
    return `PSTATE.SP chooses ${selected}`;
  }
  return masked === 'taken' ? undefined : whyNotTaken(kind, pstate, hcr);
}

/** The part of the table that an exception of EL2's own code comes through. */
function groupAt(pstate: bigint): 'current-sp0' | 'current-spx' {
  return (pstate & 1n) === 0n ? 'current-sp0' : 'current-spx';
}

function pointAt(
  { address, before, pstate, after }: Arrival,
  { kind, syndrome }: Interrupt,
): InterruptionPoint {
  const slot: Slot = `${groupAt(pstate)}/${kind}`;
  const { esr, far, hpfar } = syndrome;
  const exception: RaisedException = {
    slot,
    cause:
      esr === undefined
        ? { kind: kind === 'fiq' ? 'fiq' : 'irq' }
        : { kind: 'synchronous', esr, preferredReturn: 'this', ...given({ far, hpfar }) },
  };
  return { interruption: { address, arrival: before, exception }, after };
}

function allMasked(
  { kind, place }: Interrupt,
  masked: ReadonlyMap<string, readonly Arrival[]>,
): Error {
  const reasons = [...masked].map(([reason, places]) => `at ${places.length} ${reason}`);
  return reasons.length === 0
    ? problemAt('interrupt-not-reached', 'the call executes nothing at EL2', place)
    : problemAt(
        'interrupt-masked',
        `the ${interruptName(kind)} can come at none of its places: ${reasons.join(', ')}`,
        place,
        'interrupt the call where EL2 takes it, or write masked: taken to have it come all the same',
      );
}
