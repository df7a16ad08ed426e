import type { FlowValue } from '../flow-state.ts';
import type { Conjunction, SubjectSet } from './conjunction.ts';
import { always } from './conjunction.ts';
import type { Diagram, Diagrams } from './diagram.ts';
import { all, leastOf } from './diagram.ts';
import type { Fields } from './field.ts';
import type { Subject } from './subject.ts';
import { bySubject } from './subject.ts';
import { valueClasses } from './value-classes.ts';

/** As many alternatives are looked at together, by what each value of a subject leaves of them. */
const mostTogether = 32;
/** Kinds of values of one subject, in that. */
const mostClasses = 64;

/**
 * As few conjunctions as are found of which one holds where one of these does. Those that exclude each other go on doing
 * so. [always] where they are all that there is.
 */
export function joinAlternatives(
  diagrams: Diagrams,
  fields: Fields,
  conjunctions: readonly Conjunction[],
  negated: (relation: FlowValue) => FlowValue,
): readonly Conjunction[] {
  const merger = new Merger(diagrams, fields, negated);
  const merged = merger.merge(conjunctions);
  if (merged.length < 2 || merged.length > mostTogether || merged.some(hasRelations)) {
    return merged;
  }
  const parted = new Parter(diagrams).part(merged);
  return parted !== undefined &&
    parted.length < merged.length &&
    merger.sizeOf(parted) <= merger.sizeOf(merged)
    ? parted.toSorted(byLeast)
    : merged;
}

const hasRelations = ({ relations }: Conjunction): boolean => relations.length > 0;

function keyOf({ sets, relations }: Conjunction, orderOf: OrderOf): string {
  const ofSets = sets.map(({ subject, set }) => `${orderOf(subject)}:${set.order}`);
  return `${ofSets.join(' ')}|${relations.map(orderOf).join(' ')}`;
}

/** The same number for the same object. */
type OrderOf = (of: Subject | FlowValue) => number;

function newOrder(): OrderOf {
  const orders = new Map<Subject | FlowValue, number>();
  return (of) => {
    const order = orders.get(of) ?? orders.size;
    orders.set(of, order);
    return order;
  };
}

function byLeast(a: Conjunction, b: Conjunction): number {
  for (const [index, { subject, set }] of a.sets.entries()) {
    const other = b.sets[index];
    if (other === undefined) {
      return 1;
    }
    const order = bySubject(subject, other.subject);
    if (order !== 0) {
      return order;
    }
    const [least, otherLeast] = [leastOf(set), leastOf(other.set)];
    if (least !== otherLeast) {
      return least < otherLeast ? -1 : 1;
    }
  }
  return a.sets.length - b.sets.length;
}

/** Makes one of conjunctions that differ in one thing. */
class Merger {
  readonly #diagrams: Diagrams;
  readonly #fields: Fields;
  readonly #negated: (relation: FlowValue) => FlowValue;
  readonly #orderOf = newOrder();

  constructor(diagrams: Diagrams, fields: Fields, negated: (relation: FlowValue) => FlowValue) {
    this.#diagrams = diagrams;
    this.#fields = fields;
    this.#negated = negated;
  }

  merge(conjunctions: readonly Conjunction[]): readonly Conjunction[] {
    let open = this.#once(conjunctions.toSorted(byLeast));
    for (let before = Infinity; open.length < before && open.length > 1;) {
      before = open.length;
      const subjects = new Set(open.flatMap(({ sets }) => sets.map(({ subject }) => subject)));
      // The last one first: what is asked last on a path is what differs most often.
      for (const subject of [...subjects].toSorted(bySubject).toReversed()) {
        open = this.#mergedIn(subject, open);
      }
      open = this.#withoutOpposites(open);
    }
    return open.toSorted(byLeast);
  }

  /** How many intervals it takes to write all of them. */
  sizeOf(conjunctions: readonly Conjunction[]): bigint {
    return conjunctions
      .flatMap(({ sets }) => sets)
      .reduce((sum, each) => sum + this.#fields.sizeOf(each), 0n);
  }

  #key(conjunction: Conjunction): string {
    return keyOf(conjunction, this.#orderOf);
  }

  #once(conjunctions: readonly Conjunction[]): readonly Conjunction[] {
    return [...new Map(conjunctions.map((each) => [this.#key(each), each])).values()];
  }

  /** Puts together those that differ in that subject's set alone. */
  #mergedIn(subject: Subject, conjunctions: readonly Conjunction[]): readonly Conjunction[] {
    const groups = new Map<string, { readonly rest: Conjunction; readonly sets: Diagram[] }>();
    for (const { sets, relations } of conjunctions) {
      const rest = { sets: sets.filter((each) => each.subject !== subject), relations };
      const set = sets.find((each) => each.subject === subject)?.set ?? all;
      const key = this.#key(rest);
      const group = groups.get(key) ?? { rest, sets: [] };
      group.sets.push(set);
      groups.set(key, group);
    }
    return [...groups.values()].flatMap(({ rest, sets }) =>
      this.#united(subject, sets).map((set) => withSet(rest, { subject, set })),
    );
  }

  /** The sets, those put together of which the union is no longer to write than they are. */
  #united(subject: Subject, sets: readonly Diagram[]): readonly Diagram[] {
    const size = (...of: readonly Diagram[]): bigint =>
      of.reduce((sum, set) => sum + this.#fields.sizeOf({ subject, set }), 0n);
    if (sets.length < 2) {
      return sets;
    }
    const whole = this.#diagrams.reduce('or', sets);
    if (size(whole) <= size(...sets)) {
      return [whole];
    }
    return sets.reduce<readonly Diagram[]>((united, set) => {
      for (const [index, other] of united.entries()) {
        const both = this.#diagrams.or(other, set);
        if (size(both) <= size(other, set)) {
          return united.with(index, both);
        }
      }
      return [...united, set];
    }, []);
  }

  /** Takes a relation out where another conjunction has its opposite and is the same otherwise. */
  #withoutOpposites(conjunctions: readonly Conjunction[]): readonly Conjunction[] {
    const open = new Set(conjunctions);
    /** By what another one must be besides, and its relation. */
    const partners = new Map<string, Conjunction>();
    for (const conjunction of conjunctions) {
      const { sets, relations } = conjunction;
      for (const relation of relations) {
        const merged = { sets, relations: relations.filter((each) => each !== relation) };
        const key = this.#key(merged);
        const partner = partners.get(`${key} but ${this.#orderOf(relation)}`);
        if (partner !== undefined && open.has(partner)) {
          open.delete(partner);
          open.delete(conjunction);
          open.add(merged);
          break;
        }
        partners.set(`${key} but ${this.#orderOf(this.#negated(relation))}`, conjunction);
      }
    }
    return this.#once([...open]);
  }
}

function withSet({ sets, relations }: Conjunction, more: SubjectSet): Conjunction {
  return more.set === all
    ? { sets, relations }
    : { sets: [...sets, more].toSorted((a, b) => bySubject(a.subject, b.subject)), relations };
}

/** Puts alternatives into a form that is the same for the same values: subject by subject, by what each value leaves. */
class Parter {
  readonly #diagrams: Diagrams;
  readonly #orderOf = newOrder();

  constructor(diagrams: Diagrams) {
    this.#diagrams = diagrams;
  }

  /** undefined where there are too many classes of values. */
  part(alternatives: readonly Conjunction[]): readonly Conjunction[] | undefined {
    if (alternatives.length === 0) {
      return [];
    }
    const subjects = alternatives.flatMap(({ sets }) => sets.map(({ subject }) => subject));
    const [subject] = subjects.toSorted(bySubject);
    if (subject === undefined || alternatives.some(({ sets }) => sets.length === 0)) {
      return [always];
    }
    const classes = valueClasses(this.#diagrams, subject, alternatives, mostClasses);
    const groups = new Map<
      string,
      { readonly sets: Diagram[]; readonly rest: readonly Conjunction[] }
    >();
    for (const { set, left } of classes ?? []) {
      const rest = this.part(left);
      if (rest === undefined) {
        return undefined;
      }
      const key = rest.map((each) => keyOf(each, this.#orderOf)).join('\n');
      const group = groups.get(key) ?? { sets: [], rest };
      group.sets.push(set);
      groups.set(key, group);
    }
    return (
      classes &&
      [...groups.values()].flatMap(({ sets, rest }) => {
        const set = this.#diagrams.reduce('or', sets);
        return rest.map((each) => withSet(each, { subject, set }));
      })
    );
  }
}
