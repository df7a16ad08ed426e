import type { Abi, Operation } from '../abi/abi.ts';
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
  { selector }: Abi,
  { name, number, inputs, calls }: Operation,
  caller = 'host',
): OperationCall {
  const given: [RegisterName, string][] = [];
  if (selector.kind === 'register' && number !== undefined) {
    given.push([selector.register, hexadecimal(number)]);
  }
  const callee = inputs.get(calls?.input ?? '');
  if (callee !== undefined) {
    given.push([callee, 'function']);
  }
  const immediate = selector.kind === 'immediate' ? Number(number ?? 0n) : selector.immediate;
  return { operation: name, spec: { caller, immediate, given } };
}

/** What no operation of the ABI is: another immediate, or another number. Undefined where every number is one. */
export function unknownCall(
  { selector, operations }: Abi,
  caller = 'host',
): OperationCall | undefined {
  const [plain = 0] = plainImmediates;
  if (selector.kind === 'immediate') {
    return { operation: 'any other immediate', spec: { caller, immediate: plain, given: [] } };
  }
  const isOpen = [...operations.values()].some(({ number }) => number === undefined);
  const { immediate } = selector;
  return isOpen
    ? undefined
    : { operation: 'any other number', spec: { caller, immediate, given: [] } };
}
