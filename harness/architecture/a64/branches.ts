import { input, opaque } from '../../expression/expression.ts';
import type { Control, Form, Location, Meaning, Syntax, Value, Write } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { signed } from './pattern.ts';
import {
  authenticated,
  isEnabled,
  authenticatedLink,
  signerBefore,
} from './pointer-authentication.ts';
import { bankedStackPointers, isAtEl1, setBanks, setFlagsRegister } from './processor-state.ts';
import { systemLocations as locations } from './system-location.ts';
import {
  add,
  and,
  conditionOf,
  constant,
  extract,
  isZero,
  ite,
  not,
  pc,
  registerWidth,
  setX,
  x,
  xOrSp,
} from './values.ts';

/** The conditions in the order of their codes, other spellings besides them (Arm ARM C1.2.4). */
export const conditionNames = [
  ['eq', 'none'],
  ['ne', 'any'],
  ['cs', 'hs', 'nlast'],
  ['cc', 'lo', 'ul', 'last'],
  ['mi', 'first'],
  ['pl', 'nfrst'],
  ['vs'],
  ['vc'],
  ['hi', 'pmore'],
  ['ls', 'plast'],
  ['ge', 'tcont'],
  ['lt', 'tstop'],
  ['gt'],
  ['le'],
  ['al'],
  ['nv'],
] as const;

const sveNames: ReadonlySet<string> = new Set(
  'none any nlast ul last first nfrst pmore plast tcont tstop'.split(' '),
);

/** GNU as writes the architecture's own names without the dot too; not 'bal', 'bnv' and SVE's names. */
const hasDotless = (cond: number, name: string): boolean => cond < 14 && !sveNames.has(name);

const conditions = conditionNames.flatMap((names, cond) =>
  names.map((name) => ({ cond, name: name as string })),
);

const bytesPerWord = 4;
const linkRegister = 30;

/** A branch by `words`, a signed field of `width` bits. */
export function direct(words: number, width: number, call = false): Control {
  const offset = signed(words, width) * bytesPerWord;
  return { kind: 'branch', target: add(pc, constant(offset, 64)), offset, call, isReturn: false };
}

/** A branch to a value; by `opc`, 0 BR, 1 BLR, 2 RET. */
function indirect(target: Value, opc: number): Meaning {
  const call = opc === 1;
  return {
    writes: call ? linked() : [],
    control: { kind: 'branch', target, call, isReturn: opc === 2 },
  };
}

/** A branch to a signed address: FEAT_PAuth. */
function signedBranch(key: 'IA' | 'IB', pointer: Value, modifier: Value, opc: number): Meaning {
  return {
    ...indirect(authenticated('AUT', key, pointer, modifier), opc),
    controls: [isEnabled(key)],
  };
}

function linked(): readonly Write[] {
  return setX(linkRegister, add(pc, constant(bytesPerWord, 64)));
}

function conditional({ imm19 = 0, cond = 0 }: Fields): Meaning {
  const condition = conditionOf(cond);
  return {
    writes: [],
    control: direct(imm19, 19),
    ...(condition === undefined ? {} : { condition }),
  };
}

const register = (location: Location): Value => input<Location>(location, 64);

/** PSTATE fields that an exception return restores: the register that MRS reads, and their bits in it and in SPSR. */
const restored = [
  [locations.daif, 0x3c0n],
  [locations.pan, 1n << 22n],
  [locations.uao, 1n << 23n],
  [locations.dit, 1n << 24n],
  [locations.tco, 1n << 25n],
  [locations.ssbs, 1n << 12n],
] as const;

/**
 * ERET at EL1 or EL2: ELR and SPSR are those of the level. The level and the stack pointer that it returns to are as
 * SPSR.M says, unless the return is illegal, which HCR_EL2 decides too; that is not followed.
 */
function exceptionReturn(authenticate: (address: Value) => Value): Meaning {
  const ofLevel = (el1: Location, el2: Location): Value =>
    ite(isAtEl1(), register(el1), register(el2));
  const spsr = ofLevel(locations.spsrEl1, locations.spsrEl2);
  const mode = [extract(spsr, 0, 5), ...[locations.currentEl, locations.hcrEl2].map(register)];
  const selected = [...mode, register(locations.spSel)];
  const banks = Object.values(bankedStackPointers());
  return {
    writes: [
      ...setFlagsRegister(spsr),
      ...restored.map(([location, bits]) => ({ location, value: and(spsr, constant(bits, 64)) })),
      { location: locations.currentEl, value: opaque('ERET', mode, 64) },
      { location: locations.spSel, value: opaque('ERET', selected, 64) },
      ...setBanks(),
      { location: 'sp', value: opaque('ERET', [...selected, ...banks], 64) },
      { location: 'monitor', value: constant(0, 1) },
      { location: 'event', value: constant(1, 1) },
    ],
    control: {
      kind: 'exception-return',
      target: authenticate(ofLevel(locations.elrEl1, locations.elrEl2)),
    },
  };
}

const unconditional = 'Unconditional branch (register)';
const pauth = 'FEAT_PAuth';
const pauthLr = 'FEAT_PAuth_LR';

const compares = [
  { op: 0, name: 'cbz' },
  { op: 1, name: 'cbnz' },
] as const;

const tests = [
  { op: 0, name: 'tbz' },
  { op: 1, name: 'tbnz' },
] as const;

/** The key of a branch's field M. */
const keyOf = (M: number): 'IA' | 'IB' => (M === 0 ? 'IA' : 'IB');

/** Names with the ending of the key, which the field M says. */
function keyed(name: string, suffix: string, operands: string, fixed: Fields): readonly Syntax[] {
  return ['a', 'b'].map((key, M) => ({
    text: `${name}${key}${suffix}${operands}`,
    fixed: { ...fixed, M },
  }));
}

/** Branches: Arm ARM, C4.1.94. */
export const branches: readonly Form[] = [
  form(
    'B/BL',
    'op 00101 imm26',
    {
      group: 'Unconditional branch (immediate)',
      roles: () => ({ op: 'link' }),
      syntaxes: [
        { text: 'b pc:imm26', fixed: { op: 0 } },
        { text: 'bl pc:imm26', fixed: { op: 1 } },
      ],
    },
    ({ op = 0, imm26 = 0 }) => ({
      writes: op === 1 ? linked() : [],
      control: direct(imm26, 26, op === 1),
    }),
  ),
  form(
    'B.cond',
    '01010100 imm19 0 cond',
    {
      group: 'Conditional branch (immediate)',
      syntaxes: conditions.flatMap(({ cond, name }) =>
        (hasDotless(cond, name) ? [`b.${name}`, `b${name}`] : [`b.${name}`]).map((mnemonic) => ({
          text: `${mnemonic} pc:imm19`,
          fixed: { cond },
        })),
      ),
    },
    conditional,
  ),
  form(
    'BC.cond',
    '01010100 imm19 1 cond',
    {
      group: 'Conditional branch (immediate)',
      feature: 'FEAT_HBC',
      syntaxes: conditions.map(({ cond, name }) => ({
        text: `bc.${name} pc:imm19`,
        fixed: { cond },
      })),
    },
    conditional,
  ),
  form(
    'CBZ/CBNZ',
    'sf 011010 op imm19 Rt',
    {
      group: 'Compare and branch (immediate)',
      roles: () => ({ op: 'condition' }),
      syntaxes: compares.flatMap(({ op, name }) => [
        { text: `${name} W:Rt, pc:imm19`, fixed: { op, sf: 0 } },
        { text: `${name} X:Rt, pc:imm19`, fixed: { op, sf: 1 } },
      ]),
    },
    (fields) => {
      const { op = 0, imm19 = 0, Rt = 0 } = fields;
      const zero = isZero(x(Rt, registerWidth(fields)));
      return {
        writes: [],
        control: direct(imm19, 19),
        condition: op === 0 ? zero : not(zero),
      };
    },
  ),
  form(
    'TBZ/TBNZ',
    'b5 011011 op b40:5 imm14 Rt',
    {
      group: 'Test and branch (immediate)',
      roles: () => ({ op: 'condition' }),
      syntaxes: tests.flatMap(({ op, name }): Syntax[] => [
        { text: `${name} W:Rt, 0..31:b40, pc:imm14`, fixed: { op, b5: 0 } },
        { text: `${name} X:Rt, 0..63:b5.b40, pc:imm14`, fixed: { op } },
      ]),
    },
    ({ b5 = 0, op = 0, b40 = 0, imm14 = 0, Rt = 0 }) => {
      const bit = extract(x(Rt, b5 === 1 ? 64 : 32), (b5 << 5) | b40, 1);
      return {
        writes: [],
        control: direct(imm14, 14),
        condition: op === 0 ? not(bit) : bit,
      };
    },
  ),
  form(
    'BR/BLR/RET',
    '1101011 0 0 opc 11111 000000 Rn 00000',
    {
      group: unconditional,
      allocated: ({ opc = 0 }) => opc !== 3,
      roles: () => ({ opc: 'link' }),
      syntaxes: [
        { text: 'br X:Rn', fixed: { opc: 0 } },
        { text: 'blr X:Rn', fixed: { opc: 1 } },
        { text: 'ret X:Rn?30', fixed: { opc: 2 } },
      ],
    },
    ({ opc = 0, Rn = 0 }) => indirect(x(Rn), opc),
  ),
  form(
    'BRAA/BRAB/BLRAA/BLRAB',
    '1101011 1 00 link:1 11111 00001 M Rn Rm',
    {
      group: unconditional,
      feature: pauth,
      syntaxes: [
        ...keyed('bra', '', ' X:Rn, XSP:Rm', { link: 0 }),
        ...keyed('blra', '', ' X:Rn, XSP:Rm', { link: 1 }),
      ],
    },
    ({ link = 0, M = 0, Rn = 0, Rm = 0 }) => signedBranch(keyOf(M), x(Rn), xOrSp(Rm), link),
  ),
  form(
    'BRAAZ/BRABZ/BLRAAZ/BLRABZ',
    '1101011 0 00 link:1 11111 00001 M Rn 11111',
    {
      group: unconditional,
      feature: pauth,
      syntaxes: [
        ...keyed('bra', 'z', ' X:Rn', { link: 0 }),
        ...keyed('blra', 'z', ' X:Rn', { link: 1 }),
      ],
    },
    ({ link = 0, M = 0, Rn = 0 }) => signedBranch(keyOf(M), x(Rn), constant(0, 64), link),
  ),
  form(
    'RETAA/RETAB',
    '1101011 0 0 10 11111 00001 M 11111 11111',
    { group: unconditional, feature: pauth, syntaxes: keyed('reta', '', '', {}) },
    ({ M = 0 }) => signedBranch(keyOf(M), x(linkRegister), xOrSp(31), 2),
  ),
  form(
    'RETAASPPC/RETABSPPC',
    '0101010100 M imm16 11111',
    { group: 'Miscellaneous branch (immediate)', feature: pauthLr },
    (fields) => indirect(authenticatedLink(fields, signerBefore(fields)), 2),
  ),
  form(
    'RETAASPPCR/RETABSPPCR',
    '1101011 0 0 10 11111 00001 M 11111 Rm',
    { group: unconditional, feature: pauthLr, allocated: ({ Rm }) => Rm !== 31 },
    (fields) => indirect(authenticatedLink(fields, x(fields['Rm'] ?? 0)), 2),
  ),
  form(
    'ERET',
    '1101011 0 100 11111 000000 11111 00000',
    { group: unconditional, syntaxes: [{ text: 'eret', fixed: {} }] },
    () => exceptionReturn((address) => address),
  ),
  form(
    'ERETAA/ERETAB',
    '1101011 0 100 11111 00001 M 11111 11111',
    { group: unconditional, feature: pauth, syntaxes: keyed('ereta', '', '', {}) },
    ({ M = 0 }) => exceptionReturn((address) => authenticated('AUT', keyOf(M), address, xOrSp(31))),
  ),
  form(
    'DRPS',
    '1101011 0 101 11111 000000 11111 00000',
    { group: unconditional, syntaxes: [{ text: 'drps', fixed: {} }] },
    // Undefined outside of debug state.
    () => ({ writes: [], control: { kind: 'exception', instruction: 'udf', immediate: 0 } }),
  ),
];
