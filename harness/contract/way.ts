import type { Abi, Operation } from '../abi/abi.ts';
import { selectorOf } from '../abi/selector.ts';
import type { Slot } from '../architecture/slot.ts';
import type { Origin } from '../abi/origin.ts';
import { exceptionPaths } from '../calls/exception-path.ts';
import { plainImmediates } from '../sweep/immediates.ts';
import type { CallSpec } from '../sweep/measure.ts';
import { operationCall, unknownCall } from '../sweep/operation-calls.ts';

/*
 * Words of this room. A contract, measured: what an operation really delivers and changes, next to what abi.yaml declares.
 * A way is one of the ways into a table: an operation that somebody calls, a number that is no operation's, an exception
 * that is no call.
 */

/** The callers whose ways through the vectors are judged; the first one's is what abi.yaml declares. */
const judgedCallers = ['host', 'guest', 'el2', 'aarch32'] as const satisfies readonly Origin[];

interface CalledWay {
  readonly name: string;
  readonly caller: Origin;
  /** How it is measured. */
  readonly spec: CallSpec;
}

export type Way =
  | (CalledWay & { readonly kind: 'operation'; readonly operation: Operation })
  | (CalledWay & { readonly kind: 'other-number' })
  | (CalledWay & { readonly kind: 'exception'; readonly slot: Slot; readonly index: number });

/** Every way into a table of the ABI, always in the same order: calls first. */
export function waysInto(abi: Abi): Way[] {
  return [
    ...[...abi.operations.values()].flatMap((operation) =>
      judgedCallers.map((caller): Way => {
        const { spec } = operationCall(abi, operation, caller);
        return { kind: 'operation', name: operation.name, caller, spec, operation };
      }),
    ),
    ...judgedCallers.flatMap((caller): Way[] => {
      const call = unknownCall(abi, caller);
      return call === undefined
        ? []
        : [{ kind: 'other-number', name: call.operation, caller, spec: call.spec }];
    }),
    ...exceptionPaths.map(({ name, caller, slot }, index): Way => {
      // The immediate is no ABI's: no value that the vectors leave can be taken for it.
      const immediate = plainImmediates[0] as number;
      const spec = { caller: caller.name, immediate, given: [], exception: index };
      return { kind: 'exception', name, caller: caller.origin, slot, index, spec };
    }),
  ];
}

/** What stands for every number that is no operation's. */
export function otherNumber({ selector }: Abi): Operation {
  const { otherNumber: name, register } = selectorOf(selector);
  return {
    name,
    number: register === undefined ? BigInt(plainImmediates[0] as number) : undefined,
    inputs: new Map(),
    results: new Map(),
    outcome: 'returned',
    calls: undefined,
    clobbers: new Set(),
  };
}
