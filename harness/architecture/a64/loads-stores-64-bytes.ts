import { concat, extract, input, opaque } from '../../expression/expression.ts';
import type { Form, Location, Value } from './form.ts';
import { form } from './form.ts';
import { baseAddress, load, loaded, loadedInto, store, unless } from './load-store.ts';
import type { Fields } from './pattern.ts';
import { systemLocations as locations } from './system-location.ts';
import { setX, x } from './values.ts';

/** Eight registers from Rt on, of 8 bytes each. */
const size = 8;
const count = 8;

/** x0 to x7, x2 to x9, ... x22 to x29. */
const areRegisters = ({ Rt = 0 }: Fields): boolean => Rt % 2 === 0 && Rt <= 22;

const registersOf = (Rt: number): readonly Value[] =>
  Array.from({ length: count }, (_, index) => x(Rt + index));

/** All 64 bytes are one access. */
const atomic = { atomic: true };

/** A store that a device answers: the answer goes into Rs. */
function answered(name: string, { Rs = 0, Rn = 0, Rt = 0 }: Fields, stored: readonly Value[]) {
  const status = setX(Rs, opaque(name, [], 64));
  const registers = Array.from({ length: count }, (_, index) => Rt + index);
  return unless({ ...store(baseAddress(Rn), size, stored, atomic), writes: status }, [
    registers.includes(Rs),
    'the status goes into a register that is stored',
  ]);
}

const group = 'Atomic memory operations';
const allocated = areRegisters;

/** Loads and stores of 64 bytes: Arm ARM, C6.2 "LD64B". */
export const loadsStores64Bytes: readonly Form[] = [
  form(
    'LD64B',
    '11 111000 0 0 1 11111 1 101 00 Rn Rt',
    {
      group,
      feature: 'FEAT_LS64',
      allocated,
      syntaxes: [{ text: 'ld64b X:Rt, [XSP:Rn]', fixed: {} }],
    },
    ({ Rn = 0, Rt = 0 }) => {
      const writes = registersOf(Rt).flatMap((_, index) =>
        loadedInto(Rt + index, loaded(index, size), 64),
      );
      return load(baseAddress(Rn), { size, count }, writes, atomic);
    },
  ),
  form(
    'ST64B',
    '11 111000 0 0 1 11111 1 001 00 Rn Rt',
    {
      group,
      feature: 'FEAT_LS64',
      allocated,
      syntaxes: [{ text: 'st64b X:Rt, [XSP:Rn]', fixed: {} }],
    },
    ({ Rn = 0, Rt = 0 }) => store(baseAddress(Rn), size, registersOf(Rt), atomic),
  ),
  form(
    'ST64BV',
    '11 111000 0 0 1 Rs 1 011 00 Rn Rt',
    {
      group,
      feature: 'FEAT_LS64_V',
      allocated,
      syntaxes: [{ text: 'st64bv X:Rs, X:Rt, [XSP:Rn]', fixed: {} }],
    },
    (fields) => answered('ST64BV', fields, registersOf(fields['Rt'] ?? 0)),
  ),
  form(
    'ST64BV0',
    '11 111000 0 0 1 Rs 1 010 00 Rn Rt',
    {
      group,
      feature: 'FEAT_LS64_ACCDATA',
      allocated,
      syntaxes: [{ text: 'st64bv0 X:Rs, X:Rt, [XSP:Rn]', fixed: {} }],
    },
    (fields) => {
      const [first, ...others] = registersOf(fields['Rt'] ?? 0) as [Value, ...Value[]];
      // ACCDATA_EL1 is in place of the lowest 32 bits.
      const data = input<Location>(locations.accDataEl1, 32);
      return answered('ST64BV0', fields, [concat(extract(first, 32, 32), data), ...others]);
    },
  ),
];
