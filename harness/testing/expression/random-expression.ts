import type { Expression } from '../../expression/expression.ts';
import {
  binary,
  compare,
  concat,
  constant,
  crc32,
  extend,
  extract,
  input,
  ite,
  unary,
} from '../../expression/expression.ts';
import type { Random } from '../random.ts';
import { randomWord } from '../random.ts';

const binaryOperators = [
  'add',
  'add',
  'add',
  'sub',
  'sub',
  'and',
  'and',
  'or',
  'or',
  'xor',
  'xor',
  'mul',
  'udiv',
  'sdiv',
  'shl',
  'lshr',
  'ashr',
  'ror',
] as const;

export const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[random(items.length)] as Item;

/** Of up to 128 bits: corners, masks, small numbers, anything. */
export function randomConstant(random: Random, width: number): bigint {
  const half = (): bigint => randomWord(random);
  const values = [
    () => 0n,
    () => 1n,
    () => -1n,
    () => 1n << BigInt(width - 1),
    () => (1n << BigInt(width - 1)) - 1n,
    () => 1n << BigInt(random(width)),
    () => ((1n << BigInt(1 + random(width))) - 1n) << BigInt(random(width)),
    () => ~(((1n << BigInt(1 + random(width))) - 1n) << BigInt(random(width))),
    () => BigInt(random(17)),
    () => -BigInt(random(17)),
    () => (half() << 64n) | half(),
  ];
  return BigInt.asUintN(width, pick(random, values)());
}

/** The expression with another width: its low bits, or extended. */
function fitted(random: Random, expression: Expression<string>, width: number): Expression<string> {
  const spare = expression.width - width;
  if (spare > 0) {
    return extract(expression, pick(random, [0, 0, spare, random(spare + 1)]), width);
  }
  return extend(pick(random, ['zero-extend', 'sign-extend']), expression, width);
}

export interface Shape {
  readonly inputs: readonly { readonly name: string; readonly width: number }[];
  /** Operations. */
  readonly size: number;
  readonly widths: readonly number[];
}

/** An expression whose parts are used more than once. */
export function randomExpression(
  random: Random,
  { inputs, size, widths }: Shape,
): Expression<string> {
  const pool: Expression<string>[] = inputs.map(({ name, width }) => input(name, width));
  // What was made last is used most, so that expressions get deep.
  const any = (): Expression<string> =>
    random(3) === 0 ? pick(random, pool) : pick(random, pool.slice(-3));
  const ofWidth = (width: number): Expression<string> =>
    random(3) === 0 ? constant(randomConstant(random, width), width) : fitted(random, any(), width);
  const two = (): readonly [Expression<string>, Expression<string>] => {
    const first = any();
    const second = ofWidth(first.width);
    return random(3) === 0 ? [second, first] : [first, second];
  };
  const widest = Math.max(...widths);
  const shapes: readonly (() => Expression<string>)[] = [
    () => binary(pick(random, binaryOperators), ...two()),
    () => binary(pick(random, binaryOperators), ...two()),
    () => binary(pick(random, binaryOperators), ...two()),
    () => unary(pick(random, ['not', 'not', 'neg', 'clz', 'rbit']), any()),
    () => compare(pick(random, ['eq', 'ult', 'slt']), ...two()),
    () => ite(fitted(random, any(), 1), ...two()),
    () => {
      const whole = any();
      const width = 1 + random(whole.width);
      return extract(whole, random(whole.width - width + 1), width);
    },
    () => {
      const joined = concat(any(), ofWidth(pick(random, widths)));
      return joined.width > widest ? fitted(random, joined, widest) : joined;
    },
    () => fitted(random, any(), pick(random, widths)),
    () => crc32(ofWidth(32), ofWidth(pick(random, [8, 16, 32, 64])), 0xedb8_8320),
  ];
  for (let count = 0; count < size; count += 1) {
    pool.push(pick(random, shapes)());
  }
  return pool[pool.length - 1] as Expression<string>;
}
