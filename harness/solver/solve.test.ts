import { describe, expect, test } from '@jest/globals';
import { ExpressionBuilder } from '../expression/builder.ts';
import { evaluate } from '../expression/evaluate.ts';
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
