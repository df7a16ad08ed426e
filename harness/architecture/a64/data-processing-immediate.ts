import { binary } from '../../expression/expression.ts';
import { decodeBitMasks } from './bit-masks.ts';
import type { Form, Syntax } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { signed } from './pattern.ts';
import type { WidthRow } from './syntaxes.ts';
import { ofBothWidths, ofBothWidthsWithN } from './syntaxes.ts';
import {
  add,
  addWithCarry,
  and,
  constant,
  concat,
  extreme,
  extract,
  inserted,
  logicalFlags,
  not,
  or,
  pc,
  registerWidth,
  setFlags,
  setX,
  setXOrSp,
  shifted,
  x,
  xOrSp,
  xor,
} from './values.ts';

/** SMAX, UMAX, SMIN and UMIN of each width, with their last operand. */
export function extremeSyntaxes(
  last: (register: string, isUnsigned: boolean) => string,
): readonly Syntax[] {
  return ['smax', 'umax', 'smin', 'umin'].flatMap((mnemonic, index) =>
    ['W', 'X'].map((register, sf) => ({
      text: `${mnemonic} ${register}:Rd, ${register}:Rn, ${last(register, (index & 1) === 1)}`,
      fixed: { sf, min: index >> 1, U: index & 1 },
    })),
  );
}

/**
 * The operands before the immediate, which is shifted by 12 where it does not fit else, or where that is written. GNU
 * as takes a negative one for a positive one of the opposite instruction.
 */
function withImmediate(mnemonic: string, opposite: string, registers: string): WidthRow[] {
  const op = ['add', 'adds', 'cmn'].includes(mnemonic) ? 0 : 1;
  const S = ['add', 'sub'].includes(mnemonic) ? 0 : 1;
  const discarded: Fields = ['cmp', 'cmn'].includes(mnemonic) ? { Rd: 31 } : {};
  const fixed = { op, S, ...discarded };
  return [
    [`${mnemonic} ${registers}, u:imm12`, { ...fixed, sh: 0 }],
    [`${mnemonic} ${registers}, u:imm12, =lsl 12`, { ...fixed, sh: 1 }],
    [`${mnemonic} ${registers}, u:imm12*4096`, { ...fixed, sh: 1 }],
    [`${mnemonic} ${registers}, u:imm12, =lsl 0`, { ...fixed, sh: 0 }],
    [`${opposite} ${registers}, -4095..-1:0-imm12`, { ...fixed, sh: 0 }],
    [`${opposite} ${registers}, -4095..-1:0-imm12, =lsl 0`, { ...fixed, sh: 0 }],
    [`${opposite} ${registers}, -4095..-1:0-imm12, =lsl 12`, { ...fixed, sh: 1 }],
    [`${opposite} ${registers}, -u:imm12*4096`, { ...fixed, sh: 1 }],
  ];
}

const twoStacks = '$RSP:Rd, $RSP:Rn';

/** Logical instructions with an immediate, and BIC with its complement. */
const logicalRows: readonly WidthRow[] = [
  ['and $RSP:Rd, $R:Rn, mask$N', { opc: 0 }],
  ['orr $RSP:Rd, $R:Rn, mask$N', { opc: 1 }],
  ['eor $RSP:Rd, $R:Rn, mask$N', { opc: 2 }],
  ['ands $R:Rd, $R:Rn, mask$N', { opc: 3 }],
  ['bic $RSP:Rd, $R:Rn, ~mask$N', { opc: 0 }],
];

const wideRows: readonly WidthRow[] = [
  ['mov $R:Rd, wide$N', { opc: 2 }],
  ['mov $R:Rd, ~wide$N', { opc: 0 }],
  ['movn $R:Rd, u:imm16, half$N?', { opc: 0 }],
  ['movz $R:Rd, u:imm16, half$N?', { opc: 2 }],
  ['movk $R:Rd, u:imm16, half$N?', { opc: 3 }],
];

const signedField = { opc: 0 };
const insertedField = { opc: 1 };
const unsignedField = { opc: 2 };

/** Aliases before what they stand for, in the order in which the manual prefers them. */
const bitFieldRows: readonly WidthRow[] = [
  ['asr $R:Rd, $R:Rn, 0..$M:immr', { ...signedField, imms: 31 }],
  ['sbfiz $R:Rd, $R:Rn, at$N, count$N', signedField],
  ['sbfx $R:Rd, $R:Rn, 0..$M:immr, extracted$N', signedField],
  ['bfc $R:Rd, at$N, count$N', { ...insertedField, Rn: 31 }],
  ['bfi $R:Rd, $R:Rn, at$N, count$N', insertedField],
  ['bfxil $R:Rd, $R:Rn, 0..$M:immr, extracted$N', insertedField],
  ['lsl $R:Rd, $R:Rn, left$N', unsignedField],
  ['lsr $R:Rd, $R:Rn, 0..$M:immr', { ...unsignedField, imms: 31 }],
  ['ubfiz $R:Rd, $R:Rn, at$N, count$N', unsignedField],
  ['ubfx $R:Rd, $R:Rn, 0..$M:immr, extracted$N', unsignedField],
  ['sbfm $R:Rd, $R:Rn, 0..$M:immr, 0..$M:imms', signedField],
  ['bfm $R:Rd, $R:Rn, 0..$M:immr, 0..$M:imms', insertedField],
  ['ubfm $R:Rd, $R:Rn, 0..$M:immr, 0..$M:imms', unsignedField],
];

/** The shifts by an immediate end at the highest bit of the register. */
const bitFieldSyntaxes: readonly Syntax[] = ofBothWidthsWithN(...bitFieldRows).map(
  ({ text, fixed }) => ({
    text,
    fixed: fixed['imms'] === undefined ? fixed : { ...fixed, imms: fixed['sf'] === 1 ? 63 : 31 },
  }),
);

const extension = { immr: 0 };
const wide = { sf: 1, N: 1 };
const narrow = { sf: 0, N: 0 };

/** GNU as takes a 64-bit destination for the zero extensions too, and extends into 32 bits. */
const extensionSyntaxes: readonly Syntax[] = [
  { text: 'sxtb W:Rd, W:Rn', fixed: { ...extension, ...narrow, ...signedField, imms: 7 } },
  { text: 'sxtb X:Rd, W:Rn', fixed: { ...extension, ...wide, ...signedField, imms: 7 } },
  { text: 'sxth W:Rd, W:Rn', fixed: { ...extension, ...narrow, ...signedField, imms: 15 } },
  { text: 'sxth X:Rd, W:Rn', fixed: { ...extension, ...wide, ...signedField, imms: 15 } },
  { text: 'sxtw X:Rd, W:Rn', fixed: { ...extension, ...wide, ...signedField, imms: 31 } },
  { text: 'uxtb W:Rd, W:Rn', fixed: { ...extension, ...narrow, ...unsignedField, imms: 7 } },
  { text: 'uxtb X:Rd, W:Rn', fixed: { ...extension, ...narrow, ...unsignedField, imms: 7 } },
  { text: 'uxth W:Rd, W:Rn', fixed: { ...extension, ...narrow, ...unsignedField, imms: 15 } },
  { text: 'uxth X:Rd, W:Rn', fixed: { ...extension, ...narrow, ...unsignedField, imms: 15 } },
];

/** Data processing (immediate): Arm ARM, C4.1.92. */
export const dataProcessingImmediate: readonly Form[] = [
  form(
    'ADR',
    '0 immlo:2 10000 immhi:19 Rd',
    { group: 'PC-rel. addressing', syntaxes: [{ text: 'adr X:Rd, adr', fixed: {} }] },
    ({ immlo = 0, immhi = 0, Rd = 0 }) => ({
      writes: setX(Rd, add(pc, constant(signed((immhi << 2) | immlo, 21), 64))),
    }),
  ),
  form(
    'ADRP',
    '1 immlo:2 10000 immhi:19 Rd',
    { group: 'PC-rel. addressing', syntaxes: [{ text: 'adrp X:Rd, adrp', fixed: {} }] },
    ({ immlo = 0, immhi = 0, Rd = 0 }) => ({
      writes: setX(
        Rd,
        add(
          concat(extract(pc, 12, 52), constant(0, 12)),
          constant(BigInt(signed((immhi << 2) | immlo, 21)) << 12n, 64),
        ),
      ),
    }),
  ),
  form(
    'ADD/SUB (immediate)',
    'sf op S 100010 sh imm12 Rn Rd',
    {
      group: 'Add/subtract (immediate)',
      syntaxes: ofBothWidths(
        ['mov $SP:Rd, $RSP:Rn', { op: 0, S: 0, sh: 0, imm12: 0 }],
        ['mov $RSP:Rd, $SP:Rn', { op: 0, S: 0, sh: 0, imm12: 0 }],
        ...withImmediate('cmn', 'cmp', '$RSP:Rn'),
        ...withImmediate('cmp', 'cmn', '$RSP:Rn'),
        ...withImmediate('add', 'sub', twoStacks),
        ...withImmediate('adds', 'subs', '$R:Rd, $RSP:Rn'),
        ...withImmediate('sub', 'add', twoStacks),
        ...withImmediate('subs', 'adds', '$R:Rd, $RSP:Rn'),
      ),
    },
    (fields) => {
      const { op = 0, S = 0, sh = 0, imm12 = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const immediate = constant(imm12 << (sh * 12), width);
      const { result, flags } = addWithCarry(
        xOrSp(Rn, width),
        op === 0 ? immediate : not(immediate),
        constant(op, 1),
      );
      return {
        writes: S === 0 ? setXOrSp(Rd, result) : [...setX(Rd, result), ...setFlags(flags)],
      };
    },
  ),
  form(
    'SMAX/UMAX/SMIN/UMIN (immediate)',
    'sf 0 0 100011 1 00 min U imm8 Rn Rd',
    {
      group: 'Min/max (immediate)',
      feature: 'FEAT_CSSC',
      syntaxes: extremeSyntaxes((_, isUnsigned) => (isUnsigned ? '0..255:imm8' : 's:imm8')),
    },
    (fields) => {
      const { min = 0, U = 0, imm8 = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const immediate = constant(U === 1 ? imm8 : signed(imm8, 8), width);
      return { writes: setX(Rd, extreme(min === 1, U === 1, x(Rn, width), immediate)) };
    },
  ),
  form(
    'MOVN/MOVZ/MOVK',
    'sf opc 100101 hw imm16 Rd',
    {
      group: 'Move wide (immediate)',
      allocated: ({ sf = 0, opc = 0, hw = 0 }) => opc !== 1 && (sf === 1 || hw < 2),
      roles: () => ({ opc: 'other' }),
      syntaxes: ofBothWidths(...wideRows),
    },
    (fields) => {
      const { opc = 0, hw = 0, imm16 = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      if (opc === 3) {
        return {
          writes: setX(Rd, inserted(x(Rd, width), constant(imm16, 16), hw * 16)),
        };
      }
      const moved = BigInt(imm16) << BigInt(hw * 16);
      return { writes: setX(Rd, constant(opc === 0 ? ~moved : moved, width)) };
    },
  ),
  form(
    'AND/ORR/EOR/ANDS (immediate)',
    'sf opc 100100 N immr imms Rn Rd',
    {
      group: 'Logical (immediate)',
      allocated: ({ sf = 0, N = 0, immr = 0, imms = 0 }) =>
        decodeBitMasks({ N, immr, imms, width: sf === 1 ? 64 : 32, logical: true }) !== undefined,
      roles: () => ({ opc: 'operations' }),
      syntaxes: ofBothWidths(
        ['mov $RSP:Rd, moved$N', { opc: 1, Rn: 31 }],
        ['tst $R:Rn, mask$N', { opc: 3, Rd: 31 }],
        ...logicalRows,
      ),
    },
    (fields) => {
      const { opc = 0, N = 0, immr = 0, imms = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const masks = decodeBitMasks({ N, immr, imms, width, logical: true });
      const immediate = constant(masks?.wmask ?? 0n, width);
      const operate = [and, or, xor, and][opc] ?? and;
      const result = operate(x(Rn, width), immediate);
      return {
        writes:
          opc === 3
            ? [...setX(Rd, result), ...setFlags(logicalFlags(result))]
            : setXOrSp(Rd, result),
      };
    },
  ),
  form(
    'SBFM/BFM/UBFM',
    'sf opc 100110 N immr imms Rn Rd',
    {
      group: 'Bitfield',
      allocated: ({ sf = 0, opc = 0, N = 0, immr = 0, imms = 0 }) =>
        opc !== 3 && N === sf && (sf === 1 || (immr < 32 && imms < 32)),
      roles: () => ({ opc: 'other', immr: 'bit-field', imms: 'other' }),
      syntaxes: [...extensionSyntaxes, ...bitFieldSyntaxes],
    },
    (fields) => {
      const { opc = 0, N = 0, immr = 0, imms = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const masks = decodeBitMasks({ N, immr, imms, width, logical: false });
      const { wmask, tmask } = masks ?? { wmask: 0n, tmask: 0n };
      const source = x(Rn, width);
      const rotated = shifted(source, 3, immr);
      const kept = x(Rd, width);
      const without = (mask: bigint): ReturnType<typeof constant> => constant(~mask, width);
      const bottom = and(rotated, constant(wmask, width));
      switch (opc) {
        case 0: {
          const sign = extract(source, imms, 1);
          const top = binary('sub', constant(0, width), concat(constant(0, width - 1), sign));
          return {
            writes: setX(Rd, or(and(top, without(tmask)), and(bottom, constant(tmask, width)))),
          };
        }
        case 1: {
          const mixed = or(and(kept, without(wmask)), bottom);
          return {
            writes: setX(Rd, or(and(kept, without(tmask)), and(mixed, constant(tmask, width)))),
          };
        }
        default:
          return { writes: setX(Rd, and(bottom, constant(tmask, width))) };
      }
    },
  ),
  form(
    'EXTR',
    'sf 00 100111 N 0 Rm imms Rn Rd',
    {
      group: 'Extract',
      allocated: ({ sf = 0, N = 0, imms = 0 }) => N === sf && (sf === 1 || imms < 32),
      syntaxes: ofBothWidthsWithN(
        ['ror $R:Rd, $R:Rn&Rm, 0..$M:imms'],
        ['extr $R:Rd, $R:Rn, $R:Rm, 0..$M:imms'],
      ),
    },
    (fields) => {
      const { Rm = 0, imms = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      return {
        writes: setX(Rd, extract(concat(x(Rn, width), x(Rm, width)), imms, width)),
      };
    },
  ),
];
