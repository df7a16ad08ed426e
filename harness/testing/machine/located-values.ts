import type { Location } from '../../architecture/a64/form.ts';
import { systemLocation, systemLocations } from '../../architecture/a64/system-location.ts';
import { registers } from '../../architecture/registers.ts';
import type { RegisterName } from '../../architecture/registers.ts';
import { currentLevel } from '../../architecture/pstate.ts';
import type { State } from '../../architecture/state.ts';
import { systemRegisterRow } from '../../architecture/system-register-rows.ts';

/** The locations of the table of forms in a state. */

/** Where PSTATE has what a location holds: the lowest bit, the width, and the lowest bit in the location. */
const pstateParts: ReadonlyMap<Location, readonly [low: bigint, width: number, shift: bigint]> =
  new Map([
    ['n', [31n, 1, 0n]],
    ['z', [30n, 1, 0n]],
    ['c', [29n, 1, 0n]],
    ['v', [28n, 1, 0n]],
    [systemLocations.daif, [6n, 4, 6n]],
    [systemLocations.spSel, [0n, 1, 0n]],
    [systemLocations.currentEl, [2n, 2, 2n]],
    [systemLocations.pan, [22n, 1, 22n]],
    [systemLocations.uao, [23n, 1, 23n]],
  ]);

export const systemNames: ReadonlyMap<Location, RegisterName> = new Map([
  ...registers.flatMap(({ name, encoding }) =>
    encoding === undefined ? [] : [[systemLocation(encoding), name] as const],
  ),
  [systemLocations.spEl0, 'sp_el0'],
  [systemLocations.spEl1, 'sp_el1'],
  [systemLocations.spEl2, 'sp_el2'],
]);

/** Of which no state has anything. */
export const invisible: ReadonlySet<Location> = new Set(['monitor', 'event', 'tags'] as const);

/** The level of a state that has a stack pointer of its own. */
const level = (state: State): 1 | 2 => (currentLevel(state) === 1 ? 1 : 2);

/** The register of a location; undefined where no state has it. */
function registerOf(state: State, location: Location): RegisterName | undefined {
  if (location === 'sp') {
    return (state.get('pstate') & 1n) === 0n ? 'sp_el0' : `sp_el${level(state)}`;
  }
  if (invisible.has(location)) {
    return undefined;
  }
  return location.startsWith('s') ? systemNames.get(location) : (location as RegisterName);
}

export function read(state: State, location: Location): bigint {
  const part = pstateParts.get(location);
  if (part !== undefined) {
    const [low, width, shift] = part;
    return BigInt.asUintN(width, state.get('pstate') >> low) << shift;
  }
  const register = registerOf(state, location);
  return register === undefined ? 0n : state.get(register);
}

export function write(state: State, location: Location, value: bigint): void {
  const part = pstateParts.get(location);
  if (part !== undefined) {
    const [low, width, shift] = part;
    const field = BigInt.asUintN(width, value >> shift) << low;
    const mask = ((1n << BigInt(width)) - 1n) << low;
    state.set('pstate', (state.get('pstate') & ~mask) | field);
    return;
  }
  const register = registerOf(state, location);
  if (register !== undefined) {
    // The table of forms has what MSR writes on any processor.
    const row = systemRegisterRow(register, state.processor);
    state.set(register, row === undefined ? value : value & (row.written | row.ones));
  }
}
