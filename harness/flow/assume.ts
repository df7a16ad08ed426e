import type { ExpressionBuilder } from '../expression/builder.ts';
import type { Expression } from '../expression/expression.ts';

/** The value where a condition of 1 bit is known to hold, or not to: the condition itself becomes a number in it. */
export function assume<Name>(
  builder: ExpressionBuilder<Name>,
  value: Expression<Name>,
  condition: Expression<Name>,
  holds: boolean,
): Expression<Name> {
  if (condition.kind === 'operation' && condition.operator === 'not') {
    return assume(builder, value, condition.operands[0] as Expression<Name>, !holds);
  }
  const known = new Map([[condition, builder.constant(holds ? 1n : 0n, 1) as Expression<Name>]]);
  const rebuild = (each: Expression<Name>): Expression<Name> => {
    const before = known.get(each);
    if (before !== undefined) {
      return before;
    }
    const after = rebuilt(builder, each, rebuild);
    known.set(each, after);
    return after;
  };
  return rebuild(value);
}

function rebuilt<Name>(
  builder: ExpressionBuilder<Name>,
  value: Expression<Name>,
  rebuild: (value: Expression<Name>) => Expression<Name>,
): Expression<Name> {
  if (value.kind === 'constant' || value.kind === 'input') {
    return value;
  }
  const operands = value.operands.map(rebuild);
  if (operands.every((operand, index) => operand === value.operands[index])) {
    return value;
  }
  return value.kind === 'opaque'
    ? builder.opaque(value.function, operands, value.width)
    : builder.operation(value.operator, operands, value.width, value.parameter);
}
