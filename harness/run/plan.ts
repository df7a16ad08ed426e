import type { ActNames } from '../calls/act.ts';
import { namedRegion } from '../calls/placed-region.ts';
import type { MemoryChange } from '../calls/repeated-call.ts';
import type { Call } from '../judge/call.ts';
import { callerStops } from './caller-stops.ts';
import { freeNumber } from './free-number.ts';
import type { PlanSetting } from './planned-step.ts';
import {
  checkObservable,
  generalRegisterBits,
  plannedStep,
  withSelectedOperation,
} from './planned-step.ts';
import type { Session } from './session.ts';
import { contractOf } from './step-contract.ts';
import type { Stops } from './step-end.ts';
import { endPoint, exitReturns, outcomeOf, stopsOf } from './step-end.ts';
import { cellsOf, memoryBefore, memoryTargets } from './step-memory.ts';
import { setRegisters, stateFound, valuedRegisters } from './step-registers.ts';
import { causeOf, startOf } from './step-start.ts';
import { StepValues } from './step-values.ts';

/** A step of a test, ready to run: what the judge needs, and what makes the call needs besides it. */
export interface Plan extends Stops {
  readonly call: Call;
  /** Functions of the image that the call is to call: they run by themselves, and their entries are seen. */
  readonly captures: ReadonlySet<bigint>;
  /** What memory must hold before the call. */
  readonly memory: readonly MemoryChange[];
  /** What the expressions of functions and firmware stand for. */
  readonly names: ActNames;
}

/**
 * Turns a step of a test into a call. Throws an HcallError for a symbol that does not exist, a register that cannot be
 * observed, and memory or a region that is not there.
 */
export function planStep(setting: PlanSetting): Plan {
  const { session, test, step, site, before, seed } = setting;
  const isFirst = before === undefined;
  const found = plannedStep(setting);
  const state = stateFound(found, before, seed);
  const regions = session.regionMap(test.regions.values());
  const ground = { state, regions, valued: valuedRegisters(found, test) };
  checkObservable(found);
  const declared = setRegisters(found, state, new StepValues({ planned: found, ...ground }));
  // Only now is known what a routine passes on.
  const planned = withSelectedOperation(found, state);
  const values = new StepValues({ planned, ...ground });
  const placed = values.placeRegions(isFirst);
  state.set('pc', site.address);
  const memory = memoryBefore(planned, values, isFirst ? { placed, seed } : undefined);
  const outcome = outcomeOf(planned);
  const contract = contractOf(planned);
  const targets = memoryTargets(planned, values);
  const expected = [...contract.results.values(), ...targets.map(({ value }) => value)];
  const call: Call = {
    ...contract,
    cell: cellsOf(expected, planned, values, memory),
    state,
    start: startOf(step.action),
    cause: causeOf(planned),
    outcome,
    at: endPoint(planned, state),
    returns: { declared: step.expectation.returns, atExits: exitReturns(planned) },
    memory: targets,
    regions: placed,
    events: step.expectation.events,
    inputs: planned.operation?.inputs ?? new Map(),
    declared,
    freeNumber: freeNumber(planned),
    keeps: 'memory',
    interesting: interesting(session),
    generalRegisterBits: generalRegisterBits(planned),
    seed,
    symbol: (name, how) => session.address(name, how),
    region: (name) => values.regionAddress(name, step.place),
    isFixed: session.isFixed,
    nameOf: (address) => session.nameOf(address),
  };
  const { callee } = contract;
  return {
    call,
    ...stopsOf(planned, outcome, callerStops(call, step.action, state, site, session)),
    captures: new Set(callee === undefined ? [] : session.placesOf(state.get(callee.function))),
    memory,
    names: {
      symbol: (name, how, place) => session.address(name, how, place),
      region: (name, place) => namedRegion(placed, name, place),
      inputs: call.inputs,
    },
  };
}

/** Values that wrong code might test an input for: declared numbers, constants in the code. */
function interesting({ abi, constants }: Session): bigint[] {
  const numbers = [...abi.operations.values()].flatMap(({ number }) => number ?? []);
  return [...new Set([...numbers, ...constants])];
}
