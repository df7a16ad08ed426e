import { input, opaque } from '../../expression/expression.ts';
import type { Form, Location, Meaning, Syntax, Value, Write } from './form.ts';
import { form } from './form.ts';
import {
  baseAddress,
  exchange,
  exchangeSyntaxes,
  load,
  loaded,
  loadedInto,
  sizes,
  store,
  unless,
  widthOf,
} from './load-store.ts';
import type { Fields } from './pattern.ts';
import { concat, constant, equal, ite, not, setX, x, xOrSp } from './values.ts';

const exclusiveAccess = { exclusive: true, atomic: true };

/** What decides whether a store exclusive stores: AArch64.ExclusiveMonitorsPass of the manual, 1 bit. */
const monitorPasses = (Rn: number): Value =>
  opaque('ExclusiveMonitorsPass', [input<Location>('monitor', 1), xOrSp(Rn)], 1);

/** One register of `size`, or two of `sz`. */
function transfer({ size, sz = 0, Rt = 0, Rt2 = 0 }: Fields) {
  return size === undefined
    ? { bytes: 4 << sz, registers: [Rt, Rt2] }
    : { bytes: 1 << size, registers: [Rt] };
}

export function storeExclusive(fields: Fields): Meaning {
  const { Rs = 0, o0 = 0, Rn = 0 } = fields;
  const { bytes, registers } = transfer(fields);
  const condition = monitorPasses(Rn);
  const stored = registers.map((register) => x(register, bytes * 8));
  const meaning = store(baseAddress(Rn), bytes, stored, { ...exclusiveAccess, release: o0 === 1 });
  const writes = [
    ...loadedInto(Rs, not(condition), 32),
    { location: 'monitor', value: constant(0, 1) } as const,
  ];
  return unless(
    { ...meaning, writes, condition },
    [registers.includes(Rs), 'the status goes into a register that is stored'],
    [Rs === Rn && Rn !== 31, 'the status goes into the base register'],
  );
}

export function loadExclusive(fields: Fields): Meaning {
  const { o0 = 0, Rn = 0 } = fields;
  const { bytes, registers } = transfer(fields);
  const monitor: Write = {
    location: 'monitor',
    value: opaque('SetExclusiveMonitors', [xOrSp(Rn)], 1),
  };
  const meaning = load(
    baseAddress(Rn),
    { size: bytes, count: registers.length },
    [
      ...registers.flatMap((register, index) =>
        loadedInto(register, loaded(index, bytes), widthOf(bytes)),
      ),
      monitor,
    ],
    { ...exclusiveAccess, acquire: o0 === 1 },
  );
  return unless(meaning, [
    new Set(registers).size < registers.length,
    'both registers are the same',
  ]);
}

/** LDAR, STLR, LDLAR, STLLR. */
function ordered({ size = 0, L = 0, Rn = 0, Rt = 0 }: Fields): Meaning {
  const bytes = 1 << size;
  const transfer = { register: Rt, width: widthOf(bytes), signed: false };
  return L === 1
    ? load(
        baseAddress(Rn),
        { size: bytes, count: 1 },
        loadedInto(Rt, loaded(0, bytes), widthOf(bytes)),
        { acquire: true, transfer },
      )
    : store(baseAddress(Rn), bytes, [x(Rt, bytes * 8)], { release: true, transfer });
}

/** Where the comparison fails, it may write back what it read; that leaves memory as it was. */
export function compareAndSwap(fields: Fields): Meaning {
  const { size = 0, L = 0, Rs = 0, o0 = 0, Rn = 0, Rt = 0 } = fields;
  const bytes = 1 << size;
  const before = loaded(0, bytes);
  const condition = equal(before, x(Rs, bytes * 8));
  const meaning = exchange(
    baseAddress(Rn),
    bytes,
    [ite(condition, x(Rt, bytes * 8), before)],
    loadedInto(Rs, before, widthOf(bytes)),
    { acquire: L === 1, release: o0 === 1 },
  );
  return { ...meaning, condition };
}

export function compareAndSwapPair(fields: Fields): Meaning {
  const { sz = 0, L = 0, Rs = 0, o0 = 0, Rn = 0, Rt = 0 } = fields;
  const bytes = 4 << sz;
  const width = bytes * 8;
  // Register 31 is in a pair with x30: RES0 for Rs, and the zero register.
  const [low, high] = [loaded(0, bytes), loaded(1, bytes)];
  const condition = equal(concat(high, low), concat(x(Rs + 1, width), x(Rs, width)));
  const meaning = exchange(
    baseAddress(Rn),
    bytes,
    [ite(condition, x(Rt, width), low), ite(condition, x(Rt + 1, width), high)],
    [...setX(Rs, low), ...setX(Rs + 1, high)],
    { acquire: L === 1, release: o0 === 1 },
  );
  return { ...meaning, condition };
}

/** A syntax of each size, with `o0` for the ordered one. */
function bySize(
  texts: readonly (readonly [mnemonic: string, registers: string, fixed: Fields])[],
): readonly Syntax[] {
  return sizes.flatMap(({ ending, register, size }) =>
    texts.map(([mnemonic, operands, fixed]) => ({
      text: `${mnemonic}${ending} ${operands.replace('R:', `${register}:`)}, [XSP:Rn]`,
      fixed: { size, ...fixed },
    })),
  );
}

function pairSyntaxes(mnemonic: (o0: number) => string, status: string): readonly Syntax[] {
  return ['W', 'X'].flatMap((register, sz) =>
    [0, 1].map((o0) => ({
      text: `${mnemonic(o0)} ${status}${register}:Rt, ${register}:Rt2, [XSP:Rn]`,
      fixed: { sz, o0 },
    })),
  );
}

/** A compare and swap has its order in L and o0. */
const orders = [
  ['', { L: 0, o0: 0 }],
  ['a', { L: 1, o0: 0 }],
  ['l', { L: 0, o0: 1 }],
  ['al', { L: 1, o0: 1 }],
] as const;

/** Exclusive and ordered loads and stores, compare and swap: Arm ARM, C4.1.94. */
export const loadsStoresExclusive: readonly Form[] = [
  form(
    'STXR/STLXR',
    'size 001000 0 0 0 Rs o0 (1)(1)(1)(1)(1) Rn Rt',
    {
      group: 'Load/store exclusive register',
      syntaxes: bySize([
        ['stxr', 'W:Rs, R:Rt', { o0: 0 }],
        ['stlxr', 'W:Rs, R:Rt', { o0: 1 }],
      ]),
    },
    storeExclusive,
  ),
  form(
    'LDXR/LDAXR',
    'size 001000 0 1 0 (1)(1)(1)(1)(1) o0 (1)(1)(1)(1)(1) Rn Rt',
    {
      group: 'Load/store exclusive register',
      syntaxes: bySize([
        ['ldxr', 'R:Rt', { o0: 0 }],
        ['ldaxr', 'R:Rt', { o0: 1 }],
      ]),
    },
    loadExclusive,
  ),
  form(
    'STXP/STLXP',
    '1 sz 001000 0 0 1 Rs o0 Rt2 Rn Rt',
    {
      group: 'Load/store exclusive pair',
      syntaxes: pairSyntaxes((o0) => (o0 === 1 ? 'stlxp' : 'stxp'), 'W:Rs, '),
    },
    storeExclusive,
  ),
  form(
    'LDXP/LDAXP',
    '1 sz 001000 0 1 1 (1)(1)(1)(1)(1) o0 Rt2 Rn Rt',
    {
      group: 'Load/store exclusive pair',
      syntaxes: pairSyntaxes((o0) => (o0 === 1 ? 'ldaxp' : 'ldxp'), ''),
    },
    loadExclusive,
  ),
  form(
    'LDAR/STLR',
    'size 001000 1 L 0 (1)(1)(1)(1)(1) 1 (1)(1)(1)(1)(1) Rn Rt',
    {
      group: 'Load/store ordered',
      syntaxes: bySize([
        ['stlr', 'R:Rt', { L: 0 }],
        ['ldar', 'R:Rt', { L: 1 }],
      ]),
    },
    ordered,
  ),
  form(
    'LDLAR/STLLR',
    'size 001000 1 L 0 (1)(1)(1)(1)(1) 0 (1)(1)(1)(1)(1) Rn Rt',
    {
      group: 'Load/store ordered',
      feature: 'FEAT_LOR',
      syntaxes: bySize([
        ['stllr', 'R:Rt', { L: 0 }],
        ['ldlar', 'R:Rt', { L: 1 }],
      ]),
    },
    ordered,
  ),
  form(
    'CAS',
    'size 001000 1 L 1 Rs o0 11111 Rn Rt',
    {
      group: 'Compare and swap',
      feature: 'FEAT_LSE',
      syntaxes: exchangeSyntaxes('cas', orders),
    },
    compareAndSwap,
  ),
  form(
    'CASP',
    '0 sz 001000 0 L 1 Rs o0 11111 Rn Rt',
    {
      group: 'Compare and swap pair',
      feature: 'FEAT_LSE',
      allocated: ({ Rs = 0, Rt = 0 }) => Rs % 2 === 0 && Rt % 2 === 0,
      syntaxes: ['W', 'X'].flatMap((register, sz) =>
        orders.map(([infix, order]) => ({
          text: `casp${infix} ${register}:Rs, ${register}+1:Rs, ${register}:Rt, ${register}+1:Rt, [XSP:Rn]`,
          fixed: { sz, ...order },
        })),
      ),
    },
    compareAndSwapPair,
  ),
];
