import { afterAll, describe, expect, test } from '@jest/globals';
import { ExpressionBuilder } from '../expression/builder.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import { randomExpression } from '../testing/expression/random-expression.ts';
import { randomFrom } from '../testing/random.ts';
import { describeWith, isAtHand } from '../testing/tools.ts';
import type { Constraint } from './condition.ts';
import { SmtModule } from './smt-module.ts';
import { SmtProcess } from './smt-process.ts';
import type { SmtSolver } from './smt-solver.ts';
import type { FreeInput } from './input-search.ts';
import { canHold, solveForInputs } from './solve-inputs.ts';
import type { Values } from './values.ts';

type E = Expression<string>;

const program = new SmtProcess('z3');
const npm = new SmtModule();
/** For what must be decided without a solver. */
const nobody: SmtSolver = {
  ask: () => Promise.reject(new Error('a solver is asked')),
  close: () => Promise.resolve(),
};

afterAll(async () => {
  await program.close();
  await npm.close();
});

const builder = new ExpressionBuilder<string>();
const [x, y, z] = ['x', 'y', 'z'].map((name) => builder.input(name, 64)) as [E, E, E];
const n = (value: bigint): E => builder.constant(value, 64);
const sum = (left: E, right: E): E => builder.binary('add', left, right);
const xor = (left: E, right: E): E => builder.binary('xor', left, right);
const and = (left: E, right: E): E => builder.binary('and', left, right);
const holds = (operator: 'eq' | 'ult', left: E, right: E): Constraint<string> => ({
  expression: builder.compare(operator, left, right),
  holds: true,
});
const preferring = (...values: readonly bigint[]): readonly FreeInput<string>[] =>
  values.map((preferred, index) => ({ name: 'xyz'.charAt(index), width: 64, preferred }));
const answer = (solution: Values<string>): unknown =>
  solution.kind === 'values' ? [...solution.values.values()] : solution;

/** Values in the order of x, y, z, worked out by hand. */
const cases: Readonly<
  Record<string, [readonly Constraint<string>[], readonly bigint[], readonly bigint[] | 'none']>
> = {
  'the first keeps what it has, the second makes up a sum': [
    [holds('eq', sum(x, y), n(100n))],
    [7n, 5n],
    [7n, 93n],
  ],
  // x + y is x ^ y and twice x & y: x & y would be 3, and bit 1 is one that differs.
  'a sum and a difference in bits that cannot be': [
    [holds('eq', sum(x, y), n(12n)), holds('eq', xor(x, y), n(6n))],
    [0n, 0n],
    'none',
  ],
  // x & y is (22 - 6) / 2 = 8, and bits 1 and 2 are in either one.
  'a sum and a difference in bits: the smallest has the common bit alone': [
    [holds('eq', sum(x, y), n(22n)), holds('eq', xor(x, y), n(6n)), holds('ult', x, n(32n))],
    [1n, 1n],
    [8n, 14n],
  ],
  'a chain: x and y are the smallest, z is what it was': [
    [holds('ult', n(5n), x), holds('ult', x, y), holds('ult', y, z)],
    [0n, 0n, 1000n],
    [6n, 7n, 1000n],
  ],
  'a chain that ends too low': [
    [holds('ult', x, y), holds('ult', y, z), holds('ult', z, n(2n))],
    [0n, 0n, 0n],
    'none',
  ],
  // The high byte of x is that of y, which is 0x12 or more; the low byte of the xor is 0xff.
  'masks and a xor': [
    [
      holds('eq', and(xor(x, y), n(0xffffn)), n(0x00ffn)),
      holds('ult', n(0x11ffn), and(y, n(0xffffn))),
    ],
    [0x0034n, 0n],
    [0x1200n, 0x12ffn],
  ],
};

const solvers: readonly (readonly [string, SmtSolver])[] = [
  ['the npm package', npm],
  ...(isAtHand('z3') ? [['the program', program] as const] : []),
];

describe.each(solvers)('%s', (_, solver) => {
  test.each(Object.entries(cases))('%s', async (_, [constraints, preferred, expected]) => {
    const inputs = preferring(...preferred);
    const solution = await solveForInputs(builder, constraints, inputs, solver);
    expect(answer(solution)).toEqual(expected === 'none' ? { kind: 'none' } : expected);
  });

  test('a yes or no', async () => {
    const [constraints] = cases['a sum and a difference in bits that cannot be'] ?? [[]];
    expect(await canHold(builder, constraints, solver)).toEqual({ kind: 'none' });
  });

  test('an opaque value of two inputs is not known', async () => {
    const opaque = builder.opaque('f', [sum(x, y)], 64);
    const constraints = [holds('eq', opaque, n(1n))];
    const inputs = preferring(0n, 0n);
    const { kind } = await solveForInputs(builder, constraints, inputs, solver);
    expect(kind).toBe('unknown');
  });
});

test.each<[string, readonly Constraint<string>[], readonly bigint[]]>([
  [
    'groups of one input',
    [holds('eq', sum(x, n(1n)), n(0n)), holds('ult', n(8n), y)],
    [0xffff_ffff_ffff_ffffn, 9n],
  ],
  ['what holds with what is preferred', [holds('eq', xor(x, y), n(0n))], [3n, 3n]],
])('no solver is asked for %s', async (_, constraints, expected) => {
  const solution = await solveForInputs(builder, constraints, preferring(3n, 3n), nobody);
  expect(answer(solution)).toEqual(expected);
});

test('an input that is not given is an error', async () => {
  const constraints = [holds('eq', xor(x, y), n(0n))];
  await expect(solveForInputs(builder, constraints, preferring(0n), nobody)).rejects.toThrow(
    RangeError,
  );
});

test('a solver that gives wrong values is a defect', async () => {
  const liar: SmtSolver = {
    ask: () => Promise.resolve({ kind: 'text', text: 'sat\n((x0 #x0000000000000001))\n' }),
    close: () => Promise.resolve(),
  };
  const constraints = [holds('eq', sum(x, y), n(100n))];
  await expect(canHold(builder, constraints, liar)).rejects.toThrow('does not hold');
});

interface Random {
  readonly builder: ExpressionBuilder<string>;
  readonly constraints: readonly Constraint<string>[];
  readonly inputs: readonly FreeInput<string>[];
}

/** Of 12 bits in all, so that every value can be tried. */
function randomQuestions(seed: number, count: number): readonly Random[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const builder = new ExpressionBuilder<string>();
    const [width, names] = random(2) === 0 ? [6, ['a', 'b']] : [4, ['a', 'b', 'c']];
    const inputs = names.map((name) => ({ name, width, preferred: BigInt(random(2 ** width)) }));
    const constraints = Array.from({ length: 1 + random(3) }, () => {
      const made = randomExpression(random, { inputs, widths: [1, width, 8], size: 2 + random(5) });
      const own = builder.substitute(made, (name, width) => builder.input(name, width));
      const value = builder.constant(random(2 ** Math.min(own.width, 8)), own.width);
      return {
        expression: builder.compare(random(2) === 0 ? 'eq' : 'ult', own, value),
        holds: random(2) === 0,
      };
    });
    return { builder, constraints, inputs };
  });
}

/** By trying all values, of each input the preferred one first. */
function judged(
  { constraints, inputs }: Pick<Random, 'constraints' | 'inputs'>,
  values: ReadonlyMap<string, bigint> = new Map(),
): ReadonlyMap<string, bigint> | undefined {
  const [next, ...rest] = inputs;
  if (next === undefined) {
    const fits = constraints.every(
      ({ expression, holds }) =>
        evaluate(expression, (name) => values.get(name) ?? 0n) === (holds ? 1n : 0n),
    );
    return fits ? values : undefined;
  }
  const all = Array.from({ length: 2 ** next.width }, (_, value) => BigInt(value));
  for (const value of [next.preferred, ...all]) {
    const found = judged({ constraints, inputs: rest }, new Map([...values, [next.name, value]]));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The answers of a solver to some questions, and those that a trial of all values gives. */
async function answers(solver: SmtSolver, count: number): Promise<[unknown[], unknown[]]> {
  const solved: unknown[] = [];
  const tried: unknown[] = [];
  for (const question of randomQuestions(29, count)) {
    const { builder, constraints, inputs } = question;
    const values = judged(question);
    solved.push(await solveForInputs(builder, constraints, inputs, solver));
    tried.push(values === undefined ? { kind: 'none' } : { kind: 'values', values });
  }
  return [solved, tried];
}

test('the npm package and a trial of all values agree', async () => {
  const [solved, tried] = await answers(npm, 12);
  expect(solved).toEqual(tried);
});

describeWith('z3', 'what z3 finds', () => {
  test('the program and a trial of all values agree', async () => {
    const [solved, tried] = await answers(program, 50);
    expect(solved).toEqual(tried);
  });
});
