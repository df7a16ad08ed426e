import type { Slot } from '../architecture/slot.ts';
import type { State } from '../architecture/state.ts';
import type { MemoryWrite, Observation, Outcome, Step } from '../machine/machine.ts';

/** A function outside of the image that the vectors called, and the state in which it was entered. */
export interface CalledFunction {
  readonly target: bigint;
  readonly state: State;
}

/** One call from its exception to its end, functions that it called included. */
export interface CallRecord {
  readonly outcome: Outcome;
  /** Where it ended. */
  readonly pc: bigint;
  readonly immediate: number;
  readonly before: State;
  /** At the vector. */
  readonly entry: State;
  readonly after: State;
  readonly writes: readonly MemoryWrite[];
  readonly called: readonly CalledFunction[];
  /** Exceptions that the call took, its own included. */
  readonly exceptions: number;
  /** The slot that it entered EL2 through. */
  readonly slot: Slot | undefined;
  /** Every instruction, where that was asked for. */
  readonly steps: readonly Step[];
}

/** Whether the caller runs again. */
export function isBack({ outcome }: Pick<CallRecord, 'outcome'>): boolean {
  return outcome === 'returned' || outcome === 'returned-wrong-state';
}

/** A record that outlives the observation. */
export function recordOf(
  observation: Observation,
  immediate: number,
  called: readonly CalledFunction[],
): CallRecord {
  return {
    outcome: observation.outcome,
    pc: observation.pc,
    immediate,
    before: observation.before.clone(),
    entry: observation.entry.clone(),
    after: observation.after.clone(),
    writes: [...observation.writes],
    called,
    exceptions: observation.exceptions.length,
    slot: observation.exceptions.find(({ targetEl }) => targetEl === 2)?.slot,
    steps: observation.steps ?? [],
  };
}
