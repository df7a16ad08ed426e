import type { Conjunction } from './conjunction.ts';
import type { Diagram, Diagrams } from './diagram.ts';
import { all, none } from './diagram.ts';
import type { Subject } from './subject.ts';

/** Values of a subject for which the same alternatives are left. */
export interface ValueClass<Alternative> {
  readonly set: Diagram;
  /** Without what they say of the subject. */
  readonly left: readonly Alternative[];
}

/** All values of a subject, each in one class. Undefined where there are more than `most` classes. */
export function valueClasses<Alternative extends Conjunction>(
  diagrams: Diagrams,
  subject: Subject,
  alternatives: readonly Alternative[],
  most: number,
): readonly ValueClass<Alternative>[] | undefined {
  let classes: readonly ValueClass<Alternative>[] = [{ set: all, left: [] }];
  for (const alternative of alternatives) {
    const { sets } = alternative;
    const own = sets.find((each) => each.subject === subject)?.set ?? all;
    const rest = { ...alternative, sets: sets.filter((each) => each.subject !== subject) };
    classes = classes
      .flatMap(({ set, left }) => [
        { set: diagrams.and(set, own), left: [...left, rest] },
        { set: diagrams.and(set, diagrams.not(own)), left },
      ])
      .filter(({ set }) => set !== none);
    if (classes.length > most) {
      return undefined;
    }
  }
  return classes;
}
