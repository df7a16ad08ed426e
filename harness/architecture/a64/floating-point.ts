import { binary, constant, ite, opaque } from '../../expression/expression.ts';
import type { PrecisionOptions } from './floating-point-rows.ts';
import { computed, ofEachPrecision, ofSingleAndDouble } from './floating-point-rows.ts';
import type { Form, Meaning, Value, Write } from './form.ts';
import { expandFloat } from './simd-immediate.ts';
import { mnemonicOf } from './syntaxes.ts';
import type { FlagValues } from './values.ts';
import { and, conditionHolds, extract, not, setFlags } from './values.ts';
import { effectsOf, fpcr, fpsr, setV, v } from './vectors.ts';

const sign = (width: number): Value => constant(1n << BigInt(width - 1), width);

/** The bits of Rn alone, changed; no arithmetic. */
const moves: readonly (readonly [string, string, (n: Value) => Value])[] = [
  ['FMOV (register)', '000000', (n) => n],
  ['FABS (scalar)', '000001', (n) => and(n, not(sign(n.width)))],
  ['FNEG (scalar)', '000010', (n) => binary('xor', n, sign(n.width))],
];

/** Opcodes of arithmetic with one source. */
const oneSource: readonly (readonly [string, string])[] = [
  ['FSQRT (scalar)', '000011'],
  ['FRINTN (scalar)', '001000'],
  ['FRINTP (scalar)', '001001'],
  ['FRINTM (scalar)', '001010'],
  ['FRINTZ (scalar)', '001011'],
  ['FRINTA (scalar)', '001100'],
  ['FRINTX (scalar)', '001110'],
  ['FRINTI (scalar)', '001111'],
];

/** Opcodes of FEAT_FRINTTS, which has no half precision. */
const oneSourceRounding: readonly (readonly [string, string])[] = [
  ['FRINT32Z (scalar)', '010000'],
  ['FRINT32X (scalar)', '010001'],
  ['FRINT64Z (scalar)', '010010'],
  ['FRINT64X (scalar)', '010011'],
];

/** Opcodes of arithmetic with two sources. */
const twoSources: readonly (readonly [string, string])[] = [
  ['FMUL (scalar)', '0000'],
  ['FDIV (scalar)', '0001'],
  ['FADD (scalar)', '0010'],
  ['FSUB (scalar)', '0011'],
  ['FMAX (scalar)', '0100'],
  ['FMIN (scalar)', '0101'],
  ['FMAXNM (scalar)', '0110'],
  ['FMINNM (scalar)', '0111'],
  ['FNMUL (scalar)', '1000'],
];

/** o1 and o0 of products added to Ra. */
const threeSources: readonly (readonly [string, 0 | 1, 0 | 1])[] = [
  ['FMADD', 0, 0],
  ['FMSUB', 0, 1],
  ['FNMADD', 1, 0],
  ['FNMSUB', 1, 1],
];

/** The low bits of a comparison; the second operand is +0.0 where they say so. */
const comparisons: readonly (readonly [string, string])[] = [
  ['FCMP', '00'],
  ['FCMP (zero)', '01'],
  ['FCMPE', '10'],
  ['FCMPE (zero)', '11'],
];

const comparedFlag = (name: string, flag: string, operands: readonly Value[]): Value =>
  opaque(`${name} (${flag})`, [...operands, fpcr], 1);

/** The flags of a comparison, and its exceptions. */
function compared(
  name: string,
  operands: readonly Value[],
): { readonly flags: FlagValues; readonly exceptions: readonly Write[] } {
  return {
    flags: {
      n: comparedFlag(name, 'N', operands),
      z: comparedFlag(name, 'Z', operands),
      c: comparedFlag(name, 'C', operands),
      v: comparedFlag(name, 'V', operands),
    },
    exceptions: effectsOf({ name, operands, width: 64, effect: 'floating-point' }),
  };
}

/** AL and NV always hold: the other value counts for nothing. */
const chosen = (condition: Value, yes: Value, no: Value): Value =>
  condition.kind === 'constant' ? yes : ite(condition, yes, no);

function conditionalComparison(name: string, op: 0 | 1): readonly Form[] {
  return ofEachPrecision(
    name,
    `00011110 ptype 1 Rm cond 01 Rn ${op} nzcv`,
    {
      group: 'Floating-point conditional compare',
      texts: [[`${mnemonicOf(name)} $R:Rn, $R:Rm, nzcv, cond`]],
    },
    ({ cond = 0, nzcv = 0, Rn = 0, Rm = 0 }, size): Meaning => {
      const condition = conditionHolds(cond);
      const { flags, exceptions } = compared(name, [v(Rn, size), v(Rm, size)]);
      const flagOr = (value: Value, bit: number): Value =>
        chosen(condition, value, extract(constant(nzcv, 4), bit, 1));
      return {
        condition,
        writes: [
          ...setFlags({
            n: flagOr(flags.n, 3),
            z: flagOr(flags.z, 2),
            c: flagOr(flags.c, 1),
            v: flagOr(flags.v, 0),
          }),
          ...exceptions.map(({ location, value }) => ({
            location,
            value: chosen(condition, value, fpsr),
          })),
        ],
      };
    },
  );
}

const oneSourceGroup = 'Floating-point data-processing (1 source)';
const oneSourceOptions = (name: string): PrecisionOptions => ({
  group: oneSourceGroup,
  texts: [[`${mnemonicOf(name)} $R:Rd, $R:Rn`]],
});
const oneSourceDiagram = (opcode: string): string => `00011110 ptype 1 ${opcode} 10000 Rn Rd`;

/** Scalar floating point, but for conversions: Arm ARM, C4.1.95. */
export const floatingPoint: readonly Form[] = [
  ...moves.flatMap(([name, opcode, operate]) =>
    ofEachPrecision(
      name,
      oneSourceDiagram(opcode),
      oneSourceOptions(name),
      ({ Rn = 0, Rd = 0 }, size) => ({ writes: setV(Rd, operate(v(Rn, size))) }),
    ),
  ),
  ...oneSource.flatMap(([name, opcode]) =>
    ofEachPrecision(
      name,
      oneSourceDiagram(opcode),
      oneSourceOptions(name),
      ({ Rn = 0, Rd = 0 }, size) => computed(name, Rd, [v(Rn, size)], size),
    ),
  ),
  ...oneSourceRounding.map(([name, opcode]) =>
    ofSingleAndDouble(
      name,
      oneSourceDiagram(opcode),
      { ...oneSourceOptions(name), feature: 'FEAT_FRINTTS' },
      ({ Rn = 0, Rd = 0 }, size) => computed(name, Rd, [v(Rn, size)], size),
    ),
  ),
  ...twoSources.flatMap(([name, opcode]) =>
    ofEachPrecision(
      name,
      `00011110 ptype 1 Rm ${opcode} 10 Rn Rd`,
      {
        group: 'Floating-point data-processing (2 source)',
        texts: [[`${mnemonicOf(name)} $R:Rd, $R:Rn, $R:Rm`]],
      },
      ({ Rm = 0, Rn = 0, Rd = 0 }, size) => computed(name, Rd, [v(Rn, size), v(Rm, size)], size),
    ),
  ),
  ...threeSources.flatMap(([name, o1, o0]) =>
    ofEachPrecision(
      name,
      `00011111 ptype ${o1} Rm ${o0} Ra Rn Rd`,
      {
        group: 'Floating-point data-processing (3 source)',
        texts: [[`${mnemonicOf(name)} $R:Rd, $R:Rn, $R:Rm, $R:Ra`]],
      },
      ({ Rm = 0, Ra = 0, Rn = 0, Rd = 0 }, size) =>
        computed(name, Rd, [v(Ra, size), v(Rn, size), v(Rm, size)], size),
    ),
  ),
  ...comparisons.flatMap(([name, bits]) => {
    const withZero = bits.endsWith('1');
    return ofEachPrecision(
      name,
      `00011110 ptype 1 ${withZero ? '(0)(0)(0)(0)(0)' : 'Rm'} 001000 Rn ${bits} 000`,
      {
        group: 'Floating-point compare',
        texts: [[`${mnemonicOf(name)} $R:Rn, ${withZero ? 'zero' : '$R:Rm'}`]],
      },
      ({ Rm = 0, Rn = 0 }, size) => {
        const { flags, exceptions } = compared(name, [
          v(Rn, size),
          ...(withZero ? [] : [v(Rm, size)]),
        ]);
        return { writes: [...setFlags(flags), ...exceptions] };
      },
    );
  }),
  ...conditionalComparison('FCCMP', 0),
  ...conditionalComparison('FCCMPE', 1),
  ...ofEachPrecision(
    'FCSEL',
    '00011110 ptype 1 Rm cond 11 Rn Rd',
    {
      group: 'Floating-point conditional select',
      texts: [['fcsel $R:Rd, $R:Rn, $R:Rm, cond']],
    },
    ({ cond = 0, Rm = 0, Rn = 0, Rd = 0 }, size) => {
      const condition = conditionHolds(cond);
      return { condition, writes: setV(Rd, chosen(condition, v(Rn, size), v(Rm, size))) };
    },
  ),
  ...ofEachPrecision(
    'FMOV (scalar, immediate)',
    '00011110 ptype 1 imm8 100 00000 Rd',
    { group: 'Floating-point immediate', texts: [['fmov $R:Rd, float$N:imm8']] },
    ({ imm8 = 0, Rd = 0 }, size) => ({
      writes: setV(Rd, constant(expandFloat(imm8, size), size)),
    }),
  ),
];
