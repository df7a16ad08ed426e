import type { ExceptionEntry } from '../architecture/exception.ts';
import { currentLevel, exceptionLevel } from '../architecture/pstate.ts';
import { wordOf } from '../architecture/registers.ts';
import type { Slot } from '../architecture/slot.ts';
import type { GuestVisit } from './guest-world.ts';
import type { State } from '../architecture/state.ts';
import type { Capture, DescriptorRead, Observation, Outcome } from '../machine/machine.ts';
import type { Deed, MisplacedStore } from './act.ts';

/** A function that the vectors called, and the state in which it was entered. */
export interface CalledFunction extends Capture {
  /** The branch to it, in memory, where the call stopped before that. */
  readonly branch?: bigint;
}

/** Where a call left the vectors' code on its way and went on, with registers changed that no instruction changed. */
export interface Passage {
  /**
   * A function came back, or firmware behind an SMC, or a guest ran, or EL2 returned into a routine while what handlers may
   * clobber is scrambled.
   */
  readonly kind: 'function' | 'firmware' | 'guest' | 'return';
  /** Steps before it. */
  readonly steps: number;
  /** The branch to the function, where the call stopped before it: it is no step. */
  readonly branch: bigint | undefined;
  /** The function, or where EL2 returned to. */
  readonly target: bigint;
  /** What the function or the firmware did. */
  readonly deed?: Deed;
  /** What the call goes on with. */
  readonly state: State;
  /** What walks of translation tables read after the last step before it, the fetch of the branch with it. */
  readonly descriptors: readonly DescriptorRead[];
  /** The exception that takes a guest away, which no step causes. */
  readonly raised?: ExceptionEntry;
}

/** The function or the firmware that came back in that order, from 0. */
export function passageAt(passages: readonly Passage[], order: number): Passage | undefined {
  return passages.filter(({ kind }) => kind !== 'return')[order];
}

/** One call from its first instruction to its end, over all its probes: the one record of what a call did. */
export interface CallRecord extends Readonly<Omit<Observation, 'captures'>> {
  /** The functions that it called on its way, and where it left the vectors' code for good, in order. */
  readonly called: readonly CalledFunction[];
  /** The worlds below EL2 that it entered, in order. */
  readonly guests: readonly GuestVisit[];
  /** In order; only of a call that was stepped. */
  readonly passages: readonly Passage[];
  /** Function ids that firmware answers each in its own way. */
  readonly firmware: readonly bigint[];
  /** A store of a stand-in that went to no memory for data: there the call ended. */
  readonly misplaced: MisplacedStore | undefined;
  /** What the memory that was asked for holds at the end, in that order. */
  readonly memory: readonly bigint[];
}

/** PSTATE has 32 bits. */
const pstateHalf = 2 * wordOf('pstate');

/** Whether the caller runs again. */
export function isBack({ outcome }: Pick<CallRecord, 'outcome'>): boolean {
  return outcome === 'returned' || outcome === 'returned-wrong-state';
}

/**
 * The state at the first entry to EL2; undefined if the first exception went elsewhere, there was none, or the call was
 * made at EL2 and is not what the exception came from.
 */
export function entryOf({ exceptions, entry, before }: CallRecord): State | undefined {
  const [first] = exceptions;
  return first?.targetEl === 2 && isOfCaller(first, before) ? entry : undefined;
}

/** Whether an exception came from the level of the caller: a routine at EL2 takes those of the worlds that it enters, too. */
export function isOfCaller({ spsr }: Pick<ExceptionEntry, 'spsr'>, before: State): boolean {
  return currentLevel(before) < 2 || exceptionLevel(spsr) >= 2;
}

/** The slot that the call entered EL2 through. */
export function slotOf({ exceptions }: CallRecord): Slot | undefined {
  return exceptions.find(({ targetEl }) => targetEl === 2)?.slot;
}

/** A call that is made in parts is back with the PSTATE of its caller, or with another one. */
export function endOfParts(outcome: Outcome, before: State, after: State): Outcome {
  if (!isBack({ outcome })) {
    return outcome;
  }
  const isKept = before.halves[pstateHalf] === after.halves[pstateHalf];
  return isKept ? 'returned' : 'returned-wrong-state';
}

/** Adds what was seen next: it ends as `next` ended, and starts as `whole` started. */
export function append(whole: Observation, next: Observation): void {
  if (whole.exceptions.length === 0) {
    whole.entry.copyFrom(next.entry);
  }
  whole.outcome = next.outcome;
  whole.pc = next.pc;
  whole.after.copyFrom(next.after);
  whole.interruption = next.interruption;
  whole.descriptors = next.descriptors;
  whole.exceptions.push(...next.exceptions);
  whole.writes.push(...next.writes);
  whole.captures.push(...next.captures);
  if (whole.instructions !== undefined && next.instructions !== undefined) {
    whole.instructions += next.instructions;
  }
  whole.steps?.push(...(next.steps ?? []));
}
