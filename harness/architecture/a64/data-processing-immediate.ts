import { binary } from '../../expression/expression.ts';
import { decodeBitMasks } from './bit-masks.ts';
import type { Form, Syntax } from './form.ts';
import { form } from './form.ts';
import { signed } from './pattern.ts';
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
    { group: 'Add/subtract (immediate)' },
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
      syntaxes: extremeSyntaxes((_, isUnsigned) => (isUnsigned ? 'u:imm8' : 's:imm8')),
    },
    (fields) => {
      const { min = 0, U = 0, imm8 = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const immediate = constant(U === 1 ? imm8 : signed(imm8, 8), width);
      return { writes: setX(Rd, extreme(min === 1, U === 1, x(Rn, width), immediate)) };
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
    'MOVN/MOVZ/MOVK',
    'sf opc 100101 hw imm16 Rd',
    {
      group: 'Move wide (immediate)',
      allocated: ({ sf = 0, opc = 0, hw = 0 }) => opc !== 1 && (sf === 1 || hw < 2),
      roles: () => ({ opc: 'other' }),
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
    'SBFM/BFM/UBFM',
    'sf opc 100110 N immr imms Rn Rd',
    {
      group: 'Bitfield',
      allocated: ({ sf = 0, opc = 0, N = 0, immr = 0, imms = 0 }) =>
        opc !== 3 && N === sf && (sf === 1 || (immr < 32 && imms < 32)),
      roles: () => ({ opc: 'other', immr: 'bit-field', imms: 'other' }),
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
