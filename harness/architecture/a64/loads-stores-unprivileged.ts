import type { Form } from './form.ts';
import { form } from './form.ts';
import { unprivileged } from './load-store.ts';
import { exchanged, operationOf, operations, swap } from './loads-stores-atomic.ts';
import {
  compareAndSwap,
  compareAndSwapPair,
  loadExclusive,
  storeExclusive,
} from './loads-stores-exclusive.ts';
import type { Fields } from './pattern.ts';

/** FEAT_LSUI: what other rows do, with the permissions of EL0. */
const feature = 'FEAT_LSUI';

/** The exclusive and swapping rows have `size`, of which `sz` is the lower bit. */
const sized = ({ sz = 0, ...others }: Fields): Fields => ({ ...others, size: 2 | sz });

/** Of FEAT_LSE's operations, the ones by opc that are here too. */
const available: ReadonlySet<number> = new Set(
  ['add', 'clr', 'set'].map((name) => operations.findIndex(([each]) => each === name)),
);

/** Exclusive and atomic accesses to memory as EL0 has it: Arm ARM, C6.2 "LDTXR". */
export const loadsStoresUnprivileged: readonly Form[] = [
  form(
    'STTXR/STLTXR',
    '1 sz 001001 0 0 0 Rs o0 (1)(1)(1)(1)(1) Rn Rt',
    { group: 'Load/store exclusive register (unprivileged)', feature },
    (fields) => unprivileged(storeExclusive(sized(fields))),
  ),
  form(
    'LDTXR/LDATXR',
    '1 sz 001001 0 1 0 (1)(1)(1)(1)(1) o0 (1)(1)(1)(1)(1) Rn Rt',
    { group: 'Load/store exclusive register (unprivileged)', feature },
    (fields) => unprivileged(loadExclusive(sized(fields))),
  ),
  form(
    'CAST',
    '11 001001 1 L 0 Rs o0 (1)(1)(1)(1)(1) Rn Rt',
    { group: 'Compare and swap (unprivileged)', feature },
    (fields) => unprivileged(compareAndSwap({ ...fields, size: 3 })),
  ),
  form(
    'CASPT',
    '01 001001 1 L 0 Rs o0 (1)(1)(1)(1)(1) Rn Rt',
    {
      group: 'Compare and swap pair (unprivileged)',
      feature,
      allocated: ({ Rs = 0, Rt = 0 }) => Rs % 2 === 0 && Rt % 2 === 0,
    },
    (fields) => unprivileged(compareAndSwapPair({ ...fields, sz: 1 })),
  ),
  form(
    'LDTADD/LDTCLR/LDTSET',
    '0 sz 011001 A R 1 Rs 0 opc:3 01 Rn Rt',
    {
      group: 'Atomic memory operations (unprivileged)',
      feature,
      allocated: ({ opc = 0 }) => available.has(opc),
    },
    (fields) => unprivileged(exchanged(fields, operationOf(fields))),
  ),
  form(
    'SWPT',
    '0 sz 011001 A R 1 Rs 1 000 01 Rn Rt',
    { group: 'Atomic memory operations (unprivileged)', feature },
    (fields) => unprivileged(exchanged(fields, swap)),
  ),
];
