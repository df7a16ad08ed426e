import type { Operator } from '../../expression/operator.ts';
import type { Constraint } from '../../solver/condition.ts';
import type { Flow } from '../flow.ts';
import type { FlowValue } from '../flow-state.ts';
import type { NameOfAddress } from '../print.ts';
import { printValue } from '../print.ts';
import type { Source } from '../source.ts';

/** Comparisons as they are written where they do not hold. */
const opposites: Readonly<Partial<Record<Operator, string>>> = {
  eq: '!=',
  ult: '>=',
  slt: '>=s',
};

/** What had to be so, as it was calculated: `x1 + x2 = 0x1234`, `x0 >=s x1`. */
export function printRelation(
  flow: Flow,
  { expression, holds }: Constraint<Source>,
  nameOfAddress: NameOfAddress,
): string {
  const print = (value: FlowValue): string => printValue(flow, value, nameOfAddress);
  if (expression.kind !== 'operation') {
    return `${print(expression)} = ${holds ? '0x1' : '0x0'}`;
  }
  const { operator, operands } = expression;
  const [left, right] = operands as [FlowValue, FlowValue];
  if (operator === 'not') {
    return printRelation(flow, { expression: left, holds: !holds }, nameOfAddress);
  }
  const opposite = opposites[operator];
  if (opposite === undefined) {
    return `${parenthesised(print(expression))} = ${holds ? '0x1' : '0x0'}`;
  }
  return holds ? print(expression) : `${parenthesised(print(left))} ${opposite} ${print(right)}`;
}

function parenthesised(text: string): string {
  return /[?=<]/.test(text) ? `(${text})` : text;
}
