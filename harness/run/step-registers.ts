import type { Expression, Placed, Reference } from '../abi/expression.ts';
import { selectorOf } from '../abi/selector.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import { startState } from '../calls/start-state.ts';
import { inputsOf } from '../expression/expression.ts';
import type { Test } from '../fixture/test.ts';
import { defaultFunction } from '../fixture/test.ts';
import type { PlannedStep } from './planned-step.ts';
import { calledFunction } from './planned-step.ts';
import type { StepValues } from './step-values.ts';

/** PSTATE at EL2t with DAIF masked: only code on SP_EL0 reaches the first four slots. */
const el2WithSp0 = 0x3c8n;

/** The registers that a step finds: sentinels, or what the step `before` left, in the PSTATE of its own origin. */
export function stateFound(
  { session, step, origin, table, vectors }: PlannedStep,
  before: State | undefined,
  seed: number,
): State {
  const start = { origin, table, seed, state: session.installedState(vectors) };
  const state = startState(session.resetState, start);
  if (step.action.kind === 'raise' && step.action.slot.startsWith('current-sp0')) {
    state.set('pstate', el2WithSp0);
  }
  if (before !== undefined) {
    const pstate = state.get('pstate');
    state.copyFrom(before);
    state.set('pstate', pstate);
  }
  return state;
}

/** Registers that get a value from the test, up to this step, its ABI or the operation. */
export function valuedRegisters(planned: PlannedStep, { steps }: Test): Set<RegisterName> {
  return new Set([
    ...planned.vectors.state.keys(),
    ...steps.slice(0, steps.indexOf(planned.step) + 1).flatMap(({ given }) => [...given.keys()]),
    ...valuedInputs(planned),
  ]);
}

/**
 * Puts what the step says into the registers of `state`: addresses of regions, the operation's number and inputs, what
 * is given. `values` are those of the same state. Returns the registers on which the call may depend.
 */
export function setRegisters(
  planned: PlannedStep,
  state: State,
  values: StepValues,
): Set<RegisterName> {
  const declared = new Set([...planned.vectors.inputs, ...values.pointToRegions()]);
  const set = (register: RegisterName, value: bigint): void => {
    declared.add(register);
    state.set(register, value);
  };
  const { register: selector } = selectorOf(planned.session.abi.selector);
  if (planned.step.action.kind === 'operation' && selector !== undefined) {
    declared.add(selector);
  }
  for (const [carrier, number] of numberRegisters(planned)) {
    set(carrier, number);
  }
  planned.operation?.inputs.forEach((register) => declared.add(register));
  const called = calledFunction(planned.operation);
  if (called !== undefined) {
    // One that the test does not name is the default one. Who does not come back may have switched off the MMU.
    const how = planned.operation?.outcome === 'jumped' ? 'phys' : 'link';
    set(called, planned.session.address(defaultFunction, how));
  }
  for (const [register, { value, place }] of givenOf(planned)) {
    if (!isInMemory(value)) {
      set(register, values.evaluate(value, place));
    }
  }
  givenInMemory(planned).forEach(([register]) => declared.add(register));
  return declared;
}

/** What the step gives of which memory says the value. */
export function givenInMemory(planned: PlannedStep): GivenRegister[] {
  return givenOf(planned).filter(([, { value }]) => isInMemory(value));
}

/** A register that a step gives a value. */
type GivenRegister = readonly [RegisterName, Placed<Expression>];

/** The registers to which the operation's number and inputs give values. */
function valuedInputs(planned: PlannedStep): RegisterName[] {
  const called = calledFunction(planned.operation);
  return [
    ...numberRegisters(planned).keys(),
    ...namedInputs(planned).map(([register]) => register),
    ...(called === undefined ? [] : [called]),
  ];
}

/** What carries the operation's number, besides the immediate of an HVC. */
function numberRegisters({ session, step, operation }: PlannedStep): Map<RegisterName, bigint> {
  return new Map(
    step.action.kind === 'operation'
      ? selectorOf(session.abi.selector).write(operation?.number).registers
      : [],
  );
}

/** The inputs of the operation that the step names. */
function namedInputs({ step, operation }: PlannedStep): [RegisterName, Placed<Expression>][] {
  return step.action.kind === 'operation'
    ? [...step.action.inputs].flatMap(([name, value]): [RegisterName, Placed<Expression>][] => {
        const register = operation?.inputs.get(name);
        return register === undefined ? [] : [[register, value]];
      })
    : [];
}

/** What the step gives, the address of a region after the registers that it may depend on. */
function givenOf(planned: PlannedStep): GivenRegister[] {
  const given: GivenRegister[] = [...planned.step.given];
  return [
    ...namedInputs(planned),
    ...given.filter(([, { value }]) => !names(value, 'region')),
    ...given.filter(([, { value }]) => names(value, 'region')),
  ];
}

function isInMemory(value: Expression): boolean {
  return names(value, 'cell');
}

function names(value: Expression, kind: Reference['kind']): boolean {
  return [...inputsOf(value)].some(({ name }) => name.kind === kind);
}
