import type { Abi, Operation } from '../abi/abi.ts';
import { regionInputs } from '../abi/region.ts';
import { selectorOf } from '../abi/selector.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { hexadecimal } from '../judge/finding.ts';
import { plainImmediates } from './immediates.ts';
import type { CallSpec } from './measure.ts';

/** A call that an ABI's caller makes, by the operation's name. */
export interface OperationCall {
  readonly operation: string;
  readonly spec: CallSpec;
}

/** The operation as its ABI makes it: number in its place, a function where one is called, sentinels for the rest. */
export function operationCall(
  { selector, regions }: Abi,
  { name, number, inputs, calls }: Operation,
  caller = 'host',
): OperationCall {
  const { immediate, registers } = selectorOf(selector).write(number);
  const given = [...registers].map(([register, value]): [RegisterName, string] => [
    register,
    hexadecimal(value),
  ]);
  const callee = inputs.get(calls?.input ?? '');
  if (callee !== undefined) {
    given.push([callee, 'function']);
  }
  const used = [...regionInputs(regions.values(), [{ inputs }])];
  const spec = { caller, immediate, given, ...(used.length === 0 ? {} : { inputs: used }) };
  return { operation: name, spec };
}

/** What no operation of the ABI is: another immediate, or another number. Undefined where every number is one. */
export function unknownCall(
  { selector, operations }: Abi,
  caller = 'host',
): OperationCall | undefined {
  const [plain = 0] = plainImmediates;
  const { otherNumber, otherImmediate } = selectorOf(selector);
  const isOpen = [...operations.values()].some(({ number }) => number === undefined);
  return isOpen
    ? undefined
    : { operation: otherNumber, spec: { caller, immediate: otherImmediate(plain), given: [] } };
}
