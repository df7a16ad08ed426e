import { describe, expect, test } from '@jest/globals';
import { ExpressionBuilder } from '../expression/builder.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import { compare, constant, input } from '../expression/expression.ts';
import { randomCondition } from '../testing/expression/random-condition.ts';
import { randomExpression } from '../testing/expression/random-expression.ts';
import type { Random } from '../testing/random.ts';
import { randomFrom } from '../testing/random.ts';
import type { Constraint } from './condition.ts';
import type { Solution } from './solve.ts';
import { solveForInput } from './solve.ts';

interface Question {
  readonly constraints: readonly Constraint<string>[];
  readonly width: number;
  readonly others: Readonly<Record<string, bigint>>;
  readonly avoid: bigint | undefined;
}

function answer({ constraints, width, others, avoid }: Question): Solution {
  const builder = new ExpressionBuilder<string>();
  const built = constraints.map(({ expression, holds }) => ({
    expression: builder.substitute(expression, (name, inputWidth) =>
      builder.input(name, inputWidth),
    ),
    holds,
  }));
  return solveForInput(builder, built, 'x', width, (name) => others[name] ?? 0n, avoid);
}

/** The answer by trying all values. */
function judged({ constraints, width, others, avoid }: Question): Solution {
  const fits = (value: bigint): boolean =>
    constraints.every(
      ({ expression, holds }) =>
        evaluate(expression, (name) => (name === 'x' ? value : (others[name] ?? 0n))) ===
        (holds ? 1n : 0n),
    );
  for (let value = 0n; value < 1n << BigInt(width); value += 1n) {
    if (value !== avoid && fits(value)) {
      return { kind: 'value', value };
    }
  }
  return avoid !== undefined && fits(avoid) ? { kind: 'value', value: avoid } : { kind: 'none' };
}

const maybe = (random: Random, width: number): bigint | undefined =>
  random(2) === 0 ? BigInt(random(2 ** width)) : undefined;

describe('as a trial of all values', () => {
  test.each([
    [8, 600],
    [10, 150],
  ])('conditions that vector code has, of %i bits', (width, rounds) => {
    const random = randomFrom(width);
    const kinds = new Set<string>();
    for (let round = 0; round < rounds; round += 1) {
      const constraints = Array.from({ length: 1 + random(4) }, () => ({
        expression: randomCondition(random, input('x', width), random(3)),
        holds: random(2) === 0,
      }));
      const question = { constraints, width, others: {}, avoid: maybe(random, width) };
      const found = answer(question);
      kinds.add(found.kind);
      expect({ round, ...found }).toEqual({ round, ...judged(question) });
    }
    expect(kinds).toEqual(new Set(['value', 'none']));
  });

  test('any conditions', () => {
    const random = randomFrom(3);
    for (let round = 0; round < 200; round += 1) {
      const inputs = ['x', 'y'].map((name) => ({ name, width: 8 }));
      const constraints = Array.from({ length: 1 + random(2) }, () => {
        const whole = randomExpression(random, { inputs, widths: [1, 4, 8, 16], size: 6 });
        const expression = compare(
          'ult',
          whole,
          constant(1 + random(2 ** Math.min(whole.width, 10)), whole.width),
        );
        return { expression, holds: random(2) === 0 };
      });
      const others = { y: BigInt(random(256)) };
      const question = { constraints, width: 8, others, avoid: maybe(random, 8) };
      expect({ round, ...answer(question) }).toEqual({ round, ...judged(question) });
    }
  });
});

const builder = new ExpressionBuilder<string>();
const x = builder.input('x', 64);
const y = builder.input('y', 64);
const n = (value: bigint | number, width = 64): Expression<string> =>
  builder.constant(value, width);
const add = (left: Expression<string>, right: Expression<string>): Expression<string> =>
  builder.binary('add', left, right);
const and = (left: Expression<string>, right: Expression<string>): Expression<string> =>
  builder.binary('and', left, right);
const or = (left: Expression<string>, right: Expression<string>): Expression<string> =>
  builder.binary('or', left, right);
const xor = (left: Expression<string>, right: Expression<string>): Expression<string> =>
  builder.binary('xor', left, right);
const mul = (left: Expression<string>, right: Expression<string>): Expression<string> =>
  builder.binary('mul', left, right);
const not = (operand: Expression<string>): Expression<string> => builder.unary('not', operand);
const eq = (left: Expression<string>, right: Expression<string>): Expression<string> =>
  builder.compare('eq', left, right);
const ult = (left: Expression<string>, right: Expression<string>): Expression<string> =>
  builder.compare('ult', left, right);
const slt = (left: Expression<string>, right: Expression<string>): Expression<string> =>
  builder.compare('slt', left, right);
const value = (found: bigint): Solution => ({ kind: 'value', value: found });
const none: Solution = { kind: 'none' };
const opaque = (operand: Expression<string>): Expression<string> =>
  builder.opaque('FADD', [operand], 64);

// Worked out by hand. y is 0x100.
test.each<[string, readonly Expression<string>[], bigint | undefined, Solution]>([
  ['no constraint', [], undefined, value(0n)],
  ['no constraint, and not 0', [], 0n, value(1n)],
  ['a number', [eq(x, n(0x8600_0001))], undefined, value(0x8600_0001n)],
  ['only the value to avoid', [eq(x, n(5))], 5n, value(5n)],
  ['two numbers', [eq(x, n(5)), eq(x, n(6))], undefined, none],
  ['at least 3', [not(ult(x, n(3)))], undefined, value(3n)],
  ['at least 3, and not that', [not(ult(x, n(3)))], 3n, value(4n)],
  ['below 3 and above 1', [ult(x, n(3)), ult(n(1), x)], undefined, value(2n)],
  ['below 3 and above 2', [ult(x, n(3)), ult(n(2), x)], undefined, none],
  ['negative', [slt(x, n(0))], undefined, value(1n << 63n)],
  ['less than -1', [slt(x, n(-1)), slt(n(-3), x)], undefined, value((1n << 64n) - 2n)],
  ['a field', [eq(builder.extract(x, 26, 6), n(0x16, 6))], undefined, value(0x5800_0000n)],
  ['a mask', [eq(and(x, n(0xff00)), n(0x1200))], undefined, value(0x1200n)],
  ['a mask that cannot be', [eq(and(x, n(0xff00)), n(0x1201))], undefined, none],
  [
    'a multiple of 8 from 0x1001 up',
    [eq(builder.extract(x, 0, 3), n(0, 3)), not(ult(x, n(0x1001)))],
    undefined,
    value(0x1008n),
  ],
  ['a distance', [eq(add(x, n(-16)), n(0x4000))], undefined, value(0x4010n)],
  ['a range that wraps', [ult(add(x, n(4)), n(2))], undefined, value((1n << 64n) - 4n)],
  ['another input', [eq(add(x, y), n(0x180))], undefined, value(0x80n)],
  ['less than another input', [ult(y, x)], undefined, value(0x101n)],
  ['turned bits', [eq(xor(not(x), n(0xff)), n(-1))], undefined, value(0xffn)],
  ['one of two', [or(eq(x, n(9)), eq(x, n(7)))], 7n, value(9n)],
  ['neither of two', [not(or(eq(x, n(0)), eq(x, n(1))))], undefined, value(2n)],
  ['a product', [eq(mul(x, n(0x1_0001)), n(0x5_0005))], undefined, value(5n)],
  // 3 * 0xaaaaaaaaaaaaaaab is 1 modulo 2^64.
  ['a product that wraps', [eq(mul(x, n(3)), n(1))], undefined, value(0xaaaa_aaaa_aaaa_aaabn)],
  [
    'a square of 16 bits',
    [eq(mul(and(x, n(0xffff)), and(x, n(0xffff))), n(0xe1_0ff1))],
    undefined,
    none,
  ],
  ['an opaque value that does not matter', [eq(opaque(y), opaque(y))], undefined, value(0n)],
  ['an opaque value on the way', [or(eq(x, n(3)), eq(opaque(x), n(3)))], undefined, value(3n)],
  ['an opaque value and a contradiction', [eq(opaque(x), n(3)), ult(x, n(0))], undefined, none],
  [
    'an opaque value',
    [eq(opaque(y), n(3))],
    undefined,
    { kind: 'unknown', reason: 'it depends on a value that cannot be calculated' },
  ],
  // The bits of a cube root modulo 2^64 follow one from another, from the lowest up.
  [
    'a cube',
    [eq(mul(x, mul(x, x)), n(0x1234_5678_9abc_def1n))],
    undefined,
    value(0xb20d_6ac1_966d_a151n),
  ],
  [
    'more than can be tried',
    [
      eq(builder.crc32(builder.crc32(n(0, 32), x, 0xedb8_8320), x, 0xedb8_8320), n(3, 32)),
      slt(n(5), mul(x, x)),
    ],
    undefined,
    {
      kind: 'unknown',
      reason: 'no likely value fits, and there are too many to try them all',
    },
  ],
])('%s', (_, expressions, avoid, solution) => {
  const constraints = expressions.map((expression) => ({ expression, holds: true }));
  expect(solveForInput(builder, constraints, 'x', 64, () => 0x100n, avoid)).toEqual(solution);
});
