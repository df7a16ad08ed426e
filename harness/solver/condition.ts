import type { ExpressionBuilder } from '../expression/builder.ts';
import type { Expression } from '../expression/expression.ts';
import { foldUp } from '../expression/walk.ts';

/** What must hold: an expression of 1 bit that must be 1 or, where `holds` is false, 0. */
export interface Constraint<Name> {
  readonly expression: Expression<Name>;
  readonly holds: boolean;
}

/** Arithmetic whose low bits depend on the low bits of its operands alone. */
const carries: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'neg']);

/**
 * The expression with arithmetic of no more bits than are taken of it: what is known of fewer bits says more about them.
 */
function narrowed<Name>(
  builder: ExpressionBuilder<Name>,
  whole: Expression<Name>,
  known: Map<Expression<Name>, Expression<Name>>,
): Expression<Name> {
  return foldUp(whole, known, (expression, narrow) => {
    if (expression.kind !== 'operation') {
      return expression;
    }
    const operands = expression.operands.map(narrow);
    const { operator, width, parameter } = expression;
    const [inner] = operands;
    if (operator === 'extract' && inner?.kind === 'operation' && carries.has(inner.operator)) {
      const needed = parameter + width;
      const low = inner.operands.map((operand) => builder.extract(operand, 0, needed));
      const sum = builder.operation(inner.operator, low, needed);
      return builder.extract(sum, parameter, width);
    }
    return builder.operation(operator, operands, width, parameter);
  });
}

/** Conditions that must all hold, of constraints: conjunctions are taken apart. */
export function conditionsOf<Name>(
  builder: ExpressionBuilder<Name>,
  constraints: readonly Constraint<Name>[],
): readonly Expression<Name>[] {
  const conditions = new Set<Expression<Name>>();
  const known = new Map<Expression<Name>, Expression<Name>>();
  const open = constraints.map(({ expression, holds }) => ({
    expression: narrowed(builder, expression, known),
    holds,
  }));
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { expression, holds } = next;
    const operator = expression.kind === 'operation' ? expression.operator : undefined;
    const operands = expression.kind === 'operation' ? expression.operands : [];
    if (operator === 'not') {
      open.push(...operands.map((operand) => ({ expression: operand, holds: !holds })));
    } else if (operator === (holds ? 'and' : 'or')) {
      open.push(...operands.map((operand) => ({ expression: operand, holds })));
    } else {
      conditions.add(holds ? expression : builder.unary('not', expression));
    }
  }
  return [...conditions];
}

/** Whether a condition holds: by the evaluation of operators alone where that is possible, not by the rules that made the condition. */
export function isOne<Name>(
  builder: ExpressionBuilder<Name>,
  condition: Expression<Name>,
  valueOf: (name: Name, width: number) => bigint,
): boolean {
  if (builder.isExact(condition)) {
    return builder.evaluator(valueOf)(condition) === 1n;
  }
  const replaced = builder.substitute(condition, (name, width) =>
    builder.constant(valueOf(name, width), width),
  );
  return replaced.kind === 'constant' && replaced.value === 1n;
}
