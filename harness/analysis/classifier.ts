import type { Effect, Evidence } from './effect.ts';
import { effectOf, effectTest } from './effect.ts';
import type { Prober, Situation } from './prober.ts';
import { sentinelSets } from './prober.ts';
import { sourcesOf } from './sources.ts';

/** One behaviour, and the call by which it was found. */
export interface KnownBehaviour {
  readonly effect: Effect;
  readonly situation: Situation;
  readonly immediate: number;
}

/**
 * Finds out what calls do, and which do the same. A call that could be told in several ways is told as one that is
 * known already: with x0 = 1 nobody can tell `vbar_el2 = x0` from `vbar_el2 = 0x1`.
 */
export class Classifier {
  readonly behaviours: KnownBehaviour[] = [];
  readonly #prober: Prober;
  readonly #nameOf: (address: bigint) => string;
  readonly #nameOfCode: (address: bigint) => string | undefined;

  constructor(prober: Prober) {
    this.#prober = prober;
    const { session } = prober.setting;
    this.#nameOf = (address) => session.nameOf(address);
    this.#nameOfCode = (address) => {
      const isKnown =
        session.functions.has(address) || session.lookup.sectionAt(address) !== undefined;
      return isKnown ? session.nameOf(address) : undefined;
    };
  }

  /** The index of the call's behaviour. */
  classify(situation: Situation, immediate: number): number {
    const evidence = this.evidence(situation, immediate);
    const isEffect = effectTest(evidence);
    for (const exact of [true, false]) {
      const index = this.behaviours.findIndex(({ effect }) => isEffect(effect, exact));
      if (index >= 0) {
        return index;
      }
    }
    this.behaviours.push({ effect: effectOf(evidence), situation, immediate });
    return this.behaviours.length - 1;
  }

  /** Whether an HVC that is executed does the same as the exception that is raised in its place. */
  isRealCallEqual({ situation, immediate }: KnownBehaviour): boolean {
    const raised = this.#prober.call(situation, immediate, 0);
    const real = this.#prober.call(situation, immediate, 0, { real: true });
    return (
      raised.outcome === real.outcome &&
      raised.pc === real.pc &&
      raised.after.words.every((word, index) => word === real.after.words[index]) &&
      raised.writes.length === real.writes.length &&
      raised.writes.every(({ address, after }, index) => {
        const other = real.writes[index];
        return other?.address === address && other.after === after;
      })
    );
  }

  /** The call with each set of sentinels. */
  evidence(situation: Situation, immediate: number): Evidence {
    const records = Array.from({ length: sentinelSets }, (_, set) =>
      this.#prober.call(situation, immediate, set),
    );
    const sources = records.map((record, set) => sourcesOf(record, this.#prober, set));
    return { records, sources, nameOf: this.#nameOf, nameOfCode: this.#nameOfCode };
  }
}
