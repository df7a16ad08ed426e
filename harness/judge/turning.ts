import type { CallRecord } from '../calls/call-record.ts';
import type { Flow } from '../flow/flow.ts';
import type { Source } from '../flow/source.ts';
import { sourceKey, widthOfSource } from '../flow/source.ts';
import type { Constraint } from '../solver/condition.ts';
import type { Solution } from '../solver/solve.ts';
import { solveForInput } from '../solver/solve.ts';
import type { Agreement } from './agreements.ts';
import type { Call } from './call.ts';
import { isUndeclared } from './undeclared.ts';

/** A condition that depends on an undeclared source, and a value of that with which it is the other way round. */
export interface Turn {
  readonly source: Source;
  readonly solution: Solution;
  /** The step that the condition belongs to; undefined for a value that was never computed. */
  readonly step: number | undefined;
  /** What is the same however often the condition comes up. */
  readonly key: string;
}

interface Turnable extends Constraint<Source> {
  readonly step: number | undefined;
  readonly kind: string;
}

/**
 * Everything that could make a difference: for each condition of a call's way, and each agreement of what is found with
 * what is expected, each undeclared source that it depends on, with a value that turns it. What comes before it on the
 * way stays as it is; where that cannot be, it is no matter of this way.
 */
export function* turns(
  call: Call,
  record: CallRecord,
  flow: Flow,
  agreed: readonly Agreement[],
): Generator<Turn> {
  const { builder, conditions } = flow;
  const path: Turnable[] = conditions.map(({ expression, holds, step, kind }) => ({
    expression,
    holds,
    step,
    kind,
  }));
  const ends: Turnable[] = agreed.map(({ expression, found }) => ({
    expression,
    holds: true,
    step: flow.makerOf(found),
    kind: 'agreement',
  }));
  const occurrences = new Map<string, number>();
  for (const [index, turnable] of [...path, ...ends].entries()) {
    const address = turnable.step === undefined ? '' : `${record.steps?.[turnable.step]?.address}`;
    const place = `${turnable.kind} ${address}`;
    const occurrence = (occurrences.get(place) ?? 0) + 1;
    occurrences.set(place, occurrence);
    for (const source of builder.inputsOf(turnable.expression)) {
      if (isUndeclared(source, call, record)) {
        const before = [...othersOf(call, flow, source), ...path.slice(0, index)];
        yield turnOf(flow, before, turnable, source, `${place} ${occurrence}`);
      }
    }
  }
}

/** Bits of a number that is meant whether vectors compare all of the register or its low half. */
const shortNumber = 32;

/** What must stay so whatever value a selector register has: its number is none of the others, or the identifier it is. */
function othersOf(call: Call, { builder }: Flow, source: Source): Constraint<Source>[] {
  const { otherNumbers, identifier, state } = call;
  if (source.kind === 'register' && source.register === identifier) {
    const low = builder.extract(builder.input(source, widthOfSource(source)), 0, shortNumber);
    const number = builder.constant(state.get(source.register), shortNumber);
    return [{ expression: builder.compare('eq', low, number), holds: true }];
  }
  if (source.kind !== 'register' || source.register !== otherNumbers?.register) {
    return [];
  }
  return otherNumbers.taken.map((number) => {
    const width = number >> BigInt(shortNumber) === 0n ? shortNumber : widthOfSource(source);
    const low = builder.extract(builder.input(source, widthOfSource(source)), 0, width);
    const expression = builder.compare('eq', low, builder.constant(number, width));
    return { expression, holds: false };
  });
}

function turnOf(
  flow: Flow,
  before: readonly Constraint<Source>[],
  turnable: Turnable,
  source: Source,
  place: string,
): Turn {
  const { builder, base } = flow;
  const width = widthOfSource(source);
  const own = before.filter(({ expression }) => builder.inputsOf(expression).has(source));
  const constraints = [...own, { ...turnable, holds: !turnable.holds }];
  const isExact = constraints.every(({ expression }) => builder.isExact(expression));
  const solution: Solution = isExact
    ? solveForInput(builder, constraints, source, width, base)
    : { kind: 'unknown', reason: 'it depends on a value that is not followed' };
  return { source, solution, step: turnable.step, key: `${place} ${sourceKey(source)}` };
}
