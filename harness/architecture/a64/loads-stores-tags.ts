import { input, opaque } from '../../expression/expression.ts';
import type { Form, Location, Meaning, Value, Write } from './form.ts';
import { form } from './form.ts';
import type { Mode } from './load-store.ts';
import { baseAddress, store } from './load-store.ts';
import type { Fields } from './pattern.ts';
import { signed } from './pattern.ts';
import { add, constant, inserted, setX, x, xOrSp } from './values.ts';

/** Bytes that have one allocation tag. */
export const tagGranule = 16;

const tags: Value = input<Location>('tags', 64);

/** All tags after some at an address were written, with what gives the tag. */
export function writtenTags(name: string, address: Value, source: readonly Value[] = []): Write {
  return { location: 'tags', value: opaque(name, [tags, address, ...source], 64) };
}

/** The address that an instruction with this offset and mode accesses. */
export function taggedAddress(Rn: number, offset: number, mode: Mode): Value {
  return mode === 'post-index' ? xOrSp(Rn) : add(xOrSp(Rn), constant(offset, 64));
}

const distanceOf = ({ imm9 = 0 }: Fields): number => signed(imm9, 9) * tagGranule;

interface TagStore {
  readonly name: string;
  /** Bits 23:22. */
  readonly bits: string;
  /** Granules that get the tag. */
  readonly granules: number;
  /** Whether it stores zeros to them, too. Else it accesses no data, so there is no memory in its meaning. */
  readonly zeroes: boolean;
}

const tagStores: readonly TagStore[] = [
  { name: 'STG', bits: '00', granules: 1, zeroes: false },
  { name: 'STZG', bits: '01', granules: 1, zeroes: true },
  { name: 'ST2G', bits: '10', granules: 2, zeroes: false },
  { name: 'STZ2G', bits: '11', granules: 2, zeroes: true },
];

const modes = [
  { mode: 'offset', bits: '10', syntax: '[XSP:Rn,s:imm9*16]' },
  { mode: 'pre-index', bits: '11', syntax: '[XSP:Rn,s:imm9*16]!' },
  { mode: 'post-index', bits: '01', syntax: '[XSP:Rn,bare], s:imm9*16' },
] as const;

function storeTag({ name, granules, zeroes }: TagStore, mode: Mode, fields: Fields): Meaning {
  const { Rn = 0, Rt = 0 } = fields;
  const distance = distanceOf(fields);
  const address = baseAddress(Rn, distance, mode);
  // A granule that is not aligned faults, with zeros or without.
  const zeros = Array.from({ length: zeroes ? granules : 0 }, () => constant(0, tagGranule * 8));
  const { writes, ...accesses } = store(address, tagGranule, zeros);
  const written = writtenTags(name, taggedAddress(Rn, distance, mode), [xOrSp(Rt)]);
  return { ...(zeroes ? accesses : {}), writes: [...writes, written] };
}

const group = 'Load/store memory tags';
const feature = 'FEAT_MTE';

/** Loads and stores of allocation tags: Arm ARM, C4.1.94. */
export const loadsStoresTags: readonly Form[] = [
  ...tagStores.flatMap((each) =>
    modes.map(({ mode, bits, syntax }) =>
      form(
        `${each.name} (${mode})`,
        `11011001 ${each.bits} 1 imm9 ${bits} Rn Rt`,
        {
          group,
          feature,
          syntaxes: [{ text: `${each.name.toLowerCase()} XSP:Rt, ${syntax}`, fixed: {} }],
        },
        (fields) => storeTag(each, mode, fields),
      ),
    ),
  ),
  form(
    'LDG',
    '11011001 01 1 imm9 00 Rn Rt',
    { group, feature, syntaxes: [{ text: 'ldg X:Rt, [XSP:Rn,s:imm9*16]', fixed: {} }] },
    (fields) => {
      const { Rn = 0, Rt = 0 } = fields;
      const address = taggedAddress(Rn, distanceOf(fields), 'offset');
      return { writes: setX(Rt, inserted(x(Rt), opaque('LDG', [tags, address], 4), 56)) };
    },
  ),
  form(
    'LDGM',
    '11011001 11 1 000000000 00 Rn Rt',
    { group, feature, syntaxes: [{ text: 'ldgm X:Rt, [XSP:Rn]', fixed: {} }] },
    ({ Rn = 0, Rt = 0 }) => ({ writes: setX(Rt, opaque('LDGM', [tags, xOrSp(Rn)], 64)) }),
  ),
  form(
    'STGM',
    '11011001 10 1 000000000 00 Rn Rt',
    { group, feature, syntaxes: [{ text: 'stgm X:Rt, [XSP:Rn]', fixed: {} }] },
    ({ Rn = 0, Rt = 0 }) => ({ writes: [writtenTags('STGM', xOrSp(Rn), [x(Rt)])] }),
  ),
  // The block that it clears has the size that DCZID_EL0 gives, so it is in no shape, as that of DC ZVA.
  form(
    'STZGM',
    '11011001 00 1 000000000 00 Rn Rt',
    { group, feature, syntaxes: [{ text: 'stzgm X:Rt, [XSP:Rn]', fixed: {} }] },
    ({ Rn = 0, Rt = 0 }) => ({ writes: [writtenTags('STZGM', xOrSp(Rn), [x(Rt)])] }),
  ),
];
