import type { Slot } from '../architecture/slot.ts';
import { slots } from '../architecture/slot.ts';
import { callers } from '../calls/caller.ts';
import { ranHeader } from '../run/document-header.ts';
import { findVectors } from '../run/find-vectors.ts';
import type { VectorSet } from '../run/vectors.ts';
import type { WrittenVectors } from '../run/written-vectors.ts';
import type { SweepScope, SweepPart } from './part.ts';
import type { AnalysisOptions, AnalysisOutcome } from './requests.ts';
import { aloneOptionsOf, runAnalyses } from './requests.ts';
import type { AnalysisRequest } from './service.ts';
import type { SweepResult, SweptBehaviour, SweptCaller } from './sweep-result.ts';

export interface SweepOptions extends AnalysisOptions {
  readonly vectors: WrittenVectors;
  readonly scope: SweepScope;
  /** Names of callers; all if left out. */
  readonly callers?: readonly string[];
  /** All 16 slots besides. */
  readonly slots: boolean;
}

/** Sweeps the tables of some vectors. Rejects with an HcallError for what is wrong with them. */
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  const set = await findVectors(options.vectors, options.tools, aloneOptionsOf(options));
  const requests = requestsOf(set, options);
  const { outcomes, engines } = await runAnalyses(requests, options);
  const merge = new Merge();
  for (const [index, request] of requests.entries()) {
    merge.add(request, outcomes[index]);
  }
  return {
    ...ranHeader('sweep', engines, options.tools, [set.abi]),
    vectors: set.name,
    abi: set.abi.name,
    restrictions: restrictionTexts(options.scope),
    ...merge.result(set.tables.flatMap(({ assumptions }) => assumptions)),
  };
}

/** The parts of a sweep, in the order in which its result lists them. */
function requestsOf({ tables }: VectorSet, options: SweepOptions): AnalysisRequest[] {
  const { scope } = options;
  return tables.flatMap((table) =>
    partsOf(options).map((part) => ({ table, work: { kind: 'sweep', part, scope } })),
  );
}

function partsOf({ callers: names, slots: withSlots }: SweepOptions): SweepPart[] {
  const own = (names ?? callers.map(({ name }) => name)).map((caller): SweepPart => ({ caller }));
  return withSlots ? [...own, ...slots.map((slot: Slot): SweepPart => ({ slot }))] : own;
}

/** `immediate = 0x0-0xff`, `x0 = 0x0, 0x4-0x7`. */
function restrictionTexts({ immediates, registers = [] }: SweepScope): string[] {
  const all = [
    ...(immediates === undefined ? [] : [['immediate', immediates] as const]),
    ...registers,
  ];
  return all.map(([name, ranges]) => {
    const texts = ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`));
    return `${name} = ${texts.join(', ')}`;
  });
}

/** Puts the parts of a sweep together: behaviours that are the same in several are one. */
class Merge {
  readonly #byKey = new Map<string, number>();
  readonly #behaviours: SweptBehaviour[] = [];
  readonly #callers: SweptCaller[] = [];
  readonly #assumptions = new Set<string>();
  readonly #failures: { part: string; reason: string }[] = [];

  add(
    { table: { name: table }, work }: AnalysisRequest,
    outcome: AnalysisOutcome | undefined,
  ): void {
    if (work.kind !== 'sweep' || outcome === undefined) {
      return;
    }
    if ('failure' in outcome) {
      const part = `${table} ${work.part.slot ?? work.part.caller ?? ''}`;
      this.#failures.push({ part, reason: outcome.failure });
    } else if (outcome.result.kind === 'sweep') {
      const { kind: _, behaviours, assumptions, classes, ...caller } = outcome.result;
      const numbers = behaviours.map((behaviour) => this.#number(behaviour));
      this.#callers.push({
        table,
        ...caller,
        classes: classes.map(({ when, behaviour }) => ({
          when,
          behaviour: numbers[behaviour] as number,
        })),
      });
      assumptions.forEach((text) => this.#assumptions.add(text));
    }
  }

  /** `given`: what is taken for granted of the code. */
  result(
    given: readonly string[],
  ): Pick<SweepResult, 'assumptions' | 'behaviours' | 'callers' | 'failures'> {
    return {
      assumptions: [...given, ...this.#assumptions],
      behaviours: withNames(this.#behaviours),
      callers: this.#callers,
      failures: this.#failures,
    };
  }

  #number({
    key,
    ...behaviour
  }: Omit<SweptBehaviour, 'effect'> & { readonly key: string }): number {
    const known = this.#byKey.get(key);
    const before = known === undefined ? undefined : this.#behaviours[known];
    if (known === undefined || before === undefined) {
      this.#byKey.set(key, this.#behaviours.length);
      return this.#behaviours.push({ ...behaviour, effect: behaviour.name }) - 1;
    }
    this.#behaviours[known] = { ...before, proved: before.proved && behaviour.proved };
    return known;
  }
}

/** Behaviours that differ only in what they clobber or store get names that say so. */
function withNames(behaviours: readonly SweptBehaviour[]): SweptBehaviour[] {
  const counts = new Map<string, number>();
  for (const { name } of behaviours) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const used = new Set<string>();
  return behaviours.map((behaviour) => {
    const { name, clobbers } = behaviour;
    if (counts.get(name) === 1) {
      return behaviour;
    }
    const registers = clobbers.map((text) => text.split(' ')[0] ?? '');
    const more = registers.length === 0 ? 'clobbers nothing' : `clobbers ${registers.join(', ')}`;
    let text = `${name} (${more})`;
    for (let number = 2; used.has(text); number += 1) {
      text = `${name} (${more}, another way: ${number})`;
    }
    used.add(text);
    return { ...behaviour, name: text };
  });
}
