import type { Operation, Vectors } from '../abi/abi.ts';
import { selectorOf } from '../abi/selector.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { CallSite } from '../calls/call-sites.ts';
import type { Origin } from '../abi/origin.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import type { Action, Test, TestStep } from '../fixture/test.ts';
import { originOf } from './origin.ts';
import type { Session } from './session.ts';

/** A step of a test, and where it is made. */
export interface PlanSetting {
  readonly session: Session;
  readonly test: Test;
  readonly step: TestStep;
  readonly site: CallSite;
  /** The state that the step before left; undefined for the first. */
  readonly before: State | undefined;
  readonly seed: number;
}

/** A step with what answers it. */
export interface PlannedStep {
  readonly session: Session;
  readonly step: TestStep;
  readonly origin: Origin;
  /** Where the table of the test is loaded. */
  readonly table: bigint;
  /** The vectors that are installed at this step. */
  readonly vectors: Vectors;
  /** The operation as these vectors answer it; undefined where the step calls none. */
  readonly operation: Operation | undefined;
}

/** What answers a step. Throws `unknown-symbol` for a table that does not exist. */
export function plannedStep({ session, test, step, before }: PlanSetting): PlannedStep {
  const table = session.address(test.vectors.table, 'phys');
  const installed = before?.get('vbar_el2') ?? table;
  const vectors =
    installed === table
      ? test.vectors.contract
      : (session.vectorsAt(installed) ?? test.vectors.contract);
  const operation = operationOf(step.action, vectors, session);
  return { session, step, origin: originOf(step), table, vectors, operation };
}

/**
 * The step with the operation that the test's own value of the selector register means, when a routine passes that
 * register on: in the x0 ABI, kvm_call_hyp(NULL) reads the vectors. A routine passes it on whose operation has an input
 * there. `state` is that before the call.
 */
export function withSelectedOperation(planned: PlannedStep, state: State): PlannedStep {
  const { session, step, vectors, operation } = planned;
  const { register, read, write } = selectorOf(session.abi.selector);
  const isPassedOn =
    step.action.kind === 'routine' &&
    register !== undefined &&
    step.given.has(register) &&
    [...(operation?.inputs.values() ?? [])].includes(register);
  if (!isPassedOn) {
    return planned;
  }
  const reading = read(write(undefined).immediate, (name) => state.get(name));
  const number = reading.kind === 'number' ? reading.number : undefined;
  const selected = [...vectors.operations.values()].find(
    (operation) => operation.number !== undefined && operation.number === number,
  );
  return selected === undefined ? planned : { ...planned, operation: selected };
}

/** The caller's register that holds the function which the operation calls. */
export function calledFunction(operation: Operation | undefined): RegisterName | undefined {
  return operation?.inputs.get(operation.calls?.input ?? '');
}

/** What the machine cannot show would pass whatever the code does. Throws `not-observable`. */
export function checkObservable({ session, step }: PlannedStep): void {
  const { given, expectation } = step;
  for (const [register, { place }] of [...given, ...expectation.registers]) {
    if (!session.machine.observable.has(register)) {
      throw problem('not-observable', `the machine cannot observe ${register}`, {
        place,
        note: 'it changes by itself, or the engine has it as a constant: leave it out',
      });
    }
  }
}

/** Bits of a general register that the caller has. */
export function generalRegisterBits({ origin }: PlannedStep): 32 | 64 {
  return origin === 'aarch32' ? 32 : 64;
}

function operationOf(
  action: Action,
  { operations }: Vectors,
  { abi }: Session,
): Operation | undefined {
  switch (action.kind) {
    case 'operation':
      return operations.get(action.operation.name) ?? action.operation;
    case 'routine': {
      const name = abi.routines.get(action.symbol)?.operation;
      return name === undefined ? undefined : operations.get(name);
    }
    case 'hvc':
    case 'instruction':
    case 'raise':
      return undefined;
  }
}
