import { wordOf } from '../architecture/registers.ts';
import { createState } from '../architecture/state.ts';
import type { State } from '../architecture/state.ts';
import type { Memory } from './memory.ts';

const pcHalf = wordOf('pc') * 2;

/**
 * Finds when the machine is in exactly a state that it was in before: then it never ends. Compares with one earlier
 * state only, which moves on at powers of two (Brent's cycle detection), so that every cycle is found in the end.
 */
export class Recurrence {
  readonly #anchor = createState();
  #journalLength = 0;
  #event = false;
  #count = 0;
  #next = 1;

  reset(): void {
    this.#count = 0;
    this.#next = 1;
  }

  /** Whether registers, memory and the event register are as at the anchor. `moved` is called when the anchor moves to this state. */
  observe(state: State, memory: Memory, event: boolean, moved: () => void): boolean {
    if (
      this.#count > 1 &&
      event === this.#event &&
      this.#isAnchor(state) &&
      memory.isAsAt(this.#journalLength)
    ) {
      return true;
    }
    this.#count += 1;
    // Most probes have one exception: the first anchor is the second state.
    if (this.#count > 1 && this.#count >= this.#next) {
      this.#next *= 2;
      this.#anchor.copyFrom(state);
      this.#journalLength = memory.journal.length;
      this.#event = event;
      moved();
    }
    return false;
  }

  #isAnchor(state: State): boolean {
    const a = this.#anchor.halves;
    const b = state.halves;
    if (a[pcHalf] !== b[pcHalf]) {
      return false;
    }
    for (let half = 0; half < a.length; half += 1) {
      if (a[half] !== b[half]) {
        return false;
      }
    }
    return true;
  }
}
