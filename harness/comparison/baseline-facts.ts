import { schemas } from '../diagnostics/schemas.ts';
import type { ProofResult } from '../proof/result.ts';
import type { SweepResult } from '../sweep/sweep-result.ts';
import type { Comparison, OperationSide, TableDifferences } from './comparison.ts';
import { counterpartName, targetName } from './table-names.ts';
import { sweepFacts } from './sweep-facts.ts';

/** A result as what it says, each fact under a name that a person understands. */
export type BaselineFacts = ReadonlyMap<string, string>;

/**
 * What a result says; how it was found is left out, and so is what its vectors are called: another build of them is
 * compared with the same facts. The sides of a comparison are A and B, as on the command line.
 */
export function factsOf(result: SweepResult | Comparison | ProofResult): BaselineFacts {
  switch (result.schema) {
    case schemas.sweep:
      return sweepFacts(result);
    case schemas.prove:
      return proofFacts(result);
    case schemas.compare:
      return comparisonFacts(result);
  }
}

/** Verdicts alone: counterexamples and reasons may be others, with what is wrong unchanged. */
function proofFacts({ statements, failures }: ProofResult): Map<string, string> {
  const values = new Map<string, string>();
  for (const { abi, table, way, caller, slot, clause, verdict } of statements) {
    const key = `${abi}/${table}, ${way}, ${caller}, ${slot}: ${clause}`;
    values.set(key, verdict.replace('-', ' '));
  }
  for (const { part } of failures) {
    values.set(part, 'could not be looked at');
  }
  return values;
}

const sideNames = { a: 'A ', b: 'B ' } as const;

function comparisonFacts(comparison: Comparison): Map<string, string> {
  const values = new Map<string, string>();
  const { differences, disagreements, unmatched, failures } = comparison;
  addDifferences(['A ', 'B '], differences, values);
  for (const side of ['a', 'b'] as const) {
    addDifferences([sideNames[side], sideNames[side]], disagreements[side], values);
  }
  for (const { side, table } of unmatched) {
    values.set(`${sideNames[side]}${table}`, 'compared with nothing');
  }
  addCalls(comparison, values);
  for (const { part, reason } of failures) {
    values.set(part, `not compared: ${reason}`);
  }
  return values;
}

function addDifferences(
  [ofFirst, ofSecond]: readonly [string, string],
  differences: readonly TableDifferences[],
  values: Map<string, string>,
): void {
  for (const { tables, callers } of differences) {
    const [first, second] = tables;
    for (const { caller, classes, notCovered } of callers) {
      const name = `${ofFirst}${first} against ${ofSecond}${second}, ${caller}`;
      for (const { when, ...each } of classes) {
        values.set(`${name}: ${each.first} -> ${each.second}`, when);
      }
      if (notCovered.length > 0) {
        values.set(name, `not known of all values: ${notCovered.join('; ')}`);
      }
    }
  }
}

function addCalls(comparison: Comparison, values: Map<string, string>): void {
  const { operations, unconverted, namespace } = comparison;
  for (const { name, table, ...sides } of operations) {
    for (const side of ['a', 'b'] as const) {
      const measured = sides[side];
      if (measured !== undefined) {
        const own = side === 'a' ? table : (counterpartName(comparison, 'a', table) ?? table);
        addOperation(`${sideNames[side]}${own}, ${name}`, measured, values);
      }
    }
  }
  for (const each of unconverted) {
    const { from, table, operation, caller, call, gets, consequence } = each;
    const [own, other] = from === 'a' ? ['A', 'B'] : ['B', 'A'];
    const isPair = counterpartName(comparison, from, table) !== undefined;
    const key = [
      `${operation} (${call}) made for ${isPair ? own : `${own} ${table}`}`,
      `on ${other} ${targetName(comparison, each)}`,
      ...(caller === 'guest' ? ['from a guest'] : []),
    ];
    values.set(key.join(', '), `${gets}: ${consequence}`);
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
