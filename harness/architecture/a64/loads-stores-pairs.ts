import type { Form, Meaning, Syntax } from './form.ts';
import { form } from './form.ts';
import type { Mode } from './load-store.ts';
import {
  baseAddress,
  basesOverlap,
  load,
  loaded,
  loadedInto,
  store,
  unless,
  unprivileged,
} from './load-store.ts';
import { taggedAddress, tagGranule, writtenTags } from './loads-stores-tags.ts';
import type { Fields } from './pattern.ts';
import { signed } from './pattern.ts';
import { x } from './values.ts';
import { setV, v } from './vectors.ts';

const sameTarget = 'both registers are the same';

function general(fields: Fields, mode: Mode): Meaning {
  const { opc = 0, L = 0, imm7 = 0, Rn = 0, Rt = 0, Rt2 = 0 } = fields;
  const size = opc === 2 ? 8 : 4;
  const address = baseAddress(Rn, signed(imm7, 7) * size, mode);
  const overlap = basesOverlap(address, Rn, [Rt, Rt2]);
  if (L === 0) {
    return unless(store(address, size, [x(Rt, size * 8), x(Rt2, size * 8)]), overlap);
  }
  const into = (register: number, index: number): ReturnType<typeof loadedInto> =>
    loadedInto(register, loaded(index, size), opc === 0 ? 32 : 64, opc === 1);
  const meaning = load(address, { size, count: 2 }, [...into(Rt, 0), ...into(Rt2, 1)]);
  return unless(meaning, overlap, [Rt === Rt2, sameTarget]);
}

function vector(fields: Fields, mode: Mode): Meaning {
  const { opc = 0, L = 0, imm7 = 0, Rn = 0, Rt = 0, Rt2 = 0 } = fields;
  const size = 4 << opc;
  const address = baseAddress(Rn, signed(imm7, 7) * size, mode);
  if (L === 0) {
    return store(address, size, [v(Rt, size * 8), v(Rt2, size * 8)]);
  }
  const writes = [...setV(Rt, loaded(0, size)), ...setV(Rt2, loaded(1, size))];
  return unless(load(address, { size, count: 2 }, writes), [Rt === Rt2, sameTarget]);
}

/** FEAT_MTE: a pair of 64 bits each, and the tag of their granule. */
function tagged({ imm7 = 0, Rn = 0, Rt = 0, Rt2 = 0 }: Fields, mode: Mode): Meaning {
  const distance = signed(imm7, 7) * tagGranule;
  const meaning = store(baseAddress(Rn, distance, mode), 8, [x(Rt), x(Rt2)]);
  const tags = writtenTags('STGP', taggedAddress(Rn, distance, mode));
  return { ...meaning, writes: [...meaning.writes, tags] };
}

interface PairMode {
  readonly mode: Mode;
  readonly name: string;
  readonly group: string;
  /** Bits 25:23. */
  readonly bits: string;
  /** LDNP and STNP have `n`. */
  readonly infix: '' | 'n';
  /** How the syntax writes an address with this offset. */
  readonly address: (offset: string) => string;
}

const modes: readonly PairMode[] = [
  {
    mode: 'offset',
    name: 'offset',
    group: 'Load/store register pair (offset)',
    bits: '010',
    infix: '',
    address: (offset) => `[XSP:Rn,${offset}]`,
  },
  {
    mode: 'pre-index',
    name: 'pre-index',
    group: 'Load/store register pair (pre-indexed)',
    bits: '011',
    infix: '',
    address: (offset) => `[XSP:Rn,${offset}]!`,
  },
  {
    mode: 'post-index',
    name: 'post-index',
    group: 'Load/store register pair (post-indexed)',
    bits: '001',
    infix: '',
    address: (offset) => `[XSP:Rn,bare], ${offset}`,
  },
  {
    mode: 'offset',
    name: 'no-allocate',
    group: 'Load/store no-allocate pair (offset)',
    bits: '000',
    infix: 'n',
    address: (offset) => `[XSP:Rn,${offset}]`,
  },
];

/** `registers` by opc 31:30, with the bytes of each; a load and a store. */
function syntaxes(
  { infix, address }: PairMode,
  registers: readonly (readonly [opc: number, register: string, bytes: number])[],
): readonly Syntax[] {
  return registers.flatMap(([opc, register, bytes]) =>
    ['st', 'ld'].map((mnemonic, L) => ({
      text: `${mnemonic}${infix}p ${register}:Rt, ${register}:Rt2, ${address(`s:imm7*${bytes}`)}`,
      fixed: { opc, L },
    })),
  );
}

function generalForm(each: PairMode): Form {
  const { mode, name, group, bits, infix, address } = each;
  return form(
    infix === '' ? `LDP/STP/LDPSW (${name})` : 'LDNP/STNP',
    `opc 101 0 ${bits} L imm7 Rt2 Rn Rt`,
    {
      group,
      roles: () => ({ opc: 'other' }),
      allocated: ({ opc, L }) => opc !== 3 && (opc !== 1 || (L === 1 && infix === '')),
      syntaxes: [
        ...syntaxes(each, [
          [0, 'W', 4],
          [2, 'X', 8],
        ]),
        ...(infix === ''
          ? [{ text: `ldpsw X:Rt, X:Rt2, ${address('s:imm7*4')}`, fixed: { opc: 1, L: 1 } }]
          : []),
      ],
    },
    (fields) => general(fields, mode),
  );
}

function vectorForm(each: PairMode): Form {
  const { mode, name, group, bits, infix } = each;
  return form(
    infix === '' ? `LDP/STP (${name}, SIMD&FP)` : 'LDNP/STNP (SIMD&FP)',
    `opc 101 1 ${bits} L imm7 Rt2 Rn Rt`,
    {
      group,
      fp: true,
      roles: () => ({ opc: 'other' }),
      allocated: ({ opc }) => opc !== 3,
      syntaxes: syntaxes(each, [
        [0, 'S', 4],
        [1, 'D', 8],
        [2, 'Q', 16],
      ]),
    },
    (fields) => vector(fields, mode),
  );
}

function taggedForm({ mode, name, group, bits, address }: PairMode): Form {
  return form(
    `STGP (${name})`,
    `01 101 0 ${bits} 0 imm7 Rt2 Rn Rt`,
    {
      group,
      feature: 'FEAT_MTE',
      syntaxes: [{ text: `stgp X:Rt, X:Rt2, ${address('s:imm7*16')}`, fixed: {} }],
    },
    (fields) => tagged(fields, mode),
  );
}

/** FEAT_LSUI: 64 or 128 bits each, with the permissions of EL0. */
function unprivilegedForms({ mode, name, bits, infix }: PairMode): readonly Form[] {
  const mnemonics = infix === '' ? `LDTP/STTP (${name}` : 'LDTNP/STTNP (no-allocate';
  const rows = [
    { V: 0, fp: false, kind: '', meaning: general },
    { V: 1, fp: true, kind: ', SIMD&FP', meaning: vector },
  ];
  return rows.map(({ V, fp, kind, meaning }) =>
    form(
      `${mnemonics}${kind})`,
      `11 101 ${V} ${bits} L imm7 Rt2 Rn Rt`,
      { group: 'Load/store register pair (unprivileged)', feature: 'FEAT_LSUI', fp },
      (fields) => unprivileged(meaning({ ...fields, opc: 2 }, mode)),
    ),
  );
}

/** Loads and stores of two registers: Arm ARM, C4.1.94. */
export const loadsStoresPairs: readonly Form[] = [
  ...modes.map(generalForm),
  ...modes.map(vectorForm),
  ...modes.filter(({ infix }) => infix === '').map(taggedForm),
  ...modes.flatMap(unprivilegedForms),
];
