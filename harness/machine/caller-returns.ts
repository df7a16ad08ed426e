import type { ExceptionEntry } from '../architecture/exception.ts';
import type { Probe } from './machine.ts';

/** Where a return from EL2 to a lower level may lead: back to code that called, or to what the probe knows. */
export class CallerReturns {
  /** Return addresses of exceptions from a lower level: of the last one, or of all where there is more than one world. */
  readonly #saved = new Set<bigint>();
  /** Whether EL2 returned to code that did not call it. */
  #hasEntered = false;

  reset(): void {
    this.#saved.clear();
    this.#hasEntered = false;
  }

  /** EL2 took an exception. */
  taken({ slot, elr }: ExceptionEntry): void {
    if (slot.startsWith('lower')) {
      if (!this.#hasEntered) {
        this.#saved.clear();
      }
      this.#saved.add(elr);
    }
  }

  /** Whether code at this virtual address called. */
  called(pc: bigint): boolean {
    return this.#saved.has(pc);
  }

  /** Whether the probe goes on where EL2 returned to, code that is in memory at `place`. `narrow`: in AArch32 state. */
  goesOn(pc: bigint, place: bigint, narrow: boolean, probe: Probe): boolean {
    return this.called(pc) || probe.stops.has(place) || this.#enters(pc, place, narrow, probe);
  }

  /**
   * Whether EL2 returned to other code than what it was called from. What lies next to an instruction that was to be
   * returned to is a mistake of the vectors, whatever else is there; and in AArch32 state no code runs.
   */
  #enters(pc: bigint, place: bigint, narrow: boolean, { entersCode }: Probe): boolean {
    const isNeighbour = [...this.#saved].some((saved) => pc === saved + 4n || pc === saved - 4n);
    if (isNeighbour || narrow || entersCode?.(place) !== true) {
      return false;
    }
    this.#hasEntered = true;
    return true;
  }
}
