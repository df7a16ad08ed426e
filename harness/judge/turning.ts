import type { CallRecord } from '../calls/call-record.ts';
import type { Flow } from '../flow/flow.ts';
import type { Source } from '../flow/source.ts';
import { sourceKey } from '../flow/source.ts';
import { turned } from '../flow/turn.ts';
import type { Constraint } from '../solver/condition.ts';
import type { Solution } from '../solver/solve.ts';
import type { Agreement } from './agreements.ts';
import type { Call } from './call.ts';
import { carriesNumber, numberConstraints } from './number.ts';
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
      if (carriesNumber(source, call) || isUndeclared(source, call.declared, record)) {
        const before = path.slice(0, index);
        yield turnOf(call, flow, before, turnable, source, `${place} ${occurrence}`);
      }
    }
  }
}

function turnOf(
  call: Call,
  flow: Flow,
  before: readonly Constraint<Source>[],
  turnable: Turnable,
  source: Source,
  place: string,
): Turn {
  const { freeNumber } = call;
  const kept =
    freeNumber !== undefined && carriesNumber(source, call)
      ? numberConstraints(flow, source, freeNumber)
      : [];
  const solution = turned(flow, [...kept, ...before], turnable, source);
  return { source, solution, step: turnable.step, key: `${place} ${sourceKey(source)}` };
}
