import type { Location } from '../architecture/a64/form.ts';
import { systemLocations as locations } from '../architecture/a64/system-location.ts';
import type { RegisterName } from '../architecture/registers.ts';
import { findEncoding, findRegister } from '../architecture/registers.ts';
import { parseGenericName } from '../architecture/system-encoding.ts';

/** Where a location of the table of A64 is in a state. */
export type Place =
  /** All of a register. */
  | { readonly kind: 'register'; readonly register: RegisterName }
  /** Bits of PSTATE, which the location has at bit `shift`. */
  | {
      readonly kind: 'pstate';
      readonly low: number;
      readonly width: number;
      readonly shift: number;
    }
  /** The stack pointer in use. */
  | { readonly kind: 'stack-pointer' }
  | { readonly kind: 'pc' }
  /** No register of a state: the monitor, the event register. */
  | { readonly kind: 'internal' }
  /** A system register of which a state knows nothing. */
  | { readonly kind: 'unknown' };

function bits(low: number, width: number, shift: number): Place {
  return { kind: 'pstate', low, width, shift };
}

/** Views of PSTATE, in SPSR layout (Arm ARM, C5.2). */
const special: ReadonlyMap<Location, Place> = new Map<Location, Place>([
  ['pc', { kind: 'pc' }],
  ['sp', { kind: 'stack-pointer' }],
  ['monitor', { kind: 'internal' }],
  ['event', { kind: 'internal' }],
  ['tags', { kind: 'internal' }],
  ['n', bits(31, 1, 0)],
  ['z', bits(30, 1, 0)],
  ['c', bits(29, 1, 0)],
  ['v', bits(28, 1, 0)],
  [locations.nzcv, bits(28, 4, 28)],
  [locations.daif, bits(6, 4, 6)],
  [locations.spSel, bits(0, 1, 0)],
  [locations.currentEl, bits(2, 2, 2)],
  [locations.ssbs, bits(12, 1, 12)],
  [locations.pan, bits(22, 1, 22)],
  [locations.uao, bits(23, 1, 23)],
  [locations.dit, bits(24, 1, 24)],
  [locations.tco, bits(25, 1, 25)],
  // State keeps the banked stack pointers apart from what MRS can name.
  [locations.spEl0, { kind: 'register', register: 'sp_el0' }],
  [locations.spEl1, { kind: 'register', register: 'sp_el1' }],
  [locations.spEl2, { kind: 'register', register: 'sp_el2' }],
]);

function find(location: Location): Place {
  const info = findRegister(location);
  if (info !== undefined) {
    return { kind: 'register', register: info.name };
  }
  const encoding = parseGenericName(location);
  const system = encoding && findEncoding(encoding);
  return system === undefined ? { kind: 'unknown' } : { kind: 'register', register: system.name };
}

const places = new Map(special);

/** Where a location is in a state. */
export function placeOf(location: Location): Place {
  let place = places.get(location);
  if (place === undefined) {
    place = find(location);
    places.set(location, place);
  }
  return place;
}
