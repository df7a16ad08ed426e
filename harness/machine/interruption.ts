import type { ExceptionEntry } from '../architecture/exception.ts';
import { writtenByEntry } from '../architecture/exception-registers.ts';
import { currentLevel, exceptionLevel, pstateBits } from '../architecture/pstate.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { wordOf } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { Interruption, InterruptionProgress } from './machine.ts';

const pstateWord = wordOf('pstate');
const nothingKept: ReadonlyMap<RegisterName, bigint> = new Map();

/** Watches one probe for the instruction before which its interruption comes, and for the return from that. */
export class InterruptionWatch {
  #interruption: Interruption | undefined;
  #arrivals = 0;
  #entry: ExceptionEntry | undefined;
  #nesting = 0;
  #before = nothingKept;

  /** Starts anew, where the probe before left off. */
  begin(interruption: Interruption | undefined): void {
    const { arrivals = 0, entry, nesting = 0, before = nothingKept } = interruption?.progress ?? {};
    this.#interruption = interruption;
    this.#arrivals = arrivals;
    this.#entry = entry;
    this.#nesting = nesting;
    this.#before = before;
  }

  get progress(): InterruptionProgress | undefined {
    return this.#interruption === undefined
      ? undefined
      : {
          arrivals: this.#arrivals,
          entry: this.#entry,
          nesting: this.#nesting,
          before: this.#before,
        };
  }

  /** Whether what runs is the interruption's handler. */
  get isHandled(): boolean {
    return this.#nesting > 0;
  }

  /**
   * The exception that comes before the instruction at PC, which is in memory at `at`. Asked once for each instruction that the code
   * arrives at.
   */
  due(live: State, at: bigint): Interruption['exception'] | undefined {
    const interruption = this.#interruption;
    if (interruption === undefined || this.#entry !== undefined) {
      return undefined;
    }
    if (at !== interruption.address || !runsAtEl2(live)) {
      return undefined;
    }
    this.#arrivals += 1;
    return this.#arrivals > interruption.arrival ? interruption.exception : undefined;
  }

  /** The interruption is about to be taken from `live`. */
  taken(entry: ExceptionEntry, live: State): void {
    this.#entry = entry;
    this.#nesting = 1;
    this.#before = new Map(
      writtenByEntry(entry).map(([register]) => [register, live.get(register)]),
    );
  }

  /** Another exception is taken. */
  nested({ targetEl, spsr }: ExceptionEntry): void {
    if (this.#nesting > 0 && targetEl === 2 && exceptionLevel(spsr) === 2) {
      this.#nesting += 1;
    }
  }

  /** EL2 returned from an exception, and `live` is what it went on with. */
  returned(live: State): void {
    if (this.#nesting === 0 || currentLevel(live) !== 2) {
      return;
    }
    this.#nesting -= 1;
    if (this.#nesting === 0) {
      for (const register of this.#interruption?.restores ?? []) {
        live.set(register, this.#before.get(register) ?? live.get(register));
      }
    }
  }
}

/** An illegal return has the instruction take an exception of its own. */
function runsAtEl2(live: State): boolean {
  return currentLevel(live) === 2 && ((live.words[pstateWord] as bigint) & pstateBits.il) === 0n;
}
