import type { Conjunction } from '../flow/description/conjunction.ts';
import type { Describer } from '../flow/description/describer.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import type { ExploredTable } from './explored-table.ts';
import { valuesFor } from './overlap.ts';
import type { PathEffect } from './path-effect.ts';

/** What calls do differently: what they are for, or only which scratch registers they lose. */
export type DifferenceKind = 'effect' | 'lost';

/** Calls that do one thing on one table and another on the other. */
export interface DifferentCalls {
  readonly kind: DifferenceKind;
  /** One of them holds for each call of the class, and for no other. */
  readonly alternatives: readonly Conjunction[];
  /** On each table, what the first way does. */
  readonly effects: readonly [PathEffect, PathEffect];
  /** Of one call of that way: what its difference depends on. */
  readonly values: ReadonlyMap<Source, bigint>;
}

export interface TableDifference {
  readonly classes: readonly DifferentCalls[];
  /** Why it is not known of all calls whether they differ; empty where it is. */
  readonly notCovered: readonly string[];
}

/** Two ways that the same calls go, one on each table. */
interface Overlap {
  readonly effects: readonly [PathEffect, PathEffect];
  readonly conjunction: Conjunction;
}

type Group = Omit<DifferentCalls, 'alternatives'> & { readonly conjunctions: Conjunction[] };

const unknownOverlap = 'whether some calls go two ways that differ';
const unfollowed = 'a value that is not followed';

/**
 * Finds where two tables differ: exactly where two ways have calls in common and do not do the same. Of each class one
 * call is made on both. Throws an Error where that does not go the ways that it was made for.
 */
export function differenceOf(
  tables: readonly [ExploredTable, ExploredTable],
  language: FlowLanguage,
  describer: Describer,
): TableDifference {
  return new Differ(tables, language, describer).run();
}

class Differ {
  readonly #tables: readonly [ExploredTable, ExploredTable];
  readonly #language: FlowLanguage;
  readonly #describer: Describer;
  readonly #groups = new Map<string, Group>();
  readonly #notCovered: Set<string>;

  constructor(
    tables: readonly [ExploredTable, ExploredTable],
    language: FlowLanguage,
    describer: Describer,
  ) {
    this.#tables = tables;
    this.#language = language;
    this.#describer = describer;
    this.#notCovered = new Set(tables.flatMap(({ notCovered }) => notCovered));
  }

  run(): TableDifference {
    const [first, second] = this.#tables;
    const ofSecond = second.effects.map((effect) => [effect, this.#describe(1, effect)] as const);
    for (const one of first.effects) {
      const own = this.#describe(0, one);
      for (const [other, theirs] of ofSecond) {
        const both = own && theirs && this.#describer.intersect(own, theirs);
        if (both !== undefined) {
          this.#compare({ effects: [one, other], conjunction: both });
        }
      }
    }
    return {
      classes: [...this.#groups.values()].map(({ conjunctions, ...group }) => ({
        ...group,
        alternatives: this.#describer.join(conjunctions),
      })),
      notCovered: [...this.#notCovered],
    };
  }

  readonly #isFree = (source: Source): boolean =>
    this.#tables.every(({ isFree }) => isFree(source));

  /** What the inputs have to be for a path that are free on both tables. */
  #describe(side: 0 | 1, { path }: PathEffect): Conjunction | undefined {
    const table = this.#tables[side];
    return this.#describer.describe(path.conditions, {
      isFree: this.#isFree,
      base: (source, width) => table.unchosen(path, source, width),
    });
  }

  #compare(overlap: Overlap): void {
    const [one, other] = overlap.effects;
    if (one.key !== other.key) {
      const differing = this.#whereDiffering(overlap);
      if (differing !== undefined) {
        this.#add('effect', overlap, differing);
      }
      return;
    }
    if (!isFollowedAlike(this.#language, overlap.effects)) {
      this.#notCovered.add(unfollowed);
    }
    if (one.lost.join() !== other.lost.join()) {
      this.#add('lost', overlap, overlap.conjunction);
    }
  }

  #add(kind: DifferenceKind, { effects, conjunction }: Overlap, differing: Conjunction): void {
    const limits = this.#limits(effects);
    const limited = limits && this.#describer.intersect(differing, limits);
    if (limited === undefined) {
      return;
    }
    const values = this.#valuesFor(effects, limited);
    if (values === undefined) {
      this.#notCovered.add(unknownOverlap);
      return;
    }
    const [one, other] = effects;
    const lost = kind === 'lost' ? [one.lost, other.lost] : [];
    const key = JSON.stringify([kind, one.key, other.key, lost]);
    const group = this.#groups.get(key);
    if (group !== undefined) {
      group.conjunctions.push(conjunction);
      return;
    }
    this.#requireSeen(kind, effects, values);
    this.#groups.set(key, { kind, effects, conjunctions: [conjunction], values });
  }

  /** The part of an overlap where what is left is not the same; undefined where it always is. */
  #whereDiffering({ effects, conjunction }: Overlap): Conjunction | undefined {
    const differing = differingValues(this.#language, effects);
    if (differing === 'always') {
      return conjunction;
    }
    const { builder } = this.#language;
    const any = differing.reduce<FlowValue>(
      (one, other) => builder.binary('or', one, other),
      builder.constant(0, 1),
    );
    if (!builder.isExact(any)) {
      this.#notCovered.add(unfollowed);
      return undefined;
    }
    const [table] = this.#tables;
    const described = this.#describer.describe([{ expression: any, holds: true }], {
      isFree: this.#isFree,
      base: (source, width) => table.unchosen(effects[0].path, source, width),
    });
    return described === undefined ? undefined : this.#describer.intersect(conjunction, described);
  }

  #valuesFor(
    effects: Overlap['effects'],
    conjunction: Conjunction,
  ): ReadonlyMap<Source, bigint> | undefined {
    const [first] = this.#tables;
    const [{ path }] = effects;
    return valuesFor(conjunction, {
      language: this.#language,
      describer: this.#describer,
      isFree: this.#isFree,
      likely: effects.map(({ path: { values } }) => values),
      base: (source, width) => first.unchosen(path, source, width),
    });
  }

  /** What inputs must keep to on both tables, whichever way they lead. */
  #limits(effects: Overlap['effects']): Conjunction | undefined {
    const expressions = effects.flatMap(({ path }) =>
      path.conditions.map(({ expression }) => expression),
    );
    const [one, other] = this.#tables.map((table, side) =>
      this.#describer.describe(table.explored.freedom.limits(expressions), {
        isFree: this.#isFree,
        base: (source, width) => table.unchosen((effects[side] as PathEffect).path, source, width),
      }),
    );
    return one && other && this.#describer.intersect(one, other);
  }

  /** Makes the call on both tables. Throws an Error where it is not seen there that it differs. */
  #requireSeen(
    kind: DifferenceKind,
    effects: Overlap['effects'],
    values: ReadonlyMap<Source, bigint>,
  ): void {
    for (const [side, { path }] of effects.entries()) {
      this.#tables[side]?.requireReal(path, values);
    }
    const differing = kind === 'lost' ? 'always' : differingValues(this.#language, effects);
    if (differing === 'always') {
      return;
    }
    const [table] = this.#tables;
    const [{ path }] = effects;
    const evaluate = this.#language.builder.evaluator((source, width) =>
      BigInt.asUintN(width, values.get(source) ?? table.unchosen(path, source, width)),
    );
    if (!differing.some((value) => evaluate(value) === 1n)) {
      throw new Error('a call that should differ does the same on both tables');
    }
  }
}

/** Whether values of the same name are the same, those included that are made in a way that is not followed. */
function isFollowedAlike(
  { builder }: FlowLanguage,
  [one, other]: readonly [PathEffect, PathEffect],
): boolean {
  return [...one.values].every(([place, { value }]) => {
    const theirs = other.values.get(place)?.value;
    return value !== undefined && (value === theirs || builder.isExact(value));
  });
}

/**
 * For each value that is not the same by its name: whether it differs, as a value of 1 bit. `always` where the calls end
 * elsewhere, or something is left in other places.
 */
function differingValues(
  { builder }: FlowLanguage,
  [one, other]: readonly [PathEffect, PathEffect],
): readonly FlowValue[] | 'always' {
  if (one.shape !== other.shape) {
    return 'always';
  }
  const places = new Set([...one.values.keys(), ...other.values.keys()]);
  const differing: FlowValue[] = [];
  for (const place of places) {
    const [mine, theirs] = [one, other].map(
      (effect) => effect.values.get(place) ?? effect.before(place),
    );
    if (mine === undefined || theirs === undefined) {
      return 'always';
    }
    if (mine.text === theirs.text) {
      continue;
    }
    if (mine.value?.width !== theirs.value?.width || !mine.value || !theirs.value) {
      return 'always';
    }
    differing.push(builder.unary('not', builder.compare('eq', mine.value, theirs.value)));
  }
  return differing;
}
