import { describe, expect, test } from '@jest/globals';
import { ExpressionBuilder } from '../../expression/builder.ts';
import { evaluate, substitute } from '../../expression/evaluate.ts';
import type { Expression } from '../../expression/expression.ts';
import { input } from '../../expression/expression.ts';
import { printExpression } from '../../expression/print.ts';
import { decode } from './decode.ts';
import { addWithCarry, conditionHolds, constant, not } from './values.ts';
import type { Location, Value } from './form.ts';
import { instructionWord } from './word.ts';

/** The conditions with even numbers after a comparison, by the meanings of the table. */
function conditionsAfter(word: number): string {
  const builder = new ExpressionBuilder<string>();
  const registers = (name: string, width: number): Expression<string> =>
    builder.extract(builder.input(name, 64), 0, width);
  const flags = new Map<string, Expression<string>>(
    decode(instructionWord(word))?.meaning.writes.map(({ location, value }) => [
      location,
      builder.substitute(value, registers),
    ]),
  );
  const afterwards = (name: string, width: number): Expression<string> =>
    flags.get(name) ?? registers(name, width);
  const texts = ['eq', 'cs', 'mi', 'vs', 'hi', 'ge', 'gt'].map((name, number) => {
    const condition = builder.substitute(conditionHolds(2 * number), afterwards);
    return `${name} ${printExpression(condition, (input) => input)}`;
  });
  return texts.join('; ');
}

test.each([
  [
    'cmp x18, #3',
    0xf1000e5f,
    'eq x18 = 0x3; cs x18 >= 0x3; mi (x18 - 0x3)[63]; vs (x18 - 0x3)[63] ^ (x18 <s 0x3); hi x18 >= 0x4; ge x18 >=s 0x3; gt x18 >=s 0x4',
  ],
  [
    'cmp x1, #0',
    0xf100003f,
    'eq x1 = 0x0; cs 0x1; mi x1[63]; vs 0x0; hi x1 != 0x0; ge ~x1[63]; gt x1 >=s 0x1',
  ],
  [
    'cmp x1, x2',
    0xeb02003f,
    'eq x1 = x2; cs x1 >= x2; mi (x1 - x2)[63]; vs (x1 - x2)[63] ^ (x1 <s x2); hi x2 < x1; ge x1 >=s x2; gt x2 <s x1',
  ],
  [
    'cmp w1, w2',
    0x6b02003f,
    'eq x1[31:0] = x2[31:0]; cs x1[31:0] >= x2[31:0]; mi (x1[31:0] - x2[31:0])[31]; vs (x1[31:0] - x2[31:0])[31] ^ (x1[31:0] <s x2[31:0]); hi x2[31:0] < x1[31:0]; ge x1[31:0] >=s x2[31:0]; gt x2[31:0] <s x1[31:0]',
  ],
  [
    'cmn x1, #1',
    0xb100043f,
    'eq x1 = 0xffffffffffffffff; cs x1 = 0xffffffffffffffff; mi (x1 + 0x1)[63]; vs (x1 + 0x1)[63] ^ (x1 <s 0xffffffffffffffff); hi 0x0; ge x1 >=s 0xffffffffffffffff; gt ~x1[63]',
  ],
  ['tst x1, #4', 0xf27e003f, 'eq ~x1[2]; cs 0x0; mi 0x0; vs 0x0; hi 0x0; ge 0x1; gt x1[2]'],
])('%s', (_, word, conditions) => {
  expect(conditionsAfter(word)).toBe(conditions);
});

/** Of 3 bits, so that all values can be tried. */
describe('flags and conditions have the values of the plain ones', () => {
  const width = 3;
  const numbers = Array.from({ length: 2 ** width }, (_, value) => value);
  const left = input<Location>('x0', width);
  const right = input<Location>('x1', width);
  const operands = numbers.flatMap((number): readonly (readonly [string, Value, Value])[] => [
    [`x0 and ${number}`, left, constant(number, width)],
    [`${number} and x1`, constant(number, width), right],
  ]);

  test.each<readonly [string, Value, Value]>([
    ...operands,
    ['x0 and x1', left, right],
    ['x0 and ~x1', left, not(right)],
    ['~x0 and x1', not(left), right],
    ['~x0 and ~x1', not(left), not(right)],
    ['x0 and ~x0', left, not(left)],
  ])('%s', (_, first, second) => {
    for (const carry of [constant(0, 1), constant(1, 1), input<Location>('c', 1)]) {
      const { flags } = addWithCarry(first, second, carry);
      const builder = new ExpressionBuilder<Location>();
      const built = new Map<string, Value>(
        (['n', 'z', 'c', 'v'] as const).map((flag) => [
          flag,
          builder.substitute(flags[flag], (name, inputWidth) => builder.input(name, inputWidth)),
        ]),
      );
      const conditions = Array.from({ length: 14 }, (_, condition) =>
        conditionHolds(condition),
      ).map((plain) => ({
        simple: builder.substitute<Location>(plain, (name) => built.get(name) ?? constant(0, 1)),
        plain: substitute<Location, Location>(plain, (name) => flags[name as 'n']),
      }));
      for (const sample of Array.from({ length: 2 ** (2 * width + 1) }, (_, index) => index)) {
        const valueOf = (name: Location): bigint =>
          BigInt({ x0: sample >> 4, x1: sample >> 1 }[name as string] ?? sample);
        const evaluated = builder.evaluator(valueOf);
        expect(conditions.map(({ simple }) => evaluated(simple))).toEqual(
          conditions.map(({ plain }) => evaluate(plain, valueOf)),
        );
      }
    }
  });
});
