import { binary, crc32, unary } from '../../expression/expression.ts';
import { extremeSyntaxes } from './data-processing-immediate.ts';
import type { Form, Syntax, Value } from './form.ts';
import type { Fields } from './pattern.ts';
import { form } from './form.ts';
import type { WidthRow } from './syntaxes.ts';
import { ofBothWidths } from './syntaxes.ts';
import {
  add,
  and,
  checkedPointer,
  concat,
  constant,
  extend,
  extract,
  extreme,
  ite,
  registerWidth,
  setX,
  sub,
  x,
  xor,
} from './values.ts';

/** The parts of `size` bits in the opposite order. */
function partsReversed(value: Value, size: number): Value {
  const parts = Array.from({ length: value.width / size }, (_, index) =>
    extract(value, index * size, size),
  );
  return parts.reduce((high, low) => concat(high, low));
}

/** The bytes of each container of `size` bits in the opposite order. */
function bytesReversed(value: Value, size: number): Value {
  const containers = Array.from({ length: value.width / size }, (_, index) =>
    partsReversed(extract(value, index * size, size), 8),
  );
  return containers.reduce((low, high) => concat(high, low));
}

/** CountLeadingSignBits: the sign itself is not counted. */
function leadingSignBits(value: Value): Value {
  const width = value.width - 1;
  const changes = xor(extract(value, 1, width), extract(value, 0, width));
  return extend('zero-extend', unary('clz', changes), value.width);
}

const unarySyntaxes = (mnemonic: string, fixed: Fields = {}): readonly Syntax[] =>
  ofBothWidths([`${mnemonic} $R:Rd, $R:Rn`, fixed]);

const threeRegisters = '$R:Rd, $R:Rn, $R:Rm';

/** The sum of a product of W registers, and the same added to or taken from nothing. */
const longProducts = ['s', 'u'].flatMap((sign, U): readonly Syntax[] => [
  { text: `${sign}mull X:Rd, W:Rn, W:Rm`, fixed: { U, o0: 0, Ra: 31 } },
  { text: `${sign}maddl X:Rd, W:Rn, W:Rm, X:Ra`, fixed: { U, o0: 0 } },
  { text: `${sign}mnegl X:Rd, W:Rn, W:Rm`, fixed: { U, o0: 1, Ra: 31 } },
  { text: `${sign}msubl X:Rd, W:Rn, W:Rm, X:Ra`, fixed: { U, o0: 1 } },
]);

/** Of each width of the second operand. */
const checksums = ['crc32', 'crc32c'].flatMap((name, C) =>
  ['b', 'h', 'w', 'x'].map((ending, sz) => ({
    text: `${name}${ending} W:Rd, W:Rn, ${sz === 3 ? 'X' : 'W'}:Rm`,
    fixed: { C, sz, sf: sz === 3 ? 1 : 0 },
  })),
);

const shifts = ['shl', 'lshr', 'ashr', 'ror'] as const;

/** With their bits reversed. */
const polynomials = { crc32: 0xedb88320, crc32c: 0x82f63b78 } as const;

/** Data processing with one, two and three sources: Arm ARM, C4.1.95. */
export const dataProcessingSources: readonly Form[] = [
  form(
    'UDIV/SDIV',
    'sf 0 0 11010110 Rm 00001 o1 Rn Rd',
    {
      group: 'Data-processing (2 source)',
      syntaxes: ofBothWidths(
        [`udiv ${threeRegisters}`, { o1: 0 }],
        [`sdiv ${threeRegisters}`, { o1: 1 }],
      ),
    },
    (fields) => {
      const { o1 = 0, Rm = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const quotient = binary(o1 === 0 ? 'udiv' : 'sdiv', x(Rn, width), x(Rm, width));
      return { writes: setX(Rd, quotient) };
    },
  ),
  form(
    'LSLV/LSRV/ASRV/RORV',
    'sf 0 0 11010110 Rm 0010 op2:2 Rn Rd',
    {
      group: 'Data-processing (2 source)',
      syntaxes: ofBothWidths(
        ...['lsl', 'lsr', 'asr', 'ror'].flatMap((name, op2): WidthRow[] => [
          [`${name} ${threeRegisters}`, { op2 }],
          [`${name}v ${threeRegisters}`, { op2 }],
        ]),
      ),
    },
    (fields) => {
      const { op2 = 0, Rm = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const amount = and(x(Rm, width), constant(width - 1, width));
      return { writes: setX(Rd, binary(shifts[op2] ?? 'shl', x(Rn, width), amount)) };
    },
  ),
  form(
    'CRC32/CRC32C',
    'sf 0 0 11010110 Rm 010 C sz:2 Rn Rd',
    {
      group: 'Data-processing (2 source)',
      allocated: ({ sf = 0, sz = 0 }) => (sf === 1) === (sz === 3),
      syntaxes: checksums,
    },
    ({ Rm = 0, C = 0, sz = 0, Rn = 0, Rd = 0 }) => {
      const polynomial = C === 0 ? polynomials.crc32 : polynomials.crc32c;
      return { writes: setX(Rd, crc32(x(Rn, 32), x(Rm, 8 << sz), polynomial)) };
    },
  ),
  form(
    'SMAX/UMAX/SMIN/UMIN (register)',
    'sf 0 0 11010110 Rm 0110 min U Rn Rd',
    {
      group: 'Data-processing (2 source)',
      feature: 'FEAT_CSSC',
      syntaxes: extremeSyntaxes((register) => `${register}:Rm`),
    },
    (fields) => {
      const { Rm = 0, min = 0, U = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      return { writes: setX(Rd, extreme(min === 1, U === 1, x(Rn, width), x(Rm, width))) };
    },
  ),
  form(
    'RBIT',
    'sf 1 0 11010110 00000 000000 Rn Rd',
    {
      group: 'Data-processing (1 source)',
      syntaxes: unarySyntaxes('rbit'),
    },
    (fields) => {
      const { Rn = 0, Rd = 0 } = fields;
      return { writes: setX(Rd, unary('rbit', x(Rn, registerWidth(fields)))) };
    },
  ),
  form(
    'REV16/REV32/REV',
    'sf 1 0 11010110 00000 0000 opc Rn Rd',
    {
      group: 'Data-processing (1 source)',
      allocated: ({ sf = 0, opc = 0 }) => opc !== 0 && (sf === 1 || opc !== 3),
      syntaxes: [
        ...unarySyntaxes('rev16', { opc: 1 }),
        { text: 'rev W:Rd, W:Rn', fixed: { sf: 0, opc: 2 } },
        { text: 'rev32 X:Rd, X:Rn', fixed: { sf: 1, opc: 2 } },
        { text: 'rev X:Rd, X:Rn', fixed: { sf: 1, opc: 3 } },
        { text: 'rev64 X:Rd, X:Rn', fixed: { sf: 1, opc: 3 } },
      ],
    },
    (fields) => {
      const { opc = 0, Rn = 0, Rd = 0 } = fields;
      return { writes: setX(Rd, bytesReversed(x(Rn, registerWidth(fields)), 8 << opc)) };
    },
  ),
  form(
    'CLZ/CLS',
    'sf 1 0 11010110 00000 00010 op Rn Rd',
    {
      group: 'Data-processing (1 source)',
      syntaxes: [...unarySyntaxes('clz', { op: 0 }), ...unarySyntaxes('cls', { op: 1 })],
    },
    (fields) => {
      const { op = 0, Rn = 0, Rd = 0 } = fields;
      const operand = x(Rn, registerWidth(fields));
      return { writes: setX(Rd, op === 0 ? unary('clz', operand) : leadingSignBits(operand)) };
    },
  ),
  form(
    'CTZ',
    'sf 1 0 11010110 00000 000110 Rn Rd',
    { group: 'Data-processing (1 source)', feature: 'FEAT_CSSC', syntaxes: unarySyntaxes('ctz') },
    (fields) => {
      const { Rn = 0, Rd = 0 } = fields;
      return { writes: setX(Rd, unary('clz', unary('rbit', x(Rn, registerWidth(fields))))) };
    },
  ),
  form(
    'CNT',
    'sf 1 0 11010110 00000 000111 Rn Rd',
    { group: 'Data-processing (1 source)', feature: 'FEAT_CSSC', syntaxes: unarySyntaxes('cnt') },
    (fields) => {
      const { Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const bits = Array.from({ length: width }, (_, index) =>
        extend('zero-extend', extract(x(Rn, width), index, 1), width),
      );
      return { writes: setX(Rd, bits.reduce(add)) };
    },
  ),
  form(
    'ABS',
    'sf 1 0 11010110 00000 001000 Rn Rd',
    { group: 'Data-processing (1 source)', feature: 'FEAT_CSSC', syntaxes: unarySyntaxes('abs') },
    (fields) => {
      const { Rn = 0, Rd = 0 } = fields;
      const operand = x(Rn, registerWidth(fields));
      const isNegative = extract(operand, operand.width - 1, 1);
      return { writes: setX(Rd, ite(isNegative, unary('neg', operand), operand)) };
    },
  ),
  form(
    'MADD/MSUB',
    'sf 00 11011 000 Rm o0 Ra Rn Rd',
    {
      group: 'Data-processing (3 source)',
      syntaxes: ofBothWidths(
        [`mul ${threeRegisters}`, { o0: 0, Ra: 31 }],
        [`madd ${threeRegisters}, $R:Ra`, { o0: 0 }],
        [`mneg ${threeRegisters}`, { o0: 1, Ra: 31 }],
        [`msub ${threeRegisters}, $R:Ra`, { o0: 1 }],
      ),
    },
    (fields) => {
      const { Rm = 0, o0 = 0, Ra = 0, Rn = 0, Rd = 0 } = fields;
      const width = registerWidth(fields);
      const product = binary('mul', x(Rn, width), x(Rm, width));
      return { writes: setX(Rd, (o0 === 0 ? add : sub)(x(Ra, width), product)) };
    },
  ),
  form(
    'MADDPT/MSUBPT',
    '1 00 11011 011 Rm o0 Ra Rn Rd',
    { group: 'Data-processing (3 source)', feature: 'FEAT_CPA' },
    ({ Rm = 0, o0 = 0, Ra = 0, Rn = 0, Rd = 0 }) => {
      const result = (o0 === 0 ? add : sub)(x(Ra), binary('mul', x(Rn), x(Rm)));
      return { writes: setX(Rd, checkedPointer(result, x(Ra))) };
    },
  ),
  form(
    'SMADDL/SMSUBL/UMADDL/UMSUBL',
    '1 00 11011 U 01 Rm o0 Ra Rn Rd',
    {
      group: 'Data-processing (3 source)',
      syntaxes: longProducts,
    },
    ({ U = 0, Rm = 0, o0 = 0, Ra = 0, Rn = 0, Rd = 0 }) => {
      const operator = U === 1 ? 'zero-extend' : 'sign-extend';
      const wide = (number: number): Value => extend(operator, x(number, 32), 64);
      const product = binary('mul', wide(Rn), wide(Rm));
      return { writes: setX(Rd, (o0 === 0 ? add : sub)(x(Ra), product)) };
    },
  ),
  form(
    'SMULH/UMULH',
    '1 00 11011 U 10 Rm 0 (1)(1)(1)(1)(1) Rn Rd',
    {
      group: 'Data-processing (3 source)',
      syntaxes: [
        { text: 'smulh X:Rd, X:Rn, X:Rm', fixed: { U: 0 } },
        { text: 'umulh X:Rd, X:Rn, X:Rm', fixed: { U: 1 } },
      ],
    },
    ({ U = 0, Rm = 0, Rn = 0, Rd = 0 }) => {
      const operator = U === 1 ? 'zero-extend' : 'sign-extend';
      const wide = (number: number): Value => extend(operator, x(number), 128);
      return { writes: setX(Rd, extract(binary('mul', wide(Rn), wide(Rm)), 64, 64)) };
    },
  ),
];
