import type { Outcome } from './machine.ts';

const none: ReadonlyMap<bigint, Outcome> = new Map();

/** The stops of a probe. Asked before each instruction or stretch, mostly for an address that is none of them. */
export class Stops {
  #outcomes = none;
  /** The low halves of the addresses, signed: small integers, which are found much faster than a bigint. */
  #lows: ReadonlySet<number> = new Set();

  set(outcomes: ReadonlyMap<bigint, Outcome>): void {
    if (outcomes === this.#outcomes) {
      return;
    }
    this.#outcomes = outcomes;
    this.#lows = new Set(
      Array.from(outcomes.keys(), (address) => Number(BigInt.asIntN(32, address))),
    );
  }

  /** The outcome of arriving at `address`, whose low 32 bits are `low`. */
  at(address: bigint, low: number): Outcome | undefined {
    return this.#lows.has(low | 0) ? this.#outcomes.get(address) : undefined;
  }
}
