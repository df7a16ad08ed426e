import type { ExpressionBuilder } from '../expression/builder.ts';
import type { Expression } from '../expression/expression.ts';
import { isOne } from './condition.ts';
import { smtLibScript } from './smt-lib.ts';
import type { SmtSolver } from './smt-solver.ts';
import type { Values } from './values.ts';
import { opaqueReason } from './values.ts';

/** Characters of a solver's text that a reason quotes. */
const mostQuoted = 120;

/**
 * Asks a solver for values with which all conditions hold. Opaque parts may have any value there, so that 'none' is
 * certain and values are not. Throws an Error where a condition does not hold with the solver's values.
 */
export async function checkWithSmt<Name>(
  builder: ExpressionBuilder<Name>,
  conditions: readonly Expression<Name>[],
  solver: SmtSolver,
): Promise<Values<Name>> {
  const symbols = new Map<Name, string>();
  const symbolOf = (name: Name): string => {
    const symbol = symbols.get(name) ?? `x${symbols.size}`;
    symbols.set(name, symbol);
    return symbol;
  };
  const script = smtLibScript(
    conditions.map((expression) => ({ expression, holds: true })),
    symbolOf,
  );
  const reply = await solver.ask(`${script}(get-info :reason-unknown)\n`);
  if (reply.kind === 'failed') {
    return { kind: 'unknown', reason: reply.reason };
  }
  const text = reply.text.trim();
  const [answer] = text.split('\n');
  switch (answer) {
    case 'unsat':
      return { kind: 'none' };
    case 'unknown': {
      const why = /\(:reason-unknown "([^"]*)"\)/.exec(text)?.[1] ?? 'no reason is given';
      return { kind: 'unknown', reason: `the solver gives up: ${why}` };
    }
    case 'sat':
      break;
    default:
      return {
        kind: 'unknown',
        reason: `the solver's answer is not understood: '${text.slice(0, mostQuoted)}'`,
      };
  }
  if (!conditions.every((condition) => builder.isExact(condition))) {
    return { kind: 'unknown', reason: opaqueReason };
  }
  const numbers = new Map(
    [...text.matchAll(/\(\|?(x\d+)\|? #([xb][0-9a-f]+)\)/g)].map(
      ([, symbol = '', digits = '']) => [symbol, BigInt(`0${digits}`)] as const,
    ),
  );
  const values = new Map([...symbols].map(([name, symbol]) => [name, numbers.get(symbol) ?? 0n]));
  const valueOf = (name: Name): bigint => values.get(name) ?? 0n;
  if (!conditions.every((condition) => isOne(builder, condition, valueOf))) {
    throw new Error('a solver gave values with which a condition does not hold');
  }
  return { kind: 'values', values };
}
