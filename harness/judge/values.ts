import { evaluate } from '../abi/evaluate.ts';
import type { Expression } from '../abi/expression.ts';
import type { Call } from './call.ts';
import type { CallRecord } from '../calls/call-record.ts';

/** What an expectation stands for in this trial: 64 bits, unsigned. */
export function valueOf(expression: Expression, call: Call, trial: CallRecord): bigint {
  return evaluate(expression, {
    register: (register, when) => trial[when].get(register),
    input: (name) => {
      const register = call.inputs.get(name);
      if (register === undefined) {
        throw new Error(`the operation has no input '${name}'`);
      }
      return trial.before.get(register);
    },
    symbol: call.symbol,
    region: call.region,
    cell: call.cell,
  });
}
