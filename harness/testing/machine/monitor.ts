import type { Value } from '../../architecture/a64/form.ts';
import { constant } from '../../expression/expression.ts';

/** The value with what the exclusive monitor says of a store put in. */
export function withMonitor(value: Value, passes: boolean): Value {
  switch (value.kind) {
    case 'opaque':
      return value.function === 'ExclusiveMonitorsPass' ? constant(passes ? 1 : 0, 1) : value;
    case 'operation':
      return {
        ...value,
        operands: value.operands.map((operand) => withMonitor(operand, passes)),
      };
    default:
      return value;
  }
}
