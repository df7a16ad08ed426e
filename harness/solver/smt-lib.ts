/**
 * Constraints as a script of SMT-LIB 2.6 for a solver of bit vectors (theories FixedSizeBitVectors, and UF for opaque
 * values). What is used more than once has a definition, so that the script is no longer than the expressions.
 */
import type { Expression, Input, Operation } from '../expression/expression.ts';
import type { Operator } from '../expression/operator.ts';
import { foldUp } from '../expression/walk.ts';
import type { Constraint } from './condition.ts';

/** Operators that SMT-LIB has with the same meaning. */
const sameOperators: Readonly<Partial<Record<Operator, string>>> = {
  add: 'bvadd',
  sub: 'bvsub',
  mul: 'bvmul',
  and: 'bvand',
  or: 'bvor',
  xor: 'bvxor',
  not: 'bvnot',
  neg: 'bvneg',
  shl: 'bvshl',
  lshr: 'bvlshr',
  ashr: 'bvashr',
  concat: 'concat',
};

/** Predicates, which give a Bool and not a bit. */
const predicates: Readonly<Partial<Record<Operator, string>>> = {
  eq: '=',
  ult: 'bvult',
  slt: 'bvslt',
};

const sort = (width: number): string => `(_ BitVec ${width})`;
const bits = (value: bigint, width: number): string =>
  `#b${value.toString(2).padStart(width, '0')}`;
const number = (value: bigint, width: number): string =>
  width % 4 === 0 ? `#x${value.toString(16).padStart(width / 4, '0')}` : bits(value, width);
const called = (name: string, ...operands: readonly string[]): string =>
  `(${[name, ...operands].join(' ')})`;
const choice = (condition: string, yes: string, no: string): string =>
  called('ite', condition, yes, no);
const slice = (text: string, low: number, width: number): string =>
  called(`(_ extract ${low + width - 1} ${low})`, text);
const zeroExtended = (text: string, by: number): string =>
  by === 0 ? text : called(`(_ zero_extend ${by})`, text);

/**
 * Any text as a quoted symbol: what cannot stand in one is written as its code, and so is the sign of codes. With that
 * sign begin the names of definitions and functions, so that they are no input's.
 */
function symbolOf(text: string, before = ''): string {
  const safe = text.replaceAll(/[%|\\]|[^\x20-\x7e]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `%${code.toString(16)};`;
  });
  return `|${before}${safe}|`;
}

/** A division that gives 0 where the divisor is 0. */
function division(
  name: string,
  [dividend = '', divisor = '']: readonly string[],
  width: number,
): string {
  const zero = number(0n, width);
  return choice(called('=', divisor, zero), zero, called(name, dividend, divisor));
}

function rotation([value = '', amount = '']: readonly string[], width: number): string {
  const size = number(BigInt(width), width);
  const right = called('bvurem', amount, size);
  return called(
    'bvor',
    called('bvlshr', value, right),
    called('bvshl', value, called('bvsub', size, right)),
  );
}

const bitsDown = (width: number): readonly number[] =>
  Array.from({ length: width }, (_, index) => width - 1 - index);

/** The number of zeros above the highest bit that is set: the conditions from the lowest bit out. */
function leadingZeros(value: string, width: number): string {
  return bitsDown(width).reduceRight(
    (rest, bit) =>
      choice(
        called('=', slice(value, bit, 1), '#b1'),
        number(BigInt(width - 1 - bit), width),
        rest,
      ),
    number(BigInt(width), width),
  );
}

function reversed(value: string, width: number): string {
  const [first = '', ...others] = bitsDown(width)
    .toReversed()
    .map((bit) => slice(value, bit, 1));
  return others.reduce((high, low) => called('concat', high, low), first);
}

/** Definitions of a script, in their order. */
class Script {
  readonly lines: string[] = [];
  #count = 0;

  /** A name for a text that is used more than once. */
  define(text: string, width: number): string {
    const name = `%t${this.#count}`;
    this.#count += 1;
    this.lines.push(called('define-fun', name, '()', sort(width), text));
    return name;
  }
}

/** As the operator's calculation: a division of polynomials, one step for each bit of the data. */
function checksum(
  script: Script,
  [accumulator = '', data = '']: readonly string[],
  dataWidth: number,
  polynomial: number,
): string {
  const width = Math.max(32, dataWidth);
  const start = called(
    'bvxor',
    zeroExtended(accumulator, width - 32),
    zeroExtended(data, width - dataWidth),
  );
  let crc = script.define(start, width);
  for (let bit = 0; bit < dataWidth; bit += 1) {
    const shifted = called('bvlshr', crc, number(1n, width));
    const divided = called('bvxor', shifted, number(BigInt(polynomial >>> 0), width));
    const isOdd = called('=', slice(crc, 0, 1), '#b1');
    crc = script.define(choice(isOdd, divided, shifted), width);
  }
  return slice(crc, 0, 32);
}

function operationText<Name>(
  script: Script,
  { operator, operands, width, parameter }: Operation<Name>,
  texts: readonly string[],
): string {
  const [first = '', second = '', third = ''] = texts;
  const same = sameOperators[operator];
  if (same !== undefined) {
    return called(same, ...texts);
  }
  const predicate = predicates[operator];
  if (predicate !== undefined) {
    return choice(called(predicate, ...texts), '#b1', '#b0');
  }
  const inner = operands[0]?.width ?? width;
  switch (operator) {
    case 'udiv':
      return division('bvudiv', texts, width);
    case 'sdiv':
      return division('bvsdiv', texts, width);
    case 'ror':
      return rotation(texts, width);
    case 'ite':
      return choice(called('=', first, '#b1'), second, third);
    case 'extract':
      return slice(first, parameter, width);
    case 'zero-extend':
      return zeroExtended(first, width - inner);
    case 'sign-extend':
      return called(`(_ sign_extend ${width - inner})`, first);
    case 'clz':
      return leadingZeros(first, width);
    case 'rbit':
      return reversed(first, width);
    case 'crc32':
      return checksum(script, texts, operands[1]?.width ?? 0, parameter);
    default:
      throw new RangeError(`'${operator}' has no text`);
  }
}

/** The symbol of an opaque function: one for each list of widths. */
function functionSymbol<Name>(
  name: string,
  operands: readonly Expression<Name>[],
  width: number,
): string {
  const widths = [...operands, { width }].map((operand) => operand.width).join(' ');
  return symbolOf(`${name} ${widths}`, '%f ');
}

/**
 * A script that asks whether all constraints can hold and, if so, for the values of all inputs, which it declares by the
 * texts of their names; those must be distinct.
 */
export function smtLibScript<Name>(
  constraints: readonly Constraint<Name>[],
  nameText: (name: Name) => string,
): string {
  const script = new Script();
  const inputs = new Map<string, Input<Name>>();
  const functions = new Map<string, string>();
  const texts = new Map<Expression<Name>, string>();
  const assertions = constraints.map(({ expression, holds }) => {
    const text = foldUp<Name, string>(expression, texts, (part, textOf) => {
      switch (part.kind) {
        case 'constant':
          return number(part.value, part.width);
        case 'input': {
          const symbol = symbolOf(nameText(part.name));
          const known = inputs.get(symbol);
          if (known !== undefined && (known.name !== part.name || known.width !== part.width)) {
            throw new RangeError(`two inputs are called ${symbol}`);
          }
          inputs.set(symbol, part);
          return symbol;
        }
        case 'opaque': {
          const symbol = functionSymbol(part.function, part.operands, part.width);
          const sorts = part.operands.map(({ width }) => sort(width)).join(' ');
          functions.set(symbol, called('declare-fun', symbol, `(${sorts})`, sort(part.width)));
          return part.operands.length === 0
            ? symbol
            : script.define(called(symbol, ...part.operands.map(textOf)), part.width);
        }
        case 'operation':
          return script.define(operationText(script, part, part.operands.map(textOf)), part.width);
      }
    });
    return called('assert', called('=', text, holds ? '#b1' : '#b0'));
  });
  const symbols = [...inputs.keys()];
  return [
    called('set-option', ':produce-models', 'true'),
    called('set-logic', functions.size === 0 ? 'QF_BV' : 'QF_UFBV'),
    ...[...inputs].map(([symbol, { width }]) => called('declare-const', symbol, sort(width))),
    ...functions.values(),
    ...script.lines,
    ...assertions,
    '(check-sat)',
    ...(symbols.length === 0 ? [] : [called('get-value', `(${symbols.join(' ')})`)]),
    '',
  ].join('\n');
}
