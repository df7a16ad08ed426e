import { compare, input, opaque } from '../../expression/expression.ts';
import type { Form, Location, Meaning, Value } from './form.ts';
import { form } from './form.ts';
import {
  baseAddress,
  basesOverlap,
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
import { signed } from './pattern.ts';
import { add, and, constant, ite, not, or, x, xOrSp, xOrSpLocation, xor } from './values.ts';

/** Acquire and release, by the ending of the mnemonic. */
const orders = [
  ['', { A: 0, R: 0 }],
  ['a', { A: 1, R: 0 }],
  ['l', { A: 0, R: 1 }],
  ['al', { A: 1, R: 1 }],
] as const;

/** What is stored, of what was in memory and in the register. */
export type Operate = (memory: Value, register: Value) => Value;

const choose =
  (operator: 'slt' | 'ult', wantsGreater: boolean): Operate =>
  (memory, register) => {
    const isLess = compare(operator, memory, register);
    return wantsGreater ? ite(isLess, register, memory) : ite(isLess, memory, register);
  };

export const clearBits: Operate = (memory, register) => and(memory, not(register));
export const swap: Operate = (_, register) => register;

/** In the order of opc. */
export const operations: readonly (readonly [name: string, operate: Operate])[] = [
  ['add', add],
  ['clr', clearBits],
  ['eor', xor],
  ['set', or],
  ['smax', choose('slt', true)],
  ['smin', choose('slt', false)],
  ['umax', choose('ult', true)],
  ['umin', choose('ult', false)],
];

export const operationOf = ({ opc = 0 }: Fields): Operate => operations[opc]?.[1] ?? add;

/** LD<operation> and SWP: `size` of the manual, of which a field `sz` is the lower bit. */
export function exchanged(fields: Fields, operate: Operate): Meaning {
  const { sz = 0, size = 2 | sz, A = 0, R = 0, Rs = 0, Rn = 0, Rt = 0 } = fields;
  const bytes = 1 << size;
  const before = loaded(0, bytes);
  return exchange(
    baseAddress(Rn),
    bytes,
    [operate(before, x(Rs, bytes * 8))],
    loadedInto(Rt, before, widthOf(bytes)),
    // What goes into the zero register is not acquired.
    { acquire: A === 1 && Rt !== 31, release: R === 1 },
  );
}

/** `ld` or `st`, and the operation. */
const atomicSyntaxes = (operation: string, opc: number) =>
  sizes.flatMap(({ ending, register, size }) =>
    orders.flatMap(([infix, order]) => {
      const fixed = { size, ...order, opc };
      const loads = {
        text: `ld${operation}${infix}${ending} ${register}:Rs, ${register}:Rt, [XSP:Rn]`,
        fixed,
      };
      // The store forms drop the value that was there.
      const stores = {
        text: `st${operation}${infix}${ending} ${register}:Rs, [XSP:Rn]`,
        fixed: { ...fixed, Rt: 31 },
      };
      return order.A === 0 ? [loads, stores] : [loads];
    }),
  );

const isAllocatedSize = ({ size = 0, opc = 0 }: Fields): boolean =>
  opc < 2 || size < 2 || (size === 2 && opc === 2);

/** LDAPUR, STLUR. */
function releaseConsistent(fields: Fields): Meaning {
  const { size = 0, opc = 0, imm9 = 0, Rn = 0, Rt = 0 } = fields;
  const bytes = 1 << size;
  const address = baseAddress(Rn, signed(imm9, 9));
  if (opc === 0) {
    return store(address, bytes, [x(Rt, bytes * 8)], { release: true });
  }
  const width = opc === 2 ? 64 : opc === 3 ? 32 : widthOf(bytes);
  return load(
    address,
    { size: bytes, count: 1 },
    loadedInto(Rt, loaded(0, bytes), width, opc >= 2),
    { acquire: true },
  );
}

const releaseConsistentSyntaxes = [
  ['stlur', 'W', 2, 0],
  ['stlur', 'X', 3, 0],
  ['stlurb', 'W', 0, 0],
  ['stlurh', 'W', 1, 0],
  ['ldapur', 'W', 2, 1],
  ['ldapur', 'X', 3, 1],
  ['ldapurb', 'W', 0, 1],
  ['ldapurh', 'W', 1, 1],
  ['ldapursb', 'X', 0, 2],
  ['ldapursb', 'W', 0, 3],
  ['ldapursh', 'X', 1, 2],
  ['ldapursh', 'W', 1, 3],
  ['ldapursw', 'X', 2, 2],
] as const;

/** APDAKey_EL1 and APDBKey_EL1: the low and the high half. */
const keys: readonly (readonly [Location, Location])[] = [
  ['s3_0_c2_c2_0', 's3_0_c2_c2_1'],
  ['s3_0_c2_c2_2', 's3_0_c2_c2_3'],
];

/**
 * LDRAA, LDRAB: the base is authenticated with a modifier of 0. The shape has the address of an access that succeeds,
 * apart from the code in the pointer's upper bits.
 */
function authenticated(fields: Fields): Meaning {
  const { M = 0, S = 0, imm9 = 0, W = 0, Rn = 0, Rt = 0 } = fields;
  const offset = signed((S << 9) | imm9, 10) * 8;
  const [low, high] = keys[M] as (typeof keys)[number];
  const mode = W === 1 ? 'pre-index' : 'offset';
  const base = opaque<Location>(
    M === 0 ? 'AuthDA' : 'AuthDB',
    [xOrSp(Rn), input(low, 64), input(high, 64)],
    64,
  );
  const address = {
    ...baseAddress(Rn, offset, mode),
    writes:
      W === 1 ? [{ location: xOrSpLocation(Rn), value: add(base, constant(offset, 64)) }] : [],
  };
  const meaning = load(address, { size: 8, count: 1 }, loadedInto(Rt, loaded(0, 8), 64));
  return unless({ ...meaning, alsoReads: [low, high] }, basesOverlap(address, Rn, [Rt]));
}

/** Atomic memory operations, and what came after them: Arm ARM, C4.1.94. */
export const loadsStoresAtomic: readonly Form[] = [
  form(
    'LDADD/LDCLR/LDEOR/LDSET/LDSMAX/LDSMIN/LDUMAX/LDUMIN',
    'size 111000 A R 1 Rs 0 opc:3 00 Rn Rt',
    {
      group: 'Atomic memory operations',
      feature: 'FEAT_LSE',
      syntaxes: operations.flatMap(([name], opc) => atomicSyntaxes(name, opc)),
    },
    (fields) => exchanged(fields, operationOf(fields)),
  ),
  form(
    'SWP',
    'size 111000 A R 1 Rs 1 000 00 Rn Rt',
    {
      group: 'Atomic memory operations',
      feature: 'FEAT_LSE',
      syntaxes: exchangeSyntaxes('swp', orders),
    },
    (fields) => exchanged(fields, swap),
  ),
  form(
    'LDAPR',
    'size 111000 101 11111 1 100 00 Rn Rt',
    {
      group: 'Atomic memory operations',
      feature: 'FEAT_LRCPC',
      syntaxes: sizes.map(({ ending, register, size }) => ({
        text: `ldapr${ending} ${register}:Rt, [XSP:Rn]`,
        fixed: { size },
      })),
    },
    ({ size = 0, Rn = 0, Rt = 0 }) =>
      load(
        baseAddress(Rn),
        { size: 1 << size, count: 1 },
        loadedInto(Rt, loaded(0, 1 << size), widthOf(1 << size)),
        { acquire: true },
      ),
  ),
  form(
    'LDAPUR/STLUR',
    'size 011001 opc 0 imm9 00 Rn Rt',
    {
      group: 'LDAPR/STLR (unscaled immediate)',
      feature: 'FEAT_LRCPC2',
      allocated: isAllocatedSize,
      roles: () => ({ opc: 'direction' }),
      syntaxes: releaseConsistentSyntaxes.map(([mnemonic, register, size, opc]) => ({
        text: `${mnemonic} ${register}:Rt, [XSP:Rn,s:imm9]`,
        fixed: { size, opc },
      })),
    },
    releaseConsistent,
  ),
  form(
    'LDRAA/LDRAB',
    '11 111000 M S 1 imm9 W 1 Rn Rt',
    {
      group: 'Load/store register (pac)',
      feature: 'FEAT_PAuth',
      syntaxes: ['ldraa', 'ldrab'].flatMap((mnemonic, M) => [
        { text: `${mnemonic} X:Rt, [XSP:Rn,s:S.imm9*8]`, fixed: { M, W: 0 } },
        { text: `${mnemonic} X:Rt, [XSP:Rn,s:S.imm9*8?]!`, fixed: { M, W: 1 } },
      ]),
    },
    authenticated,
  ),
];
