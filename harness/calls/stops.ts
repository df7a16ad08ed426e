import type { Outcome, Probe, TakenException } from '../machine/machine.ts';

/** The addresses at which probes stop. A map is never changed in place: the machine knows one that it had before. */
export class Stops {
  readonly usual: Probe['stops'];
  /** By the other stops, and by where a call strayed to. */
  readonly #withStray = new WeakMap<Probe['stops'], Map<bigint, Probe['stops']>>();
  /** Where exceptions from below EL2 return to, as far as they were seen. */
  readonly #returns = new Set<bigint>();
  #withReturns: Probe['stops'];

  /** `ends` are where calls end, `branches` where they stop on their way. */
  constructor(ends: Probe['stops'], branches: Iterable<bigint>) {
    const passed = [...branches].map((address): [bigint, Outcome] => [address, 'called']);
    this.usual = passed.length === 0 ? ends : new Map([...passed, ...ends]);
    this.#withReturns = this.usual;
  }

  alsoAt(stray: bigint, others: Probe['stops']): Probe['stops'] {
    const known = this.#withStray.get(others) ?? new Map<bigint, Probe['stops']>();
    const stops = known.get(stray) ?? new Map([...others, [stray, 'jumped']]);
    this.#withStray.set(others, known.set(stray, stops));
    return stops;
  }

  /** The usual ones, and each known return from EL2 into a routine. */
  get alsoAtReturns(): Probe['stops'] {
    return this.#withReturns;
  }

  /** Whether this is a return from EL2 after which a call goes on. */
  isReturn(address: bigint): boolean {
    return this.#returns.has(address);
  }

  /** Remembers where these exceptions return to. */
  learn(exceptions: readonly TakenException[]): void {
    for (const { elr, slot, returnsTo = elr } of exceptions) {
      const isKnown = this.usual.has(returnsTo) || this.#returns.has(returnsTo);
      if (slot.startsWith('lower') && !isKnown) {
        this.#returns.add(returnsTo);
        const returns = [...this.#returns].map((address): [bigint, Outcome] => [
          address,
          'returned',
        ]);
        this.#withReturns = new Map([...returns, ...this.usual]);
      }
    }
  }
}
