import type { RegisterName } from '../architecture/registers.ts';
import type { Conjunction } from '../flow/description/conjunction.ts';
import type { Describer } from '../flow/description/describer.ts';
import type { FlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import { widthOfSource } from '../flow/source.ts';
import type { Constraint } from '../solver/condition.ts';
import type { Consequence } from '../sweep/behaviour.ts';
import type { CallSpec, MeasureSetting } from '../sweep/measure.ts';
import { givenOf, measure } from '../sweep/measure.ts';
import { ownConditions } from '../sweep/assumptions.ts';
import type { ExploredTable } from './explored-table.ts';
import type { PathEffect } from './path-effect.ts';

/** What one call does. Plain data. */
export interface CallAnswer {
  readonly name: string;
  readonly consequence: Consequence;
}

/** From the ways of a table: those that a call may go of which some inputs are given. */
export class TableCalls {
  readonly #table: ExploredTable;
  readonly #language: FlowLanguage;
  readonly #describer: Describer;
  readonly #setting: MeasureSetting;
  readonly #conditions = new Map<PathEffect, Conjunction | undefined>();

  constructor(
    table: ExploredTable,
    language: FlowLanguage,
    describer: Describer,
    setting: MeasureSetting,
  ) {
    this.#table = table;
    this.#language = language;
    this.#describer = describer;
    this.#setting = setting;
  }

  /**
   * What a call does. Where other inputs decide, too, what it does with those of its measurement. A call with regions of its
   * own, and one on a table of which not all is known, is measured.
   */
  answer(spec: CallSpec): CallAnswer {
    const isExplored = spec.inputs === undefined && this.#table.notCovered.length === 0;
    const effects = isExplored ? this.#effectsOf(spec) : [];
    const [first] = effects;
    const isOne = first !== undefined && effects.every(({ key }) => key === first.key);
    if (isOne) {
      const { name, consequence } = first.behaviour;
      return { name, consequence };
    }
    const [measured] = measure(this.#setting, [{ ...spec, isBrief: true }]);
    const { name = '', consequence = 'dangerous' } = measured ?? {};
    return { name, consequence };
  }

  /** What calls do that are made so, whatever else their inputs are. */
  #effectsOf(spec: CallSpec): PathEffect[] {
    const setting = { isFree: this.#table.isFree, base: () => 0n };
    const made = this.#describer.describe(this.#constraints(spec), setting);
    return made === undefined
      ? []
      : this.#table.effects.filter((effect) => {
          const own = this.#conditionsOf(effect);
          return own !== undefined && this.#describer.intersect(own, made) !== undefined;
        });
  }

  #constraints(spec: CallSpec): Constraint<Source>[] {
    const { builder, sources } = this.#language;
    const given: readonly [Source, bigint][] = [
      [sources.immediate, BigInt(spec.immediate)],
      ...[...givenOf(this.#setting.session, spec)].map(
        ([register, value]: [RegisterName, bigint]): [Source, bigint] => [
          sources.register(register),
          value,
        ],
      ),
    ];
    return given.map(([source, value]) => {
      const width = widthOfSource(source);
      const input = builder.input(source, width);
      return {
        expression: builder.compare('eq', input, builder.constant(value, width)),
        holds: true,
      };
    });
  }

  #conditionsOf(effect: PathEffect): Conjunction | undefined {
    if (!this.#conditions.has(effect)) {
      const { path } = effect;
      const conjunction = this.#describer.describe(ownConditions(path), {
        isFree: this.#table.isFree,
        base: (source, width) => this.#table.unchosen(path, source, width),
      });
      this.#conditions.set(effect, conjunction);
    }
    return this.#conditions.get(effect);
  }
}
