import { problemAt } from '../abi/document/problem-at.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { State } from '../architecture/state.ts';
import type { PlacedRegion } from '../calls/placed-region.ts';
import type { MemoryChange } from '../calls/repeated-call.ts';
import type { PlannedStep, PlanSetting } from './planned-step.ts';
import { checkObservable, plannedStep, withSelectedOperation } from './planned-step.ts';
import { StepCells } from './step-cells.ts';
import { guestMemory } from './step-guest.ts';
import { memoryBefore } from './step-memory.ts';
import { givenInMemory, setRegisters, stateFound, valuedRegisters } from './step-registers.ts';
import { StepValues } from './step-values.ts';

/** What a call starts from. */
export interface StepGround {
  readonly planned: PlannedStep;
  /** Every register, sentinels included. */
  readonly state: State;
  /** Registers on which the call may depend. */
  readonly declared: ReadonlySet<RegisterName>;
  readonly regions: readonly PlacedRegion[];
  /** What memory must hold. */
  readonly memory: readonly MemoryChange[];
  readonly values: StepValues;
}

/**
 * The registers, regions and memory of a step before its call, in that order; registers that memory says come last. Throws
 * an HcallError for what cannot be: a symbol or memory that is not there, a register that cannot be observed, or
 * `circular-memory`.
 */
export function stepGround(setting: PlanSetting): StepGround {
  const { session, test, site, before, seed } = setting;
  const found = plannedStep(setting);
  const state = stateFound(found, before, seed);
  const map = session.regionMap(test.regions.values());
  const ground = { state, regions: map, valued: valuedRegisters(found, test) };
  checkObservable(found);
  const declared = setRegisters(found, state, new StepValues({ planned: found, ...ground }));
  state.set('pc', site.address);
  const settle = (): StepGround => {
    // Only now is known what a routine passes on.
    const planned = withSelectedOperation(found, state);
    const values = new StepValues({ planned, ...ground });
    const regions = values.placeRegions(before === undefined);
    const first = before === undefined ? { placed: regions, seed } : undefined;
    const guest = guestMemory({ planned, test, state, values, seed });
    const memory = memoryBefore(planned, values, first, guest);
    return { planned, state, declared, regions, memory, values };
  };
  const settled = settle();
  const inMemory = givenInMemory(settled.planned);
  if (inMemory.length === 0) {
    return settled;
  }
  setFromMemory(inMemory, settled);
  const again = settle();
  const changed = setFromMemory(inMemory, again);
  if (changed !== undefined) {
    const [register, { place }] = changed;
    throw problemAt(
      'circular-memory',
      `${register} is what memory holds, and the memory depends on it`,
      place,
      'give the register, or the memory, a value of its own',
    );
  }
  return again;
}

/** Gives registers what memory holds, in order. Returns the first that held something else. */
function setFromMemory(
  given: ReturnType<typeof givenInMemory>,
  { planned, state, values, memory }: StepGround,
): (typeof given)[number] | undefined {
  const { machine } = planned.session;
  const before = given.map(([register]) => state.get(register));
  for (const [register, { value, place }] of given) {
    const cells = new StepCells([{ value, place }], machine, values, memory);
    state.set(register, values.evaluate(value, place, cells.value));
  }
  return given.find(([register], index) => state.get(register) !== before[index]);
}
