import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { withSyndrome } from '../calls/syndrome.ts';
import { chosenCall } from '../flow/chosen-call.ts';
import type { Source } from '../flow/source.ts';
import type { Call } from '../judge/call.ts';

/**
 * The call as it is with chosen values: what its exception leaves in registers, and what its expectations say of memory,
 * are theirs.
 */
export function callWith(call: Call, values: ReadonlyMap<Source, bigint>): Call {
  const bytes = new Map(
    [...values].flatMap(([source, value]): [bigint, bigint][] =>
      source.kind === 'memory' ? [[source.address, value]] : [],
    ),
  );
  return {
    ...call,
    cause: call.cause && causeWith(call.cause, values),
    cell: (cell) => {
      const from = call.cellAddress(cell);
      let value = call.cell(cell);
      for (let index = 0; index < cell.size; index += 1) {
        const byte = bytes.get(from + BigInt(index));
        const low = BigInt(8 * index);
        value = byte === undefined ? value : (value & ~(0xffn << low)) | (byte << low);
      }
      return value;
    },
  };
}

function causeWith(cause: ExceptionCause, values: ReadonlyMap<Source, bigint>): ExceptionCause {
  const { immediate, syndrome } = chosenCall(values);
  const own = cause.kind === 'hvc' && immediate !== undefined ? { ...cause, immediate } : cause;
  return withSyndrome({ cause: own }, syndrome).cause;
}
