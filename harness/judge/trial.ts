import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Observation } from '../machine/machine.ts';

/** A run that the judge asks for. */
export interface TrialRequest {
  readonly state: State;
  readonly watch: 'nothing' | 'steps';
  /** What the dead space below SP_EL2 holds before the call. */
  readonly deadStack: 'zero' | 'pattern';
  /** Registers to change at each return from EL2 into a routine. */
  readonly scrambled: ReadonlyMap<RegisterName, bigint>;
}

/**
 * What was seen of one call from its first instruction to its end, functions of the caller that the vectors called
 * included: their entries are the captures.
 */
export interface Trial extends Readonly<Observation> {
  /** What the call's memory targets hold at the end, in their order. */
  readonly memory: readonly bigint[];
}

/** The state at the first entry to EL2; undefined if the first exception went elsewhere, or there was none. */
export function entryOf(trial: Trial): State | undefined {
  return trial.exceptions[0]?.targetEl === 2 ? trial.entry : undefined;
}

/** Whether the caller runs again. */
export function isBack(trial: Trial): boolean {
  return trial.outcome === 'returned' || trial.outcome === 'returned-wrong-state';
}
