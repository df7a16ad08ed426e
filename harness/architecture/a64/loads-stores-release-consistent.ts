import type { Form, Meaning } from './form.ts';
import { form } from './form.ts';
import type { Address, Mode } from './load-store.ts';
import {
  baseAddress,
  basesOverlap,
  load,
  loaded,
  loadedInto,
  store,
  unless,
} from './load-store.ts';
import type { Fields } from './pattern.ts';
import { signed } from './pattern.ts';
import { x } from './values.ts';
import { element, setElement, setV, v } from './vectors.ts';

const feature = 'FEAT_LRCPC3';
const acquire = { acquire: true };
const release = { release: true };

/** Bytes of a register, by the field `sz`. */
const bytesOf = ({ sz = 0 }: Fields): number => 4 << sz;

/** A load or a store of `registers`, one after the other; write-back goes over all of them. */
function ordered(fields: Fields, mode: Mode, registers: readonly number[]): Meaning {
  const { L = 0, Rn = 0 } = fields;
  const size = bytesOf(fields);
  const bytes = size * registers.length;
  // A load goes up after it, a store down before it.
  const distance = mode === 'offset' ? 0 : L === 1 ? bytes : -bytes;
  const address = baseAddress(Rn, distance, mode);
  const overlap = basesOverlap(address, Rn, registers);
  if (L === 0) {
    const stored = registers.map((register) => x(register, size * 8));
    return unless(store(address, size, stored, release), overlap);
  }
  const writes = registers.flatMap((register, index) =>
    loadedInto(register, loaded(index, size), size * 8),
  );
  return unless(load(address, { size, count: registers.length }, writes, acquire), overlap, [
    new Set(registers).size < registers.length,
    'both registers are the same',
  ]);
}

const writeBackMode = ({ L = 0 }: Fields): Mode => (L === 1 ? 'post-index' : 'pre-index');
const pairOf = ({ Rt = 0, Rt2 = 0 }: Fields): readonly number[] => [Rt, Rt2];

/** LDAPUR and STLUR of a SIMD&FP register; 128 bits are size 0 with the high bit of opc. */
function vector({ size: scale = 0, opc = 0, imm9 = 0, Rn = 0, Rt = 0 }: Fields): Meaning {
  const size = 1 << (((opc & 0b10) << 1) | scale);
  const address: Address = baseAddress(Rn, signed(imm9, 9));
  return (opc & 1) === 0
    ? store(address, size, [v(Rt, size * 8)], release)
    : load(address, { size, count: 1 }, setV(Rt, loaded(0, size)), acquire);
}

/** LDAP1 and STL1: one doubleword of a vector. */
function lane({ Q = 0, L = 0, Rn = 0, Rt = 0 }: Fields): Meaning {
  const address = baseAddress(Rn);
  return L === 0
    ? store(address, 8, [element(Rt, Q, 64)], release)
    : load(address, { size: 8, count: 1 }, setElement(Rt, Q, loaded(0, 8)), acquire);
}

const pairs = 'LDIAPP/STILP';

/** Loads that acquire and stores that release, with write-back, in pairs and of vectors: Arm ARM, C6.2 "LDIAPP". */
export const loadsStoresReleaseConsistent: readonly Form[] = [
  form(
    'LDIAPP (post-index)/STILP (pre-index)',
    '1 sz 011001 0 L 0 Rt2 0000 10 Rn Rt',
    { group: pairs, feature },
    (fields) => ordered(fields, writeBackMode(fields), pairOf(fields)),
  ),
  form('LDIAPP/STILP', '1 sz 011001 0 L 0 Rt2 0001 10 Rn Rt', { group: pairs, feature }, (fields) =>
    ordered(fields, 'offset', pairOf(fields)),
  ),
  form(
    'LDAP/STLP',
    '11 011001 0 L 0 Rt2 0101 10 Rn Rt',
    { group: pairs, feature: 'FEAT_LSCP' },
    (fields) => ordered({ ...fields, sz: 1 }, 'offset', pairOf(fields)),
  ),
  form(
    'LDAPP',
    '11 011001 0 1 0 Rt2 0111 10 Rn Rt',
    { group: pairs, feature: 'FEAT_LSCP' },
    (fields) => ordered({ ...fields, sz: 1, L: 1 }, 'offset', pairOf(fields)),
  ),
  form(
    'LDAPR (post-index)/STLR (pre-index)',
    '1 sz 011001 1 L 0 00000 0000 10 Rn Rt',
    { group: 'LDAPR/STLR (writeback)', feature },
    (fields) => ordered(fields, writeBackMode(fields), [fields['Rt'] ?? 0]),
  ),
  form(
    'LDAPUR/STLUR (SIMD&FP)',
    'size 011101 opc 0 imm9 10 Rn Rt',
    {
      group: 'LDAPR/STLR (SIMD&FP)',
      feature,
      fp: true,
      allocated: ({ size = 0, opc = 0 }) => opc < 2 || size === 0,
      roles: () => ({ opc: 'direction' }),
    },
    vector,
  ),
  form(
    'LDAP1/STL1',
    '0 Q 0011010 L 0 00001 100 0 01 Rn Rt',
    { group: 'Advanced SIMD load/store single structure', feature, fp: true },
    lane,
  ),
];
