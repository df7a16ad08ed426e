import { describe, expect, test } from '@jest/globals';
import { randomCondition } from '../testing/expression/random-condition.ts';
import { randomConstant, randomExpression } from '../testing/expression/random-expression.ts';
import { randomFrom } from '../testing/random.ts';
import { ExpressionBuilder } from './builder.ts';
import { evaluate } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { binary, constant, extend, extract, input } from './expression.ts';

const everyWidth = Array.from({ length: 128 }, (_, index) => index + 1);

describe('a simplified expression has the value of the plain one', () => {
  test.each<[string, readonly number[], number]>([
    ['of 1 to 128 bits', everyWidth, 700],
    ['of a few bits', [1, 2, 3, 4, 8], 1500],
    ['of registers', [1, 8, 16, 32, 64, 65], 700],
  ])('%s', (_, widths, rounds) => {
    const random = randomFrom(widths.length);
    for (let round = 0; round < rounds; round += 1) {
      const inputs = ['a', 'b', 'c'].map((name) => ({
        name,
        width: widths[random(widths.length)] as number,
      }));
      const plain = randomExpression(random, { inputs, widths, size: 1 + random(12) });
      const builder = new ExpressionBuilder<string>();
      const built = builder.substitute(plain, (name, width) => builder.input(name, width));
      for (let sample = 0; sample < 6; sample += 1) {
        const values = new Map(
          inputs.map(({ name, width }) => [name, randomConstant(random, width)]),
        );
        const valueOf = (name: string): bigint => values.get(name) ?? 0n;
        const value = evaluate(plain, valueOf);
        const found = builder.evaluator(valueOf)(built);
        // The rest says what to look at.
        expect(found === value || { round, plain, values, built }).toBe(true);
      }
    }
  });
});

test('conditions that vector code has hold for the same values', () => {
  const random = randomFrom(5);
  const every = Array.from({ length: 64 }, (_, value) => BigInt(value));
  for (let round = 0; round < 1200; round += 1) {
    const plain = randomCondition(random, input('x', 6), random(3));
    const builder = new ExpressionBuilder<string>();
    const built = builder.substitute(plain, (name, width) => builder.input(name, width));
    const found = every.filter((value) => builder.evaluator(() => value)(built) === 1n);
    expect({ round, found }).toEqual({
      round,
      found: every.filter((value) => evaluate(plain, () => value) === 1n),
    });
  }
});

const builder = new ExpressionBuilder<string>();
const [x0, x1] = [builder.input('x0', 64), builder.input('x1', 64)] as const;

const two = (): bigint => 2n;
const wide = (value: Expression<string>): Expression<string> => extend('zero-extend', value, 65);

describe('what is made', () => {
  test('operands from elsewhere are made again', () => {
    const plain = binary('add', input('x0', 64), constant(3, 64));
    expect(builder.binary('sub', plain, constant(3, 64))).toBe(x0);
    expect(builder.extract(plain, 0, 64)).toBe(builder.binary('add', x0, constant(3, 64)));
    expect(builder.inputsOf(plain)).toEqual(new Set(['x0']));
  });

  test('inputs are replaced by expressions', () => {
    const other: Expression<number> = binary(
      'sub',
      input(0, 64),
      extend('zero-extend', input(1, 8), 64),
    );
    const replaced = builder.substitute(other, (name, width) =>
      name === 0 ? builder.binary('add', x1, x0) : builder.extract(x0, 0, width),
    );
    const evaluated = builder.evaluator((name) => (name === 'x0' ? 0x1_0002n : 0x30n))(replaced);
    // 0x10032 - 0x02
    expect(evaluated).toBe(0x1_0030n);
  });

  test('an overflow that is no comparison stays as it is', () => {
    const [left, right] = [input('x0', 64), input('x1', 64)];
    const sum = binary('add', binary('add', wide(left), wide(right)), wide(input('c', 1)));
    const result = extract(sum, 0, 64);
    const overflow = extract(
      binary('and', binary('xor', left, result), binary('xor', right, result)),
      63,
      1,
    );
    const value = (carry: bigint, from = builder): bigint | undefined =>
      from.evaluator((name) => ({ x0: (1n << 63n) - 1n, x1: 0n })[name] ?? carry)(
        from.substitute(overflow, (name, width) => from.input(name, width)),
      );
    expect([value(0n), value(1n)]).toEqual([0n, 1n]);
  });

  test.each<[string, () => unknown]>([
    ['an input of another width', () => builder.input('x0', 32)],
    ['operands that differ', () => builder.binary('add', x0, builder.constant(1, 32))],
    ['a result of another width', () => builder.operation('add', [x0, x1], 32)],
    ['too few operands', () => builder.operation('add', [x0], 64)],
    ['more bits than there are', () => builder.extract(x0, 60, 5)],
    ['a condition of two bits', () => builder.ite(builder.extract(x0, 0, 2), x0, x1)],
    ['a replacement of another width', () => builder.substitute(input('x0', 32), () => x0)],
  ])('%s is refused', (_, make) => {
    expect(make).toThrow(RangeError);
  });
});

describe('what it depends on', () => {
  const opaque = builder.opaque('FADD', [x0, x1], 64);

  test('inputs', () => {
    expect(builder.inputsOf(builder.binary('add', opaque, x1))).toEqual(new Set(['x0', 'x1']));
    expect(builder.inputsOf(builder.binary('sub', x0, x0))).toEqual(new Set());
  });

  test('opaque values', () => {
    const sum = builder.binary('add', opaque, x1);
    expect(builder.isExact(sum)).toBe(false);
    expect(builder.isExact(builder.binary('add', x0, x1))).toBe(true);
    expect(builder.evaluator(two)(sum)).toBeUndefined();
    expect(builder.evaluator(two, () => 5n)(sum)).toBe(7n);
  });

  test('the arm that is not taken does not count', () => {
    const choice = builder.ite(builder.compare('eq', x0, builder.constant(3, 64)), opaque, x1);
    expect(builder.evaluator(() => 2n)(choice)).toBe(2n);
    expect(builder.evaluator(() => 3n)(choice)).toBeUndefined();
  });
});

test('chains of many thousands of operations', () => {
  let sum: Expression<string> = x0;
  let checksum = builder.constant(0, 32) as Expression<string>;
  let mixed: Expression<string> = x0;
  for (let index = 0; index < 20_000; index += 1) {
    sum = builder.binary('add', sum, builder.constant(16, 64));
    checksum = builder.crc32(checksum, builder.extract(x1, index % 57, 8), 0xedb8_8320);
    mixed = builder.binary(
      index % 2 === 0 ? 'add' : 'xor',
      mixed,
      index % 3 === 0 ? x1 : builder.constant(index, 64),
    );
  }
  expect(sum).toBe(builder.binary('add', x0, builder.constant(320_000, 64)));
  expect(builder.inputsOf(checksum)).toEqual(new Set(['x1']));
  expect(builder.evaluator(() => 0n)(checksum)).toBe(0n);
  builder.extract(mixed, 8, 8);
  builder.unary('not', mixed);
  builder.compare('eq', mixed, builder.constant(1, 64));
  expect(builder.inputsOf(mixed)).toEqual(new Set(['x0', 'x1']));
  const copy = new ExpressionBuilder<string>();
  expect(copy.inputsOf(mixed)).toEqual(new Set(['x0', 'x1']));
});
