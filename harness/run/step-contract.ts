import type { Operation } from '../abi/abi.ts';
import type { Expected, Placed } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { argumentRegisters } from '../architecture/registers.ts';
import type { Callee } from '../judge/call.ts';
import type { PlannedStep } from './planned-step.ts';
import { calledFunction } from './planned-step.ts';
import { abiOutcome, outcomeOf } from './step-end.ts';

/** What the ABI and the test together ask of a call's registers. */
export interface StepContract {
  readonly results: ReadonlyMap<RegisterName, Expected>;
  /** Registers that the contract or the exit allows to change. */
  readonly mayChange: ReadonlySet<RegisterName>;
  /** Whether NZCV may differ when it returns. */
  readonly mayChangeFlags: boolean;
  /** The function that the operation calls. */
  readonly callee: Callee | undefined;
  /** What handlers may clobber under a routine's HVC, its results and arguments aside. */
  readonly scrambled: ReadonlySet<RegisterName>;
}

/** The contract of a step's call. */
export function contractOf(planned: PlannedStep): StepContract {
  const delivered = deliveredBy(planned);
  const results = new Map(
    [...placedResults(planned)].map(([register, { value }]) => [register, value]),
  );
  return {
    results,
    mayChange: mayChange(planned, results),
    mayChangeFlags: planned.step.action.kind === 'routine' && planned.origin === 'el2',
    callee: calleeOf(delivered),
    scrambled: scrambled(planned, results),
  };
}

/** What registers must hold, by the operation and by the test. */
export function placedResults(planned: PlannedStep): ReadonlyMap<RegisterName, Placed<Expected>> {
  return new Map([
    ...(deliveredBy(planned)?.results ?? new Map<RegisterName, Placed<Expected>>()),
    ...planned.step.expectation.registers,
  ]);
}

/** The operation, if it delivers: what it does holds where it ends as it is to, for a routine, too. */
export function deliveredBy(planned: PlannedStep): Operation | undefined {
  const { operation } = planned;
  return outcomeOf(planned) === operation?.outcome ? operation : undefined;
}

/** At an exit, what the exit allows; elsewhere, what the handlers, the operation and the routine may clobber. */
function mayChange(
  planned: PlannedStep,
  results: ReadonlyMap<RegisterName, Expected>,
): Set<RegisterName> {
  const { session, step } = planned;
  const { at } = step.expectation;
  const outcome = outcomeOf(planned);
  const exits = [...session.abi.exits.values()].filter(
    (exit) => exit.outcome === outcome && (at === undefined || at.value === exit.symbol),
  );
  const isOwn = step.action.kind === 'operation' && outcome === abiOutcome(planned);
  const declared = isOwn ? clobbers(planned) : [];
  const allowed =
    exits.length > 0
      ? [...declared, ...exits.flatMap((exit) => [...exit.mayChange])]
      : clobbers(planned);
  return new Set([...allowed, ...results.keys()]);
}

function clobbers({ session, step, vectors, operation }: PlannedStep): RegisterName[] {
  const isRoutine = step.action.kind === 'routine';
  return [
    ...vectors.clobbers,
    ...(operation?.clobbers ?? []),
    ...(isRoutine ? [...session.abi.callerClobbers, 'x30' as const] : []),
  ];
}

function calleeOf(operation: Operation | undefined): Callee | undefined {
  const calls = operation?.calls;
  const register = calledFunction(operation);
  if (operation === undefined || calls === undefined || register === undefined) {
    return undefined;
  }
  const sources = calls.arguments.map((name) => operation.inputs.get(name) ?? register);
  const passed = argumentRegisters
    .slice(0, sources.length)
    .map((target, index) => [target, sources[index] ?? register] as const);
  return { function: register, arguments: new Map(passed) };
}

function scrambled(
  { step, vectors }: PlannedStep,
  results: ReadonlyMap<RegisterName, Expected>,
): Set<RegisterName> {
  return step.action.kind === 'routine'
    ? new Set([...vectors.clobbers].filter((register) => !results.has(register)))
    : new Set();
}
