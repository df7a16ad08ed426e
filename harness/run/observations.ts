import type { Observation } from '../machine/machine.ts';

/** Makes `into` a copy of its own of what was seen. */
export function copyObservation(from: Observation, into: Observation): void {
  into.outcome = from.outcome;
  into.pc = from.pc;
  into.instructions = from.instructions;
  into.before.copyFrom(from.before);
  into.entry.copyFrom(from.entry);
  into.after.copyFrom(from.after);
  into.exceptions = [...from.exceptions];
  into.writes = [...from.writes];
  into.captures = from.captures.map(({ address, state }) => ({ address, state: state.clone() }));
  into.steps = from.steps === undefined ? undefined : [...from.steps];
}

/** Adds what was seen next: it ends as `next` ended, and starts as `whole` started. */
export function appendObservation(whole: Observation, next: Observation): void {
  if (whole.exceptions.length === 0) {
    whole.entry.copyFrom(next.entry);
  }
  whole.outcome = next.outcome;
  whole.pc = next.pc;
  whole.after.copyFrom(next.after);
  whole.exceptions.push(...next.exceptions);
  whole.writes.push(...next.writes);
  whole.captures.push(
    ...next.captures.map(({ address, state }) => ({ address, state: state.clone() })),
  );
  if (whole.instructions !== undefined && next.instructions !== undefined) {
    whole.instructions += next.instructions;
  }
  if (whole.steps !== undefined && next.steps !== undefined) {
    whole.steps.push(...next.steps);
  }
}
