import type { Conjunction, SubjectSet } from './conjunction.ts';
import type { Diagram, Diagrams } from './diagram.ts';
import { all } from './diagram.ts';
import type { Fields } from './field.ts';
import type { Subject } from './subject.ts';

/** Intervals of a list that says all the values which there are. */
const mostListed = 3;

/**
 * The same wherever a restriction holds, in plainer words: what the restriction says is left out, a short list has all the
 * values that are left, and otherwise the fewest intervals are taken.
 */
export function restricted(
  diagrams: Diagrams,
  fields: Fields,
  { sets, relations }: Conjunction,
  restriction: Conjunction,
): Conjunction {
  const limits = new Map(restriction.sets.map(({ subject, set }) => [subject, set]));
  return {
    relations,
    sets: sets.flatMap(({ subject, set }): SubjectSet[] => {
      const limit = limits.get(subject);
      if (limit === undefined) {
        return [{ subject, set }];
      }
      const parts = fields
        .of({ subject, set })
        .map((part) => plainest(diagrams, fields, { subject, set: part.set }, limit));
      const whole = diagrams.reduce('and', parts);
      return whole === all ? [] : [{ subject, set: whole }];
    }),
  };
}

function plainest(
  diagrams: Diagrams,
  fields: Fields,
  { subject, set }: SubjectSet,
  limit: Diagram,
): Diagram {
  const open = diagrams.or(set, diagrams.not(limit));
  if (open === all) {
    return all;
  }
  const inside = diagrams.and(set, limit);
  const sizeOf = (each: Diagram): bigint => fields.sizeOf({ subject, set: each });
  return (
    [inside, set].find((each) => isShortList(fields, subject, each)) ??
    [set, open, inside].reduce((one, other) => (sizeOf(other) < sizeOf(one) ? other : one))
  );
}

function isShortList(fields: Fields, subject: Subject, set: Diagram): boolean {
  const [field, ...more] = fields.of({ subject, set });
  const values = field && fields.valuesOf(field);
  return more.length === 0 && values?.isInside === true && values.count <= BigInt(mostListed);
}
