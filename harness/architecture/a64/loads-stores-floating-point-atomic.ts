import { opaque } from '../../expression/expression.ts';
import type { Form, Meaning, Value } from './form.ts';
import { form } from './form.ts';
import { baseAddress, exchange, loaded } from './load-store.ts';
import type { Fields } from './pattern.ts';
import { fpcr, setV, v } from './vectors.ts';

/** FEAT_LSFE: arithmetic on a number in memory; size 0 is BFloat16. */
const feature = 'FEAT_LSFE';
const group = 'Atomic memory operations';

/** By opc. */
const operations = new Map([
  [0, 'FADD'],
  [4, 'FMAX'],
  [5, 'FMIN'],
  [6, 'FMAXNM'],
  [7, 'FMINNM'],
]);

const allocated = ({ opc = 0 }: Fields): boolean => operations.has(opc);

/** Bytes. */
const sizeOf = ({ size = 0 }: Fields): number => (size === 0 ? 2 : 1 << size);

/** The number that is stored. It is as FPCR says; no exception is accumulated in FPSR. */
function result({ opc = 0, size: format = 0, Rs = 0 }: Fields, size: number): Value {
  const name = `${format === 0 ? 'B' : ''}${operations.get(opc) ?? ''}`;
  const width = size * 8;
  return opaque(name, [loaded(0, size), v(Rs, width), fpcr], width);
}

function exchanged(fields: Fields): Meaning {
  const { A = 0, R = 0, Rn = 0, Rt = 0 } = fields;
  const size = sizeOf(fields);
  return exchange(baseAddress(Rn), size, [result(fields, size)], setV(Rt, loaded(0, size)), {
    acquire: A === 1,
    release: R === 1,
  });
}

/** Atomic operations on floating point: Arm ARM, C7.2 "LDFADD". */
export const loadsStoresFloatingPointAtomic: readonly Form[] = [
  form(
    'LDFADD/LDFMAX/LDFMIN/LDFMAXNM/LDFMINNM',
    'size 111100 A R 1 Rs 0 opc:3 00 Rn Rt',
    { group, feature, fp: true, allocated },
    exchanged,
  ),
  form(
    'STFADD/STFMAX/STFMIN/STFMAXNM/STFMINNM',
    'size 111100 0 R 1 Rs 1 opc:3 00 Rn 11111',
    { group, feature, fp: true, allocated },
    (fields) => ({ ...exchanged(fields), writes: [] }),
  ),
];
