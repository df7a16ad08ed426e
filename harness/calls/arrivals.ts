import { exceptionLevel, pstateBits } from '../architecture/pstate.ts';
import type { CallRecord } from './call-record.ts';

/** An instruction, or a function outside of the image, that EL2 arrives at on the way of a call. */
export interface Arrival {
  readonly address: bigint;
  /** How often EL2 was there before. */
  readonly before: number;
  /** PSTATE there. */
  readonly pstate: bigint;
  /** HCR_EL2 there. */
  readonly hcr: bigint;
  /** What EL2 did last; undefined for the first instruction. */
  readonly after: bigint | undefined;
}

/**
 * Where EL2 arrives on the way of a stepped call, in order; a caller at EL2 itself is left out. After an illegal exception
 * return nothing is arrived at: the instruction there takes an exception.
 */
export function arrivalsAtEl2({ before, steps = [], passages }: CallRecord): Arrival[] {
  const arrivals: Arrival[] = [];
  const counts = new Map<bigint, number>();
  let hcr = before.get('hcr_el2');
  const arrive = (address: bigint, pstate: bigint): void => {
    const isCaller = address === before.get('pc') && arrivals.length === 0;
    if (isCaller || exceptionLevel(pstate) !== 2 || (pstate & pstateBits.il) !== 0n) {
      return;
    }
    const count = counts.get(address) ?? 0;
    counts.set(address, count + 1);
    arrivals.push({ address, before: count, pstate, hcr, after: arrivals.at(-1)?.address });
  };
  let passage = 0;
  for (const [index, step] of steps.entries()) {
    for (; passages[passage]?.steps === index; passage += 1) {
      arriveAtFunction(index);
    }
    arrive(step.address, step.pstate);
    hcr = step.changes.find(({ register }) => register === 'hcr_el2')?.after ?? hcr;
  }
  for (; passage < passages.length; passage += 1) {
    arriveAtFunction(steps.length);
  }
  return arrivals;

  /** A branch changes no PSTATE, and a function leaves what masks exceptions alone. */
  function arriveAtFunction(index: number): void {
    const { kind, target } = passages[passage] ?? {};
    const pstate = steps[index - 1]?.pstate;
    if (kind === 'function' && target !== undefined && pstate !== undefined) {
      arrive(target, pstate);
    }
  }
}
