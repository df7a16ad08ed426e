import type { Effect, Evidence } from './effect.ts';
import { effectOf, effectTest, isOneEffect } from './effect.ts';
import type { Prober, Situation } from '../calls/prober.ts';
import { sentinelSets } from '../calls/sentinel.ts';
import type { CallRecord } from '../calls/call-record.ts';
import { sourcesOf } from './sources.ts';

/**
 * Finds out what calls do, and which do the same. A call that could be described in several ways is described as one
 * that is known already: with x0 = 1 nothing distinguishes `vbar_el2 = x0` from `vbar_el2 = 0x1`.
 */
export class Classifier {
  readonly behaviours: Effect[] = [];
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

  /** Forgets the behaviours after the first `count`: nothing may refer to them any more. */
  keep(count: number): void {
    this.behaviours.length = count;
  }

  /**
   * The index of the call's behaviour. `first` is the immediate of another call that ended alike: what is true of both
   * is no coincidence.
   */
  classify(situation: Situation, immediate: number, first?: number): number {
    const own = this.evidence(situation, immediate);
    const both = first === undefined ? own : this.#withCall(own, situation, first);
    const evidence = isOneEffect(both) ? both : own;
    const isEffect = effectTest(evidence);
    for (const exact of [true, false]) {
      const index = this.behaviours.findIndex((effect) => isEffect(effect, exact));
      if (index >= 0) {
        return index;
      }
    }
    this.behaviours.push(effectOf(evidence));
    return this.behaviours.length - 1;
  }

  /** Whether the call with this immediate could just as well be that behaviour; `exact` as for `effectTest`. */
  isTrue(behaviour: number, situation: Situation, immediate: number, exact = true): boolean {
    const known = this.behaviours[behaviour];
    return known !== undefined && effectTest(this.evidence(situation, immediate))(known, exact);
  }

  /**
   * Whether an HVC that is executed does the same as the exception that is raised in its place; an interrupt has none.
   * Of a call that reads a clock, and is never the same, nothing is said.
   */
  isRealCallEqual(situation: Situation, immediate: number): boolean {
    if (situation.raised !== undefined) {
      return true;
    }
    const raised = this.#prober.call(situation, immediate, 0);
    const real = this.#prober.call(situation, immediate, 0, { real: true });
    return (
      isSameCall(raised, real) || !isSameCall(raised, this.#prober.call(situation, immediate, 0))
    );
  }

  /** The call with each set of sentinels. */
  evidence(situation: Situation, immediate: number): Evidence {
    const records = Array.from({ length: sentinelSets }, (_, set) =>
      this.#prober.call(situation, immediate, set),
    );
    const sources = records.map((record, set) => sourcesOf(record, immediate, this.#prober, set));
    return { records, sources, nameOf: this.#nameOf, nameOfCode: this.#nameOfCode };
  }

  #withCall(evidence: Evidence, situation: Situation, immediate: number): Evidence {
    const record = this.#prober.call(situation, immediate, 0);
    return {
      ...evidence,
      records: [...evidence.records, record],
      sources: [...evidence.sources, sourcesOf(record, immediate, this.#prober, 0)],
    };
  }
}

function isSameCall(one: CallRecord, other: CallRecord): boolean {
  return (
    one.outcome === other.outcome &&
    one.pc === other.pc &&
    one.after.words.every((word, index) => word === other.after.words[index]) &&
    one.writes.length === other.writes.length &&
    one.writes.every(({ address, after }, index) => {
      const write = other.writes[index];
      return write?.address === address && write.after === after;
    })
  );
}
