import { fieldOfNumber, numbersOf } from '../abi/number.ts';
import { selectorOf } from '../abi/selector.ts';
import type { FreeNumber } from '../judge/call.ts';
import type { PlannedStep } from './planned-step.ts';
import { generalRegisterBits } from './planned-step.ts';

/**
 * An operation without a number, or with one that is no operation's, is meant by every number that is none. Of a register
 * that carries an input, or what the test gives, nothing is free.
 */
export function freeNumber(planned: PlannedStep): FreeNumber | undefined {
  const { session, step, vectors, operation } = planned;
  const { selector } = session.abi;
  const { register } = selectorOf(selector);
  const isCarrierTaken =
    register !== undefined &&
    (step.given.has(register) || [...(operation?.inputs.values() ?? [])].includes(register));
  if (step.action.kind !== 'operation' || operation === undefined || isCarrierTaken) {
    return undefined;
  }
  const known = vectors.operations;
  const registerBits = generalRegisterBits(planned);
  const { low, bits: declaredBits } = fieldOfNumber(selector, known);
  const bits = Math.min(declaredBits, registerBits - low);
  if (bits <= 0) {
    return undefined;
  }
  const others = numbersOf(known);
  const { number } = operation;
  if (number === undefined || !others.includes(number)) {
    return { register, low, bits, number: undefined, others };
  }
  return register !== undefined && bits < registerBits
    ? { register, low, bits, number, others: [] }
    : undefined;
}
