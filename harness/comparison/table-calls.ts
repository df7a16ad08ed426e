import type { FlowLanguage } from '../flow/following.ts';
import type { Source } from '../flow/source.ts';
import type { Consequence } from '../sweep/consequence.ts';
import type { CallSpec, MeasureSetting } from '../sweep/measure.ts';
import { givenOf, measure } from '../sweep/measure.ts';
import type { ExploredTable } from './explored-table.ts';
import type { PathEffect } from './path-effect.ts';

/** What one call does. Plain data. */
export interface CallAnswer {
  readonly name: string;
  readonly consequence: Consequence;
}

/** Answers what single calls do by the ways that are known of a table. */
export class TableCalls {
  readonly #table: ExploredTable;
  readonly #language: FlowLanguage;
  readonly #setting: MeasureSetting;

  constructor(table: ExploredTable, language: FlowLanguage, setting: MeasureSetting) {
    this.#table = table;
    this.#language = language;
    this.#setting = setting;
  }

  /**
   * What a call does, with the values that nobody chose where other inputs decide, too. A call with regions of its own, and
   * one on a table of which not all is known, is measured.
   */
  answer(spec: CallSpec): CallAnswer {
    const isExplored = spec.inputs === undefined && this.#table.notCovered.length === 0;
    const effect = isExplored ? this.#effectOf(spec) : undefined;
    const [measured] =
      effect === undefined ? measure(this.#setting, [{ ...spec, isBrief: true }]) : [];
    const { name = '', consequence = 'dangerous' } = effect?.behaviour ?? measured ?? {};
    return { name, consequence };
  }

  /** What the path does that such a call goes; undefined where that is not known. */
  #effectOf(spec: CallSpec): PathEffect | undefined {
    const given = this.#given(spec);
    return this.#table.effects.find(({ path }) => {
      const evaluate = this.#language.builder.evaluator((source, width) =>
        BigInt.asUintN(width, given.get(source) ?? this.#table.unchosen(path, source, width)),
      );
      return path.conditions.every(
        ({ expression, holds }) => evaluate(expression) === (holds ? 1n : 0n),
      );
    });
  }

  #given(spec: CallSpec): ReadonlyMap<Source, bigint> {
    const { sources } = this.#language;
    const registers = [...givenOf(this.#setting.session, spec)];
    return new Map<Source, bigint>([
      [sources.immediate, BigInt(spec.immediate)],
      ...registers.map(([register, value]) => [sources.register(register), value] as const),
    ]);
  }
}
