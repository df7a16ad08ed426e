import type { Expression } from '../../expression/expression.ts';
import {
  binary,
  compare,
  concat,
  constant,
  extend,
  extract,
  unary,
} from '../../expression/expression.ts';
import type { Random } from '../random.ts';
import { pick, randomConstant } from './random-expression.ts';

type Step = (random: Random, value: Expression<string>) => Expression<string>;

const some = (random: Random, { width }: Expression<string>): Expression<string> =>
  constant(randomConstant(random, width), width);

/** What vector code does with a value before it compares it: each step has one way back, or keeps some of the bits. */
const steps: readonly Step[] = [
  (random, value) => binary('add', value, some(random, value)),
  (random, value) => binary('sub', value, some(random, value)),
  (random, value) => binary('sub', some(random, value), value),
  (random, value) => binary('and', value, some(random, value)),
  (random, value) => binary('or', value, some(random, value)),
  (random, value) => binary('xor', value, some(random, value)),
  (_, value) => unary('not', value),
  (_, value) => unary('neg', value),
  (random, value) =>
    binary(
      pick(random, ['shl', 'lshr', 'ashr', 'ror']),
      value,
      constant(random(value.width), value.width),
    ),
  (random, value) => {
    const width = 1 + random(value.width);
    return extract(value, random(value.width - width + 1), width);
  },
  (random, value) =>
    extend(pick(random, ['zero-extend', 'sign-extend']), value, value.width + random(9)),
  (random, value) => {
    const other = constant(random(16), 4);
    return random(2) === 0 ? concat(value, other) : concat(other, value);
  },
];

function atom(random: Random, input: Expression<string>): Expression<string> {
  let value = input;
  for (let count = random(4); count > 0; count -= 1) {
    value = pick(random, steps)(random, value);
  }
  // A limit near to a value that can be, so that not all comparisons are decided.
  const limit = some(random, value);
  const operator = pick(random, ['eq', 'ult', 'slt'] as const);
  return random(4) === 0 ? compare(operator, limit, value) : compare(operator, value, limit);
}

/** A condition on one input: comparisons with constants, and conjunctions, disjunctions and negations of such. */
export function randomCondition(
  random: Random,
  input: Expression<string>,
  depth: number,
): Expression<string> {
  if (depth === 0 || random(3) === 0) {
    return atom(random, input);
  }
  const inner = (): Expression<string> => randomCondition(random, input, depth - 1);
  return random(4) === 0
    ? unary('not', inner())
    : binary(pick(random, ['and', 'or']), inner(), inner());
}
