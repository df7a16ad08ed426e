import type { FieldRoles, Form, Location, Meaning, Syntax, Value, Write } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { systemLocations as locations } from './system-location.ts';
import {
  and,
  concat,
  constant,
  equal,
  extend,
  extract,
  flag,
  ite,
  not,
  or,
  setFlags,
} from './values.ts';
import { input } from '../../expression/expression.ts';

const register = (location: Location): Value => input<Location>(location, 64);

/** PSTATE.N, Z, C and V as MRS gives them: bits 31 to 28 (Arm ARM, C5.2 "NZCV"). */
export function flagsRegister(): Value {
  const flags = [flag('n'), flag('z'), flag('c'), flag('v')].reduce((high, low) =>
    concat(high, low),
  );
  return extend('zero-extend', concat(flags, constant(0, 28)), 64);
}

/** MSR NZCV. */
export function setFlagsRegister(value: Value): readonly Write[] {
  const bit = (low: number): Value => extract(value, low, 1);
  return setFlags({ n: bit(31), z: bit(30), c: bit(29), v: bit(28) });
}

/** Whether an instruction of EL1 or EL2 is at EL1, 1 bit. */
export const isAtEl1 = (): Value =>
  equal(extract(register(locations.currentEl), 2, 2), constant(1, 2));

/** The banked stack pointers, with the one that is selected back in its own register. */
export function bankedStackPointers(): { readonly [bank in 'el0' | 'el1' | 'el2']: Value } {
  const isOwn = extract(register(locations.spSel), 0, 1);
  const sp = register('sp');
  return {
    el0: ite(isOwn, register(locations.spEl0), sp),
    el1: ite(and(isOwn, isAtEl1()), sp, register(locations.spEl1)),
    el2: ite(and(isOwn, not(isAtEl1())), sp, register(locations.spEl2)),
  };
}

/** The writes that put `sp` back into its bank. */
export function setBanks(): readonly Write[] {
  const { el0, el1, el2 } = bankedStackPointers();
  return [
    { location: locations.spEl0, value: el0 },
    { location: locations.spEl1, value: el1 },
    { location: locations.spEl2, value: el2 },
  ];
}

/**
 * A write of PSTATE.SP, of 1 bit, at EL1 or EL2: the stack pointer that was selected goes to its own register, and the
 * other one comes from its own.
 */
export function selectStackPointer(selected: Value): readonly Write[] {
  const { el0, el1, el2 } = bankedStackPointers();
  return [
    { location: locations.spSel, value: extend('zero-extend', selected, 64) },
    ...setBanks(),
    { location: 'sp', value: ite(selected, ite(isAtEl1(), el1, el2), el0) },
  ];
}

/** What MSR (immediate) is as an access to PSTATE. */
function access(op1: number, op2: number, { CRm = 0 }: Fields): Meaning['system'] {
  return { kind: 'msr-immediate', op0: 0, op1, crn: 4, crm: CRm, op2, rt: 31 };
}

/** Fields of PSTATE with one bit: name, op1, op2, the register that MRS reads, its bit, the feature. */
const oneBitFields = [
  ['UAO', 0, 3, locations.uao, 23, 'FEAT_UAO'],
  ['PAN', 0, 4, locations.pan, 22, 'FEAT_PAN'],
  ['SSBS', 3, 1, locations.ssbs, 12, 'FEAT_SSBS'],
  ['DIT', 3, 2, locations.dit, 24, 'FEAT_DIT'],
  ['TCO', 3, 4, locations.tco, 25, 'FEAT_MTE'],
] as const;

const binary = (value: number, width: number): string => value.toString(2).padStart(width, '0');

const group = 'PSTATE';

const roles = (): FieldRoles => ({ CRm: 'immediate' });

/** MSR (immediate) of one bit, in that field. */
const oneBitSyntax = (name: string, fixed: Fields = {}, field = 'CRm'): Syntax => ({
  text: `msr =${name.toLowerCase()}, u1:${field}`,
  fixed,
});

function oneBitField([
  name,
  op1,
  op2,
  location,
  bit,
  feature,
]: (typeof oneBitFields)[number]): Form {
  return form(
    `MSR (immediate) ${name}`,
    `1101010100000 ${binary(op1, 3)} 0100 CRm ${binary(op2, 3)} 11111`,
    { group, feature, roles, syntaxes: [oneBitSyntax(name)] },
    (fields) => ({
      writes: [{ location, value: constant(BigInt((fields['CRm'] ?? 0) & 1) << BigInt(bit), 64) }],
      system: access(op1, op2, fields),
    }),
  );
}

/** SMSTART and SMSTOP: entering or leaving streaming mode clears the vector registers and sets FPSR. */
function streaming(fields: Fields): Meaning {
  const { mask = 0, imm = 0 } = fields;
  const before = register(locations.svcr);
  const chosen = constant(mask, 64);
  const after = or(and(before, not(chosen)), imm === 1 ? chosen : constant(0, 64));
  const isSame = equal(extract(before, 0, 1), constant(imm, 1));
  const kept = (location: Location, width: number, other: bigint): Write => ({
    location,
    value: ite(isSame, input<Location>(location, width), constant(other, width)),
  });
  const vectors = Array.from({ length: 32 }, (_, number) => kept(`v${number}`, 128, 0n));
  return {
    writes: [
      { location: locations.svcr, value: after },
      ...((mask & 1) === 1 ? [...vectors, kept('fpsr', 64, 0x0800_009fn)] : []),
    ],
    system: access(3, 3, { CRm: (mask << 1) | imm }),
  };
}

/** Instructions that write PSTATE: Arm ARM, C4.1.94. */
export const processorState: readonly Form[] = [
  form(
    'CFINV',
    '1101010100000 000 0100 (0)(0)(0)(0) 000 11111',
    { group, feature: 'FEAT_FlagM', syntaxes: [{ text: 'cfinv', fixed: {} }] },
    () => ({ writes: [{ location: 'c', value: not(flag('c')) }] }),
  ),
  form(
    'XAFLAG',
    '1101010100000 000 0100 (0)(0)(0)(0) 001 11111',
    { group, feature: 'FEAT_FlagM2', syntaxes: [{ text: 'xaflag', fixed: {} }] },
    () => {
      const [z, c] = [flag('z'), flag('c')];
      return {
        writes: setFlags({
          n: and(not(c), not(z)),
          z: and(z, c),
          c: or(c, z),
          v: and(not(c), z),
        }),
      };
    },
  ),
  form(
    'AXFLAG',
    '1101010100000 000 0100 (0)(0)(0)(0) 010 11111',
    { group, feature: 'FEAT_FlagM2', syntaxes: [{ text: 'axflag', fixed: {} }] },
    () => {
      const zero = constant(0, 1);
      return {
        writes: setFlags({
          n: zero,
          z: or(flag('z'), flag('v')),
          c: and(flag('c'), not(flag('v'))),
          v: zero,
        }),
      };
    },
  ),
  form(
    'MSR (immediate) SPSel',
    '1101010100000 000 0100 CRm 101 11111',
    { group, roles, syntaxes: [oneBitSyntax('SPSel')] },
    (fields) => ({
      writes: selectStackPointer(constant(fields['CRm'] ?? 0, 1)),
      system: access(0, 5, fields),
    }),
  ),
  form(
    'MSR (immediate) DAIFSet/DAIFClr',
    '1101010100000 011 0100 CRm 11 clear 11111',
    {
      group,
      roles,
      syntaxes: [
        { text: 'msr =daifset, u:CRm', fixed: { clear: 0 } },
        { text: 'msr =daifclr, u:CRm', fixed: { clear: 1 } },
      ],
    },
    (fields) => {
      const { CRm = 0, clear = 0 } = fields;
      const before = register(locations.daif);
      const chosen = constant(CRm << 6, 64);
      const value = clear === 1 ? and(before, not(chosen)) : or(before, chosen);
      return {
        writes: [{ location: locations.daif, value }],
        system: access(3, 6 | clear, fields),
      };
    },
  ),
  ...oneBitFields.map(oneBitField),
  form(
    'MSR (immediate) ALLINT',
    '1101010100000 001 0100 000 imm:1 000 11111',
    { group, feature: 'FEAT_NMI', syntaxes: [oneBitSyntax('ALLINT', {}, 'imm')] },
    ({ imm = 0 }) => ({
      writes: [{ location: locations.allInt, value: constant(imm << 13, 64) }],
      system: access(1, 0, { CRm: imm }),
    }),
  ),
  form(
    'MSR (immediate) SVCRSM/SVCRZA/SVCRSMZA',
    '1101010100000 011 0100 0 mask:2 imm 011 11111',
    {
      group,
      feature: 'FEAT_SME',
      allocated: ({ mask = 0 }) => mask !== 0,
      syntaxes: [
        { text: 'smstart', fixed: { mask: 3, imm: 1 } },
        { text: 'smstart =sm', fixed: { mask: 1, imm: 1 } },
        { text: 'smstart =za', fixed: { mask: 2, imm: 1 } },
        { text: 'smstop', fixed: { mask: 3, imm: 0 } },
        { text: 'smstop =sm', fixed: { mask: 1, imm: 0 } },
        { text: 'smstop =za', fixed: { mask: 2, imm: 0 } },
        oneBitSyntax('SVCRSM', { mask: 1 }, 'imm'),
        oneBitSyntax('SVCRZA', { mask: 2 }, 'imm'),
        oneBitSyntax('SVCRSMZA', { mask: 3 }, 'imm'),
      ],
    },
    streaming,
  ),
];
