import { compare } from '../../expression/expression.ts';
import { direct } from './branches.ts';
import type { FieldRoles, Form, Meaning, Value } from './form.ts';
import { form } from './form.ts';
import type { Fields } from './pattern.ts';
import { constant, equal, not, registerWidth, x } from './values.ts';

const feature = 'FEAT_CMPBR';

type Comparison = (left: Value, right: Value) => Value;

const signedLess: Comparison = (left, right) => compare('slt', left, right);
const unsignedLess: Comparison = (left, right) => compare('ult', left, right);
const different: Comparison = (left, right) => not(equal(left, right));

/** By cc: GT, GE, HI, HS, EQ and NE of registers. */
const ofRegisters = new Map<number, Comparison>([
  [0, (left, right) => signedLess(right, left)],
  [1, (left, right) => not(signedLess(left, right))],
  [2, (left, right) => unsignedLess(right, left)],
  [3, (left, right) => not(unsignedLess(left, right))],
  [6, equal],
  [7, different],
]);

/** By cc: GT, LT, HI, LO, EQ and NE of a register and an immediate. */
const ofImmediate = new Map<number, Comparison>([
  [0, (left, right) => signedLess(right, left)],
  [1, signedLess],
  [2, (left, right) => unsignedLess(right, left)],
  [3, unsignedLess],
  [6, equal],
  [7, different],
]);

function compared(
  { cc = 0, imm9 = 0 }: Fields,
  comparisons: ReadonlyMap<number, Comparison>,
  left: Value,
  right: Value,
): Meaning {
  const condition = (comparisons.get(cc) ?? equal)(left, right);
  return { writes: [], control: direct(imm9, 9), condition };
}

const allocated = ({ cc = 0 }: Fields): boolean => ofRegisters.has(cc);
/** Only EQ and NE are each other's opposite. */
const roles = ({ cc = 0 }: Fields): FieldRoles => ({ cc: cc >= 6 ? 'condition' : 'other' });

/** Bytes and halfwords: bits 15:14, and how many bits count. */
const narrow = [
  { name: 'CBB<cc>', bits: '10', width: 8 },
  { name: 'CBH<cc>', bits: '11', width: 16 },
] as const;

/** Comparisons that branch by their own result: Arm ARM, C6.2 "CB<cc> (register)". */
export const compareAndBranch: readonly Form[] = [
  form(
    'CB<cc> (register)',
    'sf 1110100 cc:3 Rm 00 imm9 Rt',
    { group: 'Compare registers and branch', feature, allocated, roles },
    (fields) => {
      const { Rm = 0, Rt = 0 } = fields;
      const width = registerWidth(fields);
      return compared(fields, ofRegisters, x(Rt, width), x(Rm, width));
    },
  ),
  ...narrow.map(({ name, bits, width }) =>
    form(
      name,
      `0 1110100 cc:3 Rm ${bits} imm9 Rt`,
      { group: 'Compare bytes/halfwords in registers and branch', feature, allocated, roles },
      (fields) => {
        const { Rm = 0, Rt = 0 } = fields;
        return compared(fields, ofRegisters, x(Rt, width), x(Rm, width));
      },
    ),
  ),
  form(
    'CB<cc> (immediate)',
    'sf 1110101 cc:3 imm6 0 imm9 Rt',
    { group: 'Compare register with immediate and branch', feature, allocated, roles },
    (fields) => {
      const { imm6 = 0, Rt = 0 } = fields;
      const width = registerWidth(fields);
      return compared(fields, ofImmediate, x(Rt, width), constant(imm6, width));
    },
  ),
];
