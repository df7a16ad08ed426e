import type { Conjunction } from '../flow/description/conjunction.ts';
import { isSatisfiable } from '../flow/description/conjunction.ts';
import type { Describer } from '../flow/description/describer.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import type { Constraint } from '../solver/condition.ts';
import type { SmtSolver } from '../solver/smt-solver.ts';
import { ownConditions } from '../sweep/assumptions.ts';
import { CallGroups } from './call-groups.ts';
import { differingValues, isFollowedAlike } from './differing-values.ts';
import type { DifferenceKind } from './difference-kind.ts';
import type { AlikeCalls, DifferentCalls, TableDifference } from './table-difference.ts';
import type { ExploredTable } from './explored-table.ts';
import { valuesFor } from './overlap.ts';
import type { PathEffect } from './path-effect.ts';

/** What tables are compared with. */
export interface DifferSetting {
  /** That of their explorations. */
  readonly language: FlowLanguage;
  readonly describer: Describer;
  readonly smt: SmtSolver;
}

/** Two ways that the same calls go, one on each table. */
interface Overlap {
  readonly effects: readonly [PathEffect, PathEffect];
  readonly conjunction: Conjunction;
}

/** The part of an overlap where the calls differ. */
interface Differing extends Overlap {
  readonly kind: DifferenceKind;
  /** Where what is left is not the same, as far as that is no matter of the overlap alone. */
  readonly constraints: readonly Constraint<Source>[];
}

const unfollowed = 'a value that is not followed';

/**
 * Finds where two tables differ: exactly where two ways have calls in common and do not do the same. Of each class one
 * call is made on both. Throws an Error where that does not go the ways that it was made for: a defect of hcall.
 */
export function differenceOf(
  tables: readonly [ExploredTable, ExploredTable],
  setting: DifferSetting,
): Promise<TableDifference> {
  return new Differ(tables, setting).run();
}

class Differ {
  readonly #tables: readonly [ExploredTable, ExploredTable];
  readonly #setting: DifferSetting;
  readonly #different = new CallGroups<Omit<DifferentCalls, 'alternatives'>>();
  readonly #alike = new CallGroups<Omit<AlikeCalls, 'alternatives'>>();
  readonly #notCovered: Set<string>;

  constructor(tables: readonly [ExploredTable, ExploredTable], setting: DifferSetting) {
    this.#tables = tables;
    this.#setting = setting;
    this.#notCovered = new Set(tables.flatMap(({ notCovered }) => notCovered));
  }

  async run(): Promise<TableDifference> {
    const [first, second] = this.#tables;
    const { describer } = this.#setting;
    const ofSecond = second.effects.map((effect) => [effect, this.#describe(1, effect)] as const);
    for (const one of first.effects) {
      const own = this.#describe(0, one);
      for (const [other, theirs] of ofSecond) {
        const conjunction = own && theirs && describer.intersect(own, theirs);
        if (conjunction !== undefined) {
          await this.#compare({ effects: [one, other], conjunction });
        }
      }
    }
    return {
      classes: this.#different.joined(describer),
      alike: this.#alike.joined(describer),
      notCovered: [...this.#notCovered],
    };
  }

  readonly #isFree = (source: Source): boolean =>
    this.#tables.every(({ isFree }) => isFree(source));

  #unchosen(side: 0 | 1, { path }: PathEffect): (source: Source, width: number) => bigint {
    return (source, width) => this.#tables[side].unchosen(path, source, width);
  }

  /** What the inputs have to be for a path that are free on both tables. */
  #describe(side: 0 | 1, effect: PathEffect): Conjunction | undefined {
    return this.#setting.describer.describe(ownConditions(effect.path), {
      isFree: this.#isFree,
      base: this.#unchosen(side, effect),
    });
  }

  async #compare(overlap: Overlap): Promise<void> {
    const [one, other] = overlap.effects;
    const { language } = this.#setting;
    if (one.key !== other.key) {
      const any = differingValues(language, overlap.effects);
      const constraints = any === 'always' ? [] : [{ expression: any, holds: true }];
      await this.#add({ kind: 'effect', ...overlap, constraints });
      return;
    }
    const isFollowed = isFollowedAlike(language, overlap.effects);
    if (!isFollowed) {
      this.#notCovered.add(unfollowed);
    }
    if (one.lost.join() !== other.lost.join()) {
      await this.#add({ kind: 'lost', ...overlap, constraints: [] });
    } else if (isFollowed) {
      await this.#addAlike(overlap);
    }
  }

  /** Where relations go together that nobody can make true, there is no call. */
  async #addAlike({ effects, conjunction }: Overlap): Promise<void> {
    const [effect] = effects;
    if (
      isSatisfiable(conjunction) === 'unknown' &&
      !((await this.#valuesFor({ effects, conjunction, constraints: [] })) instanceof Map)
    ) {
      return;
    }
    if (!this.#alike.extend(effect.key, conjunction)) {
      this.#alike.begin(effect.key, conjunction, { effect });
    }
  }

  async #add(differing: Differing): Promise<void> {
    const { kind, effects, conjunction } = differing;
    const values = await this.#valuesFor(differing);
    if (values === undefined) {
      await this.#addAlike(differing);
      return;
    }
    if (typeof values === 'string') {
      this.#notCovered.add(values);
      return;
    }
    const [one, other] = effects;
    const lost = kind === 'lost' ? [one.lost, other.lost] : [];
    const key = JSON.stringify([kind, one.key, other.key, lost]);
    if (!this.#different.extend(key, conjunction)) {
      const call = this.#withImmediate(values);
      this.#requireSeen(differing, call);
      this.#different.begin(key, conjunction, { kind, effects, values: call });
    }
  }

  /** Values with which calls differ; undefined where there are none, the reason where that is not known. */
  async #valuesFor({
    effects,
    conjunction,
    constraints,
  }: Omit<Differing, 'kind'>): Promise<ReadonlyMap<Source, bigint> | string | undefined> {
    const { language, describer, smt } = this.#setting;
    const { builder } = language;
    const more = [
      ...[...constraints, ...this.#limits(effects)].map((each) => this.#open(each, effects)),
      ...effects.flatMap(({ path: { assumptions } }, side) =>
        assumptions.map(({ constraint }) => this.#open(constraint, effects, side === 0 ? 0 : 1)),
      ),
    ];
    if (more.some(({ expression }) => !builder.isExact(expression))) {
      return unfollowed;
    }
    const base = this.#unchosen(0, effects[0]);
    const described = describer.describe(more, { isFree: this.#isFree, base });
    const limited = described && describer.intersect(conjunction, described);
    if (limited === undefined) {
      return undefined;
    }
    const ofPaths = effects.flatMap(({ path }, side) =>
      path.conditions.map((each) => this.#open(each, effects, side === 0 ? 0 : 1)),
    );
    return await valuesFor(conjunction, limited, {
      language,
      describer,
      smt,
      isFree: this.#isFree,
      constraints: [...ofPaths, ...more],
      base,
    });
  }

  /** Where any will do it is 0. */
  #withImmediate(values: ReadonlyMap<Source, bigint>): ReadonlyMap<Source, bigint> {
    const { immediate } = this.#setting.language.sources;
    return new Map([[immediate, 0n], ...values]);
  }

  /** What inputs must keep to on both tables, whichever way they lead. */
  #limits(effects: Overlap['effects']): Constraint<Source>[] {
    const expressions = effects.flatMap(({ path }) =>
      path.conditions.map(({ expression }) => expression),
    );
    return this.#tables.flatMap(({ explored }) => explored.freedom.limits(expressions));
  }

  /** A constraint with what is not free on both tables as it is on one of them. */
  #open(
    { expression, holds }: Constraint<Source>,
    effects: Overlap['effects'],
    side: 0 | 1 = 0,
  ): Constraint<Source> {
    const { builder } = this.#setting.language;
    const base = this.#unchosen(side, effects[side]);
    return {
      expression: builder.substitute(expression, (source, width) =>
        this.#isFree(source)
          ? builder.input(source, width)
          : builder.constant(base(source, width), width),
      ),
      holds,
    };
  }

  /** Makes the call on both tables. Throws an Error where it is not seen there that it differs. */
  #requireSeen({ effects, constraints }: Differing, values: ReadonlyMap<Source, bigint>): void {
    for (const [side, { path }] of effects.entries()) {
      this.#tables[side]?.requireReal(path, values);
    }
    const base = this.#unchosen(0, effects[0]);
    const evaluate = this.#setting.language.builder.evaluator((source, width) =>
      BigInt.asUintN(width, values.get(source) ?? base(source, width)),
    );
    if (!constraints.every(({ expression }) => evaluate(expression) === 1n)) {
      throw new Error('a call that should differ does the same on both tables');
    }
  }
}
