import type { Constraint } from '../../solver/condition.ts';
import { conditionsOf } from '../../solver/condition.ts';
import type { Flow } from '../flow.ts';
import type { FlowValue } from '../flow-state.ts';
import type { FlowLanguage } from '../following.ts';
import type { Source } from '../source.ts';
import { joinAlternatives } from './alternatives.ts';
import { BitLogic } from './bit-logic.ts';
import type { Conjunction, SubjectSet } from './conjunction.ts';
import type { Diagram } from './diagram.ts';
import { Diagrams, all, countDecisions, has, none, onlyValueOf } from './diagram.ts';
import { Fields } from './field.ts';
import type { ConditionPrinter } from './print-conjunction.ts';
import type { Alternative, Range, RangeSetting } from './ranges.ts';
import { rangesOf } from './ranges.ts';
import { restricted } from './restricted.ts';
import type { Subject } from './subject.ts';
import { Subjects, bySubject, lowestBitOf } from './subject.ts';

/** What is free in a path, and what everything else was. */
export interface DescribeSetting {
  readonly isFree: (source: Source) => boolean;
  readonly base: Flow['base'];
}

/** A condition: a set of values of one subject, or a relation, or what is so or not so whatever the values are. */
type Meaning = SubjectSet | 'relation' | boolean;

/** Of a set; what takes more is a relation, so that sets of one subject can be put together in any number. */
const mostDecisions = 4096;

/**
 * Describes paths by what their free sources have to be. Conjunctions of one describer can be compared and put together;
 * those of others cannot.
 */
export class Describer {
  readonly #diagrams = new Diagrams();
  /** For printers. */
  readonly fields = new Fields(this.#diagrams);
  readonly #language: FlowLanguage;
  readonly #subjects = new Subjects();
  readonly #logics = new Map<Subject, BitLogic<Source>>();
  readonly #meanings = new Map<FlowValue, Meaning>();
  /** Conditions that must all hold for a constraint, by its expression with `holds` true and false. */
  readonly #parts = { held: new Map<FlowValue, Parts>(), failed: new Map<FlowValue, Parts>() };

  constructor(language: FlowLanguage) {
    this.#language = language;
  }

  /** What must be so for all constraints to hold; undefined where they cannot all hold. */
  describe(
    constraints: readonly Constraint<Source>[],
    setting: DescribeSetting,
  ): Conjunction | undefined {
    return this.#settled(
      [],
      constraints.flatMap((constraint) => this.#partsOf(constraint, setting)),
    );
  }

  /** What must be so for both; undefined where that cannot be. */
  intersect(a: Conjunction, b: Conjunction): Conjunction | undefined {
    return this.#settled([...a.sets, ...b.sets], [...a.relations, ...b.relations]);
  }

  /**
   * As few conjunctions as are found of which one holds where one of these does. Those that exclude each other go on doing
   * so. [always] where they are all that there is.
   */
  join(conjunctions: readonly Conjunction[]): readonly Conjunction[] {
    return joinAlternatives(this.#diagrams, this.fields, conjunctions, (relation) =>
      this.#language.builder.unary('not', relation),
    );
  }

  /** All values in ranges of inputs, as `rangesOf` has them. */
  ranges<Of>(
    alternatives: readonly Alternative<Of>[],
    printer: Omit<ConditionPrinter, 'fields'>,
    setting: RangeSetting<Of>,
  ): readonly Range<Of>[] | undefined {
    return rangesOf(this.#diagrams, { ...printer, fields: this.fields }, alternatives, setting);
  }

  /** The same wherever the restriction holds, in plainer words. */
  within(conjunction: Conjunction, restriction: Conjunction): Conjunction {
    return restricted(this.#diagrams, this.fields, conjunction, restriction);
  }

  /** Whether it holds with these values; undefined where a relation cannot be calculated. */
  contains(
    { sets, relations }: Conjunction,
    valueOf: (source: Source, width: number) => bigint,
  ): boolean | undefined {
    const { sources, builder } = this.#language;
    const bitOf = (subject: Subject, bit: number): boolean => {
      if (subject.kind === 'source') {
        return ((valueOf(subject.source, subject.width) >> BigInt(bit)) & 1n) === 1n;
      }
      const byte = sources.memory(subject.address + BigInt(bit >>> 3));
      return ((valueOf(byte, 8) >> BigInt(bit & 7)) & 1n) === 1n;
    };
    if (!sets.every(({ subject, set }) => has(set, (bit) => bitOf(subject, bit)))) {
      return false;
    }
    const evaluate = builder.evaluator(valueOf);
    const results = new Set(relations.map((relation) => evaluate(relation)));
    return results.has(0n) ? false : results.has(undefined) ? undefined : true;
  }

  #partsOf({ expression, holds }: Constraint<Source>, setting: DescribeSetting): Parts {
    const { builder } = this.#language;
    const isOpen = [...builder.inputsOf(expression)].every(setting.isFree);
    const replaced = isOpen
      ? expression
      : builder.substitute(expression, (source, width) =>
          setting.isFree(source)
            ? builder.input(source, width)
            : builder.constant(setting.base(source, width), width),
        );
    const known = this.#parts[holds ? 'held' : 'failed'];
    let parts = known.get(replaced);
    if (parts === undefined) {
      parts = conditionsOf(builder, [{ expression: replaced, holds }]);
      known.set(replaced, parts);
    }
    return parts;
  }

  #meaningOf(condition: FlowValue): Meaning {
    let meaning = this.#meanings.get(condition);
    if (meaning === undefined) {
      meaning = this.#foundMeaning(condition);
      this.#meanings.set(condition, meaning);
    }
    return meaning;
  }

  #foundMeaning(condition: FlowValue): Meaning {
    if (condition.kind === 'constant') {
      return condition.value === 1n;
    }
    const { builder } = this.#language;
    const subjects = new Set(
      [...builder.inputsOf(condition)].map((source) => this.#subjects.of(source)),
    );
    const [subject] = subjects;
    if (subject === undefined || subjects.size > 1 || !builder.isExact(condition)) {
      return 'relation';
    }
    const set = this.#logicOf(subject).setOf(condition);
    if (set === undefined || countDecisions(set) > mostDecisions) {
      return 'relation';
    }
    return set.kind === 'decision' ? { subject, set } : set === all;
  }

  #logicOf(subject: Subject): BitLogic<Source> {
    let logic = this.#logics.get(subject);
    if (logic === undefined) {
      logic = new BitLogic(this.#diagrams, (source, bit) => lowestBitOf(source) + bit);
      this.#logics.set(subject, logic);
    }
    return logic;
  }

  /** Sets and conditions put together. What has one value only is a number in relations, so that they become sets. */
  #settled(
    known: readonly SubjectSet[],
    conditions: readonly FlowValue[],
  ): Conjunction | undefined {
    const sets = new Map<Subject, Diagram>();
    const relations = new Set<FlowValue>();
    const { builder } = this.#language;
    let more = known;
    let open = conditions;
    for (;;) {
      const found = new Map<Subject, Diagram[]>();
      const add = ({ subject, set }: SubjectSet): void => {
        const ofSubject = found.get(subject) ?? [];
        ofSubject.push(set);
        found.set(subject, ofSubject);
      };
      more.forEach(add);
      for (const condition of open) {
        const meaning = this.#meaningOf(condition);
        if (meaning === false) {
          return undefined;
        } else if (meaning === 'relation') {
          relations.add(condition);
        } else if (meaning !== true) {
          add(meaning);
        }
      }
      for (const [subject, all] of found) {
        const before = sets.get(subject);
        const set = this.#diagrams.reduce('and', before === undefined ? all : [before, ...all]);
        if (set === none) {
          return undefined;
        }
        sets.set(subject, set);
      }
      open = this.#withValues(relations, sets);
      if (open.length === 0) {
        break;
      }
      more = [];
    }
    if ([...relations].some((relation) => relations.has(builder.unary('not', relation)))) {
      return undefined;
    }
    return {
      sets: [...sets]
        .map(([subject, set]) => ({ subject, set }))
        .toSorted((a, b) => bySubject(a.subject, b.subject)),
      relations: [...relations].toSorted((a, b) => builder.order(a) - builder.order(b)),
    };
  }

  /** Takes out the relations that depend on what has one value only, and gives what is left of them. */
  #withValues(relations: Set<FlowValue>, sets: ReadonlyMap<Subject, Diagram>): FlowValue[] {
    const { builder } = this.#language;
    const values = new Map<Subject, bigint | undefined>();
    const valueOf = (source: Source): bigint | undefined => {
      const subject = this.#subjects.of(source);
      if (!values.has(subject)) {
        const set = sets.get(subject);
        values.set(subject, set && onlyValueOf(set, subject.width));
      }
      const value = values.get(subject);
      return value === undefined ? undefined : value >> BigInt(lowestBitOf(source));
    };
    const changed: FlowValue[] = [];
    for (const relation of relations) {
      if ([...builder.inputsOf(relation)].some((source) => valueOf(source) !== undefined)) {
        relations.delete(relation);
        const replaced = builder.substitute(relation, (source, width) => {
          const value = valueOf(source);
          return value === undefined
            ? builder.input(source, width)
            : builder.constant(value, width);
        });
        changed.push(...conditionsOf(builder, [{ expression: replaced, holds: true }]));
      }
    }
    return changed;
  }
}

type Parts = readonly FlowValue[];
