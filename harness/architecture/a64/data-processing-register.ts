import type { Form, Meaning, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
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
    { group: 'Add/subtract (with carry)' },
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
      syntaxes: [{ text: 'rmif X:Rn, u:imm6, u:mask', fixed: {} }],
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
    { group: 'Conditional compare (register)' },
    (fields) => conditionalComparison(fields, x(fields['Rm'] ?? 0, registerWidth(fields))),
  ),
  form(
    'CCMN/CCMP (immediate)',
    'sf op 1 11010010 imm5 cond 1 0 Rn 0 nzcv',
    { group: 'Conditional compare (immediate)' },
    (fields) => conditionalComparison(fields, constant(fields['imm5'] ?? 0, registerWidth(fields))),
  ),
  form(
    'CSEL/CSINC/CSINV/CSNEG',
    'sf op 0 11010100 Rm cond 0 o2 Rn Rd',
    { group: 'Conditional select' },
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
