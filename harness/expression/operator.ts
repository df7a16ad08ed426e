/**
 * What can be done with bit vectors. The names are those of SMT-LIB's theory of fixed-size bit vectors without their
 * `bv`; CLZ, RBIT and CRC32 are the Arm manual's.
 *
 * Arithmetic is modulo 2^width. A shift by the width or more gives 0, and the sign for `ashr`; `ror` takes its amount
 * modulo the width. A division by zero gives 0, as in A64 (Arm ARM, C6.2 "UDIV").
 */
export type Operator =
  | 'add'
  | 'sub'
  | 'mul'
  | 'udiv'
  | 'sdiv'
  | 'and'
  | 'or'
  | 'xor'
  | 'not'
  | 'neg'
  | 'shl'
  | 'lshr'
  | 'ashr'
  | 'ror'
  | 'eq'
  | 'ult'
  | 'slt'
  | 'ite'
  | 'extract'
  | 'concat'
  | 'zero-extend'
  | 'sign-extend'
  | 'clz'
  | 'rbit'
  | 'crc32';

/** What an operator is given besides its operands' values. All widths in bits. */
export interface OperatorCall {
  /** Of the result. */
  readonly width: number;
  /** Of each operand. */
  readonly widths: readonly number[];
  /** The lowest bit that `extract` takes; the reversed polynomial of `crc32`. */
  readonly parameter: number;
}

type Calculate = (operands: readonly bigint[], call: OperatorCall) => bigint;

const at = (operands: readonly bigint[], index: number): bigint => operands[index] ?? 0n;
const widthAt = ({ widths }: OperatorCall, index: number): number => widths[index] ?? 0;
const signed = (value: bigint, width: number): bigint => BigInt.asIntN(width, value);

function reverseBits(value: bigint, width: number): bigint {
  let result = 0n;
  for (let bit = 0; bit < width; bit += 1) {
    result = (result << 1n) | ((value >> BigInt(bit)) & 1n);
  }
  return result;
}

/** Operand 0 is the accumulator, operand 1 the data, lowest bit first (Arm ARM, C6.2 "CRC32B"). */
function crc32(accumulator: bigint, data: bigint, dataWidth: number, polynomial: bigint): bigint {
  let crc = accumulator ^ data;
  for (let bit = 0; bit < dataWidth; bit += 1) {
    crc = (crc & 1n) === 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
  }
  return crc;
}

/** By operator, the value over numbers; the caller cuts it to the width of the result. */
const calculations: Readonly<Record<Operator, Calculate>> = {
  add: (v) => at(v, 0) + at(v, 1),
  sub: (v) => at(v, 0) - at(v, 1),
  mul: (v) => at(v, 0) * at(v, 1),
  udiv: (v) => (at(v, 1) === 0n ? 0n : at(v, 0) / at(v, 1)),
  sdiv: (v, { width }) =>
    at(v, 1) === 0n ? 0n : signed(at(v, 0), width) / signed(at(v, 1), width),
  and: (v) => at(v, 0) & at(v, 1),
  or: (v) => at(v, 0) | at(v, 1),
  xor: (v) => at(v, 0) ^ at(v, 1),
  not: (v) => ~at(v, 0),
  neg: (v) => -at(v, 0),
  shl: (v, { width }) => (at(v, 1) < BigInt(width) ? at(v, 0) << at(v, 1) : 0n),
  lshr: (v, { width }) => (at(v, 1) < BigInt(width) ? at(v, 0) >> at(v, 1) : 0n),
  ashr: (v, { width }) => {
    const amount = at(v, 1) < BigInt(width) ? at(v, 1) : BigInt(width - 1);
    return signed(at(v, 0), width) >> amount;
  },
  ror: (v, { width }) => {
    const amount = at(v, 1) % BigInt(width);
    return (at(v, 0) >> amount) | (at(v, 0) << (BigInt(width) - amount));
  },
  eq: (v) => (at(v, 0) === at(v, 1) ? 1n : 0n),
  ult: (v) => (at(v, 0) < at(v, 1) ? 1n : 0n),
  slt: (v, call) => {
    const width = widthAt(call, 0);
    return signed(at(v, 0), width) < signed(at(v, 1), width) ? 1n : 0n;
  },
  ite: (v) => (at(v, 0) === 1n ? at(v, 1) : at(v, 2)),
  extract: (v, { parameter }) => at(v, 0) >> BigInt(parameter),
  concat: (v, call) => (at(v, 0) << BigInt(widthAt(call, 1))) | at(v, 1),
  'zero-extend': (v) => at(v, 0),
  'sign-extend': (v, call) => signed(at(v, 0), widthAt(call, 0)),
  clz: (v, { width }) => BigInt(width - (at(v, 0) === 0n ? 0 : at(v, 0).toString(2).length)),
  rbit: (v, { width }) => reverseBits(at(v, 0), width),
  crc32: (v, call) => crc32(at(v, 0), at(v, 1), widthAt(call, 1), BigInt(call.parameter >>> 0)),
};

/** The value of an operator over numbers: unsigned, of the call's width. */
export function calculate(
  operator: Operator,
  operands: readonly bigint[],
  call: OperatorCall,
): bigint {
  return BigInt.asUintN(call.width, calculations[operator](operands, call));
}
