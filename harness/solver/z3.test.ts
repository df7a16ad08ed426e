import { expect, test } from '@jest/globals';
import { ExpressionBuilder } from '../expression/builder.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import { binary, compare, constant, crc32, input, unary } from '../expression/expression.ts';
import { randomCondition } from '../testing/expression/random-condition.ts';
import { randomConstant, randomExpression } from '../testing/expression/random-expression.ts';
import { randomFrom } from '../testing/random.ts';
import { satisfiable } from '../testing/solver/z3.ts';
import { describeWith } from '../testing/tools.ts';
import { smtLibScript } from './smt-lib.ts';
import { solveForInput } from './solve.ts';

const name = (text: string): string => text;

const corners = [0, 1, 2, 7, 8, 9, 15].map((value) => constant(value, 4));
const pairs = corners.flatMap((left) => corners.map((right) => [left, right] as const));
type E = Expression<string>;

/** Each operator whose text is not the name of one of SMT-LIB, or has corners. */
const operations: Readonly<Record<string, readonly E[]>> = {
  ...Object.fromEntries(
    (['udiv', 'sdiv', 'shl', 'lshr', 'ashr', 'ror'] as const).map((operator) => [
      operator,
      pairs.map(([left, right]): E => binary(operator, left, right)),
    ]),
  ),
  ...Object.fromEntries(
    (['ult', 'slt', 'eq'] as const).map((operator) => [
      operator,
      pairs.map(([left, right]): E => compare(operator, left, right)),
    ]),
  ),
  clz: corners.map((operand): E => unary('clz', operand)),
  rbit: corners.map((operand): E => unary('rbit', operand)),
  crc32: [8, 16, 32, 64].map((width): E =>
    crc32(constant(0x1234_5678, 32), constant(0xc0ff_ee11_2233_4455n, width), 0x82f6_3b78),
  ),
};

describeWith('z3', 'as z3 answers', () => {
  test.each(Object.entries(operations))(
    '%s has the values that are calculated',
    (_, expressions) => {
      const constraints = expressions.map((expression) => {
        const value = evaluate(expression, () => 0n);
        return {
          expression: compare('eq', expression, constant(value, expression.width)),
          holds: true,
        };
      });
      expect(satisfiable([smtLibScript(constraints, name)])).toEqual(['sat']);
    },
  );

  test('an expression has the value that it is evaluated to, and no other', () => {
    const random = randomFrom(11);
    const scripts: string[] = [];
    for (let round = 0; round < 60; round += 1) {
      const inputs = ['a', 'b'].map((text) => ({ name: text, width: 1 + random(64) }));
      const expression = randomExpression(random, {
        inputs,
        widths: [1, 8, 13, 32, 64],
        size: 1 + random(8),
      });
      const values = new Map(
        inputs.map(({ name, width }) => [name, randomConstant(random, width)]),
      );
      const value = evaluate(expression, (text) => values.get(text) ?? 0n);
      const given = inputs.map(({ name, width }) => ({
        expression: compare('eq', input(name, width), constant(values.get(name) ?? 0n, width)),
        holds: true,
      }));
      const hasValue = compare('eq', expression, constant(value, expression.width));
      scripts.push(smtLibScript([...given, { expression: hasValue, holds: true }], name));
      scripts.push(smtLibScript([...given, { expression: hasValue, holds: false }], name));
    }
    expect(satisfiable(scripts)).toEqual(scripts.map((_, index) => ['sat', 'unsat'][index % 2]));
  });

  test('conditions of 64 bits that vector code has', () => {
    const random = randomFrom(64);
    const answers: string[] = [];
    const scripts: string[] = [];
    for (let round = 0; round < 100; round += 1) {
      const builder = new ExpressionBuilder<string>();
      const constraints = Array.from({ length: 1 + random(5) }, () => ({
        expression: randomCondition(random, input('x', 64), random(3)),
        holds: random(2) === 0,
      }));
      scripts.push(smtLibScript(constraints, name));
      answers.push(solveForInput(builder, constraints, 'x', 64, () => 0n).kind);
    }
    const expected = satisfiable(scripts);
    expect(answers).toEqual(expected.map((text) => (text === 'sat' ? 'value' : 'none')));
    expect(new Set(expected)).toEqual(new Set(['sat', 'unsat']));
  });
});
