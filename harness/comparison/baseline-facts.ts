import { schemas } from '../diagnostics/json-document.ts';
import type { Comparison, OperationSide } from './comparison.ts';
import type { ImmediateSweep, ImmediateRow } from '../sweep/immediate-sweep-result.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';
import { behaviourText, sweepFacts } from './sweep-facts.ts';

/** What immediates do: from, to (inclusive), and a text. */
export type FactRange = readonly [number, number, string];

/** What the calls of one caller do with one value of the selector register. */
interface FactRow {
  /** `A stub, host` */
  readonly caller: string;
  /** `x0 random` */
  readonly selector: string;
  readonly ranges: readonly FactRange[];
}

/** A result as what it says, each fact under a name that a person understands. */
export interface BaselineFacts {
  readonly values: ReadonlyMap<string, string>;
  readonly rows: ReadonlyMap<string, FactRow>;
}

/**
 * What a result says; how it was found is left out, and so is what its vectors are called: another build of them is
 * compared with the same facts. The sides of a comparison are A and B, as on the command line.
 */
export function factsOf(result: SweepResult | Comparison): BaselineFacts {
  const values = new Map<string, string>();
  const rows = new Map<string, FactRow>();
  if (result.schema === schemas.sweep) {
    return { values: sweepFacts(result), rows };
  }
  addSweep(result.a, sideNames.a, values, rows);
  addSweep(result.b, sideNames.b, values, rows);
  addComparison(result, values);
  return { values, rows };
}

const sideNames = { a: 'A ', b: 'B ' } as const;

function addSweep(
  result: ImmediateSweep,
  side: string,
  values: Map<string, string>,
  rows: Map<string, FactRow>,
): void {
  for (const row of result.rows) {
    const ranges = row.runs.map(([from, to, index]): FactRange => {
      const behaviour = result.behaviours[index];
      return [from, to, behaviour === undefined ? '' : behaviourText(behaviour)];
    });
    const caller = `${side}${row.table}, ${row.slot ?? row.caller}`;
    const selector = selectorText(row);
    rows.set(`${caller}, ${selector}`, { caller, selector, ranges });
    if (!row.complete) {
      values.set(`${caller}, ${selector}`, 'not known of every immediate');
    }
  }
  for (const behaviour of result.behaviours.filter(({ proved }) => !proved)) {
    values.set(`${side}${behaviourText(behaviour)}: an executed HVC`, 'not known to do the same');
  }
  for (const { part, reason } of result.failures) {
    values.set(`${side}${part}`, `not swept: ${reason}`);
  }
}

function selectorText({ selector: { register, name, value } }: ImmediateRow): string {
  return value === undefined ? `${register} ${name}` : `${register} = ${value}`;
}

function addComparison(comparison: Comparison, values: Map<string, string>): void {
  const { operations, unconverted, namespace } = comparison;
  for (const { name, table, ...sides } of operations) {
    for (const side of ['a', 'b'] as const) {
      const own = sides[side];
      if (own !== undefined) {
        addOperation(`${sideNames[side]}${table}, ${name}`, own, values);
      }
    }
  }
  for (const { from, table, operation, call, gets, consequence } of unconverted) {
    const [own, other] = from === 'a' ? ['A', 'B'] : ['B', 'A'];
    const key = `${operation} (${call}) made for ${own}, on ${other} ${table}`;
    values.set(key, `${gets}: ${consequence}`);
  }
  for (const { user, call, side, table, host, guest } of namespace) {
    const on = `${user} ${call} on ${sideNames[side]}${table}`;
    values.set(`${on}, from a host`, host);
    values.set(`${on}, from a guest`, guest);
  }
}

function addOperation(
  name: string,
  { call, measured, declaredClobbers }: OperationSide,
  values: Map<string, string>,
): void {
  const { name: effect, changes, inputs, stack, events, instructions, stores } = measured;
  const facts: Readonly<Record<string, string>> = {
    call,
    does: effect,
    'depends on': inputs.join(', '),
    changes: changes.map(({ register, value }) => `${register} = ${value}`).join(', '),
    stores: stores.join('; '),
    'may clobber': declaredClobbers.join(', '),
    stack: `${stack} bytes`,
    events: events.join(', '),
    instructions: String(instructions),
  };
  for (const [what, value] of Object.entries(facts)) {
    values.set(`${name}: ${what}`, value);
  }
}
