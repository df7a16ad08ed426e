import type { ActNames } from '../calls/act.ts';
import type { GuestWorld } from '../calls/guest-world.ts';
import { namedRegion } from '../calls/placed-region.ts';
import type { MemoryChange } from '../calls/repeated-call.ts';
import { given } from '../collections/given.ts';
import type { Call } from '../judge/call.ts';
import { callerStops } from './caller-stops.ts';
import { freeNumber } from './free-number.ts';
import type { PlanSetting } from './planned-step.ts';
import { generalRegisterBits } from './planned-step.ts';
import type { Session } from './session.ts';
import { addressRegisters, StepCells } from './step-cells.ts';
import { contextCells, contextsOf } from './step-contexts.ts';
import { contractOf, placedResults } from './step-contract.ts';
import { eventTargets } from './step-events.ts';
import type { Stops } from './step-end.ts';
import { endPoint, exitReturns, outcomeOf, stopsOf } from './step-end.ts';
import { guestOf } from './step-guest.ts';
import { stepGround } from './step-ground.ts';
import { memoryTargets } from './step-memory.ts';
import { causeOf, startOf } from './step-start.ts';

/** A step of a test, ready to run: what the judge needs, and what makes the call needs besides it. */
export interface Plan extends Stops {
  readonly call: Call;
  /** Functions of the image that the call is to call: they run by themselves, and their entries are seen. */
  readonly captures: ReadonlySet<bigint>;
  /** What memory must hold before the call. */
  readonly memory: readonly MemoryChange[];
  readonly guest: GuestWorld | undefined;
  /** What the expressions of functions and firmware stand for. */
  readonly names: ActNames;
}

/**
 * Turns a step of a test into a call. Throws an HcallError for a symbol that does not exist, a register that cannot be
 * observed, and memory or a region that is not there.
 */
export function planStep(setting: PlanSetting): Plan {
  const { session, test, step, site, seed } = setting;
  const { planned, state, declared, regions, memory, values } = stepGround(setting);
  const targets = memoryTargets(planned, values);
  const visit = guestOf({ planned, test, state, values, seed }, memory, targets.length);
  const outcome = outcomeOf(planned);
  session.exits.check(setting.test, step.expectation.at?.value, outcome);
  const contract = contractOf(planned);
  const contexts = contextsOf(planned, regions, values);
  const expected = [
    ...placedResults(planned).values(),
    ...step.expectation.memory,
    ...contextCells(contexts, planned),
  ];
  const cells = new StepCells(expected, session.machine, values, memory);
  const call: Call = {
    ...contract,
    cell: cells.value,
    cellAddress: cells.address,
    state,
    start: startOf(step.action),
    cause: causeOf(planned),
    outcome,
    at: endPoint(planned, state),
    returns: { declared: step.expectation.returns, atExits: exitReturns(planned) },
    memory: [...targets, ...(visit?.context ?? [])],
    guest: visit?.guest,
    regions,
    contexts,
    events: eventTargets(step, values),
    inputs: planned.operation?.inputs ?? new Map(),
    declared: new Set([...declared, ...addressRegisters(expected)]),
    freeNumber: freeNumber(planned),
    keeps: 'memory',
    interesting: interesting(session),
    generalRegisterBits: generalRegisterBits(planned),
    seed,
    symbol: (name, how) => session.address(name, how),
    region: (name) => values.regionAddress(name, step.place),
    isFixed: session.isFixed,
    nameOf: (address) => session.nameOf(address),
    ...given({ unpatched: session.image.unpatched }),
  };
  const { callee } = contract;
  return {
    call,
    ...stopsOf(planned, call, callerStops(call, step.action, state, site, session)),
    guest: visit?.world,
    captures: new Set(callee === undefined ? [] : session.placesOf(state.get(callee.function))),
    memory,
    names: {
      symbol: (name, how, place) => session.address(name, how, place),
      region: (name, place) => namedRegion(regions, name, place),
      inputs: call.inputs,
    },
  };
}

/** Values that wrong code might test an input for: declared numbers, constants in the code. */
function interesting({ abi, constants }: Session): bigint[] {
  const numbers = [...abi.operations.values()].flatMap(({ number }) => number ?? []);
  return [...new Set([...numbers, ...constants])];
}
