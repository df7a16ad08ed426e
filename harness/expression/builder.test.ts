import { describe, expect, test } from '@jest/globals';
import { randomConstant, randomExpression } from '../testing/expression/random-expression.ts';
import { randomFrom } from '../testing/random.ts';
import { ExpressionBuilder } from './builder.ts';
import { evaluate } from './evaluate.ts';

const everyWidth = Array.from({ length: 128 }, (_, index) => index + 1);

describe('a simplified expression has the value of the plain one', () => {
  test.each<[string, readonly number[], number]>([
    ['of 1 to 128 bits', everyWidth, 1500],
    ['of a few bits', [1, 2, 3, 4, 8], 3000],
    ['of registers', [1, 8, 16, 32, 64, 65], 1500],
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
        if (builder.evaluator(valueOf)(built) !== value) {
          expect({ round, plain, values, built }).toEqual(value);
        }
      }
    }
  });
});
