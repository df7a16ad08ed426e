import type { Form, Meaning, Syntax, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import type { WidthRow } from './syntaxes.ts';
import { ofBothWidths } from './syntaxes.ts';
import type { FlagValues } from './values.ts';
import {
  add,
  addWithCarry,
  and,
  checkedPointer,
  choose,
  conditionOf,
  constant,
  extended,
  extract,
  flag,
  isZero,
  logicalFlags,
  not,
  or,
  registerWidth,
  setFlags,
  setX,
  setXOrSp,
  shifted,
  x,
  xOrSp,
  xor,
} from './values.ts';

/** AddWithCarry of an addition or, with `op`, a subtraction. */
function sum(
  op: number,
  left: Value,
  right: Value,
  carry: Value = constant(op, 1),
): ReturnType<typeof addWithCarry> {
  return addWithCarry(left, op === 0 ? right : not(right), carry);
}

const amountFits = ({ sf = 0, imm6 = 0 }: Fields): boolean => sf === 1 || imm6 < 32;

/** CCMP and CCMN: the flags of a comparison where the condition holds, else `nzcv`. */
function conditionalComparison(fields: Fields, right: Value): Meaning {
  const { op = 0, cond = 0, Rn = 0, nzcv = 0 } = fields;
  const condition = conditionOf(cond);
  const { flags } = sum(op, x(Rn, registerWidth(fields)), right);
  const bit = (index: number): Value => constant(nzcv >> index, 1);
  const chosen: FlagValues = {
    n: choose(condition, flags.n, bit(3)),
    z: choose(condition, flags.z, bit(2)),
    c: choose(condition, flags.c, bit(1)),
    v: choose(condition, flags.v, bit(0)),
  };
  return { writes: setFlags(chosen), ...(condition === undefined ? {} : { condition }) };
}

const logicalNames = [
  ['and', 'bic'],
  ['orr', 'orn'],
  ['eor', 'eon'],
  ['ands', 'bics'],
] as const;

const logicalRows: readonly WidthRow[] = [
  ['mov $R:Rd, $R:Rm', { opc: 1, N: 0, Rn: 31, shift: 0, imm6: 0 }],
  ['mvn $R:Rd, $R:Rm, rotate$N?', { opc: 1, N: 1, Rn: 31 }],
  ['tst $R:Rn, $R:Rm, rotate$N?', { opc: 3, N: 0, Rd: 31 }],
  ...logicalNames.flatMap((names, opc) =>
    names.map((name, N): WidthRow => [`${name} $R:Rd, $R:Rn, $R:Rm, rotate$N?`, { opc, N }]),
  ),
  // GNU as takes MOV of a shifted register, too.
  ['mov $R:Rd, $R:Rm, rotate$N', { opc: 1, N: 0, Rn: 31 }],
];

const movedWord = { sf: 0, opc: 1, N: 0, Rn: 31, shift: 0, imm6: 0 };

const shiftedRows: readonly WidthRow[] = [
  ['cmn $R:Rn, $R:Rm, shift$N?', { op: 0, S: 1, Rd: 31 }],
  ['cmp $R:Rn, $R:Rm, shift$N?', { op: 1, S: 1, Rd: 31 }],
  ['neg $R:Rd, $R:Rm, shift$N?', { op: 1, S: 0, Rn: 31 }],
  ['negs $R:Rd, $R:Rm, shift$N?', { op: 1, S: 1, Rn: 31 }],
  ['add $R:Rd, $R:Rn, $R:Rm, shift$N?', { op: 0, S: 0 }],
  ['adds $R:Rd, $R:Rn, $R:Rm, shift$N?', { op: 0, S: 1 }],
  ['sub $R:Rd, $R:Rn, $R:Rm, shift$N?', { op: 1, S: 0 }],
  ['subs $R:Rd, $R:Rn, $R:Rm, shift$N?', { op: 1, S: 1 }],
];

/** What the extended register is taken from or added to, and the same with the stack pointer among them. */
interface ExtendedRow {
  readonly mnemonic: string;
  readonly registers: string;
  readonly withStack: readonly string[];
  readonly fixed: Fields;
}

const extendedRow = (
  mnemonic: string,
  op: 0 | 1,
  S: 0 | 1,
  registers: string,
  withStack: readonly string[],
): ExtendedRow => ({
  mnemonic,
  registers,
  withStack,
  fixed: { op, S, ...(registers.includes('Rd') ? {} : { Rd: 31 }) },
});

const bothStacks = ['$SP:Rd, $RSP:Rn', '$RSP:Rd, $SP:Rn'];

const extendedTable: readonly ExtendedRow[] = [
  extendedRow('cmn', 0, 1, '$RSP:Rn', ['$SP:Rn']),
  extendedRow('cmp', 1, 1, '$RSP:Rn', ['$SP:Rn']),
  extendedRow('add', 0, 0, '$RSP:Rd, $RSP:Rn', bothStacks),
  extendedRow('adds', 0, 1, '$R:Rd, $RSP:Rn', ['$R:Rd, $SP:Rn']),
  extendedRow('sub', 1, 0, '$RSP:Rd, $RSP:Rn', bothStacks),
  extendedRow('subs', 1, 1, '$R:Rd, $RSP:Rn', ['$R:Rd, $SP:Rn']),
];

/**
 * With the stack pointer, LSL is the extension that changes nothing, and may be missing; a 32-bit register is then
 * zero-extended. The part of a 64-bit register that is extended may be written as one of 32 bits or of 64.
 */
function extendedSyntaxes({ mnemonic, registers, withStack, fixed }: ExtendedRow): Syntax[] {
  const shiftedBy = ofBothWidths(
    ...withStack.map((each): WidthRow => [`${mnemonic} ${each}, $R:Rm, lsl?`, fixed]),
  ).map(({ text, fixed: rest }) => ({
    text,
    fixed: { ...rest, option: 2 + (rest['sf'] as number) },
  }));
  const wide = (text: string): Syntax[] =>
    ofBothWidths([text, fixed]).filter((each) => each.fixed['sf'] === 1);
  return [
    ...shiftedBy,
    ...ofBothWidths([`${mnemonic} ${registers}, $R:Rm, extend`, fixed]).map(
      ({ text, fixed: rest }) => ({ text: rest['sf'] === 1 ? `${text}:x` : text, fixed: rest }),
    ),
    ...wide(`${mnemonic} ${registers}, W:Rm, extend:w`),
    ...withStack.flatMap((each) =>
      wide(`${mnemonic} ${each}, W:Rm`).map(({ text, fixed: rest }) => ({
        text,
        fixed: { ...rest, option: 2, imm3: 0 },
      })),
    ),
  ];
}

/** A comparison that is made where the condition holds. */
const conditionalRows = (right: string): readonly WidthRow[] => [
  [`ccmn $R:Rn, ${right}, nzcv, cond`, { op: 0 }],
  [`ccmp $R:Rn, ${right}, nzcv, cond`, { op: 1 }],
];

/** Aliases before what they stand for, in the order in which the manual prefers them. */
const selectRows: readonly WidthRow[] = [
  ['csel $R:Rd, $R:Rn, $R:Rm, cond', { op: 0, o2: 0 }],
  ['cset $R:Rd, inverse', { op: 0, o2: 1, Rn: 31, Rm: 31 }],
  ['cinc $R:Rd, $R:Rn&Rm, inverse', { op: 0, o2: 1 }],
  ['csinc $R:Rd, $R:Rn, $R:Rm, cond', { op: 0, o2: 1 }],
  ['csetm $R:Rd, inverse', { op: 1, o2: 0, Rn: 31, Rm: 31 }],
  ['cinv $R:Rd, $R:Rn&Rm, inverse', { op: 1, o2: 0 }],
  ['csinv $R:Rd, $R:Rn, $R:Rm, cond', { op: 1, o2: 0 }],
  ['cneg $R:Rd, $R:Rn&Rm, inverse', { op: 1, o2: 1 }],
  ['csneg $R:Rd, $R:Rn, $R:Rm, cond', { op: 1, o2: 1 }],
];

/** Data processing (register) but for those with one, two and three sources: Arm ARM, C4.1.95. */
export const dataProcessingRegister: readonly Form[] = [
  form(
    'AND/BIC/ORR/ORN/EOR/EON/ANDS/BICS (shifted register)',
    'sf opc 01010 shift N Rm imm6 Rn Rd',
    {
      group: 'Logical (shifted register)',
      allocated: amountFits,
      // ORR from the zero register is MOV: there the kind of OR does not matter.
      roles: ({ Rn }) => ({ opc: Rn === 31 ? 'other' : 'operation' }),
      syntaxes: [
        ...ofBothWidths(...logicalRows),
        // A 32-bit move, whatever the width of the destination.
        { text: 'uxtw W:Rd, W:Rm', fixed: movedWord },
        { text: 'uxtw X:Rd, W:Rm', fixed: movedWord },
      ],
    },
    (fields) => {
      const { opc = 0, shift = 0, N = 0, Rm = 0, imm6 = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const operand = shifted(x(Rm, width), shift, imm6);
      const operate = [and, or, xor, and][opc] ?? and;
      const result = operate(x(Rn, width), N === 1 ? not(operand) : operand);
      return {
        writes: [...setX(Rd, result), ...(opc === 3 ? setFlags(logicalFlags(result)) : [])],
      };
    },
  ),
  form(
    'ADD/SUB (shifted register)',
    'sf op S 01011 shift 0 Rm imm6 Rn Rd',
    {
      group: 'Add/subtract (shifted register)',
      allocated: (fields) => fields['shift'] !== 3 && amountFits(fields),
      syntaxes: ofBothWidths(...shiftedRows),
    },
    (fields) => {
      const { op = 0, S = 0, shift = 0, Rm = 0, imm6 = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const { result, flags } = sum(op, x(Rn, width), shifted(x(Rm, width), shift, imm6));
      return { writes: [...setX(Rd, result), ...(S === 1 ? setFlags(flags) : [])] };
    },
  ),
  form(
    'ADD/SUB (extended register)',
    'sf op S 01011 00 1 Rm option imm3 Rn Rd',
    {
      group: 'Add/subtract (extended register)',
      allocated: ({ imm3 = 0 }) => imm3 <= 4,
      syntaxes: extendedTable.flatMap(extendedSyntaxes),
    },
    (fields) => {
      const { op = 0, S = 0, Rm = 0, option = 0, imm3 = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const { result, flags } = sum(op, xOrSp(Rn, width), extended(Rm, option, imm3, width));
      return {
        writes: S === 0 ? setXOrSp(Rd, result) : [...setX(Rd, result), ...setFlags(flags)],
      };
    },
  ),
  form(
    'ADC/SBC',
    'sf op S 11010000 Rm 000000 Rn Rd',
    {
      group: 'Add/subtract (with carry)',
      syntaxes: ofBothWidths(
        ['adc $R:Rd, $R:Rn, $R:Rm', { op: 0, S: 0 }],
        ['adcs $R:Rd, $R:Rn, $R:Rm', { op: 0, S: 1 }],
        ['ngc $R:Rd, $R:Rm', { op: 1, S: 0, Rn: 31 }],
        ['sbc $R:Rd, $R:Rn, $R:Rm', { op: 1, S: 0 }],
        ['ngcs $R:Rd, $R:Rm', { op: 1, S: 1, Rn: 31 }],
        ['sbcs $R:Rd, $R:Rn, $R:Rm', { op: 1, S: 1 }],
      ),
    },
    (fields) => {
      const { op = 0, S = 0, Rm = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const { result, flags } = sum(op, x(Rn, width), x(Rm, width), flag('c'));
      return { writes: [...setX(Rd, result), ...(S === 1 ? setFlags(flags) : [])] };
    },
  ),
  form(
    'ADDPT/SUBPT',
    '1 op 0 11010000 Rm 001 imm3 Rn Rd',
    { group: 'Add/subtract (checked pointer)', feature: 'FEAT_CPA' },
    ({ op = 0, Rm = 0, imm3 = 0, Rn = 0, Rd = 0 }) => {
      const base = xOrSp(Rn);
      const { result } = sum(op, base, shifted(x(Rm), 0, imm3));
      return { writes: setXOrSp(Rd, checkedPointer(result, base)) };
    },
  ),
  form(
    'RMIF',
    '1 0 1 11010000 imm6 00001 Rn 0 mask:4',
    {
      group: 'Rotate right into flags',
      feature: 'FEAT_FlagM',
      syntaxes: [{ text: 'rmif X:Rn, 0..63:imm6, 0..15:mask', fixed: {} }],
    },
    ({ imm6 = 0, Rn = 0, mask = 0 }) => {
      const rotated = shifted(x(Rn), 3, imm6);
      return {
        writes: (['v', 'c', 'z', 'n'] as const)
          .map((location, index) => ({ location, value: extract(rotated, index, 1) }))
          .filter((_, index) => ((mask >> index) & 1) === 1),
      };
    },
  ),
  form(
    'SETF8/SETF16',
    '0 0 1 11010000 000000 sz 0010 Rn 0 1101',
    {
      group: 'Evaluate into flags',
      feature: 'FEAT_FlagM',
      syntaxes: [
        { text: 'setf8 W:Rn', fixed: { sz: 0 } },
        { text: 'setf16 W:Rn', fixed: { sz: 1 } },
      ],
    },
    ({ sz = 0, Rn = 0 }) => {
      const width = 8 << sz;
      const value = x(Rn, 32);
      const sign = extract(value, width - 1, 1);
      return {
        writes: [
          { location: 'n', value: sign },
          { location: 'z', value: isZero(extract(value, 0, width)) },
          { location: 'v', value: xor(extract(value, width, 1), sign) },
        ],
      };
    },
  ),
  form(
    'CCMN/CCMP (register)',
    'sf op 1 11010010 Rm cond 0 0 Rn 0 nzcv',
    {
      group: 'Conditional compare (register)',
      syntaxes: ofBothWidths(...conditionalRows('$R:Rm')),
    },
    (fields) => conditionalComparison(fields, x(fields['Rm'] ?? 0, registerWidth(fields))),
  ),
  form(
    'CCMN/CCMP (immediate)',
    'sf op 1 11010010 imm5 cond 1 0 Rn 0 nzcv',
    {
      group: 'Conditional compare (immediate)',
      syntaxes: ofBothWidths(...conditionalRows('u:imm5')),
    },
    (fields) => conditionalComparison(fields, constant(fields['imm5'] ?? 0, registerWidth(fields))),
  ),
  form(
    'CSEL/CSINC/CSINV/CSNEG',
    'sf op 0 11010100 Rm cond 0 o2 Rn Rd',
    { group: 'Conditional select', syntaxes: ofBothWidths(...selectRows) },
    (fields) => {
      const { op = 0, Rm = 0, cond = 0, o2 = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const condition = conditionOf(cond);
      const other = op === 0 ? x(Rm, width) : not(x(Rm, width));
      const no = o2 === 0 ? other : add(other, constant(1, width));
      return {
        writes: setX(Rd, choose(condition, x(Rn, width), no)),
        ...(condition === undefined ? {} : { condition }),
      };
    },
  ),
];
