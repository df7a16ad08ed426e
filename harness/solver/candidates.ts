import type { Expression, Operation } from '../expression/expression.ts';
import { calculate } from '../expression/operator.ts';
import { foldUp } from '../expression/walk.ts';
import { allOnes } from './range.ts';

/** A value that an expression should have. */
interface Goal<Name> {
  readonly expression: Expression<Name>;
  readonly value: bigint;
}

/** At most so many are tried. */
const mostCandidates = 4096;
/** Steps down from one comparison. */
const mostSteps = 64;

const constantIn = <Name>(expression: Expression<Name> | undefined): bigint | undefined =>
  expression?.kind === 'constant' ? expression.value : undefined;

/** The number with which an odd one gives 1, modulo 2^width: each round doubles the bits that are right. */
function inverseOf(odd: bigint, width: number): bigint {
  let inverse = odd;
  for (let bits = 3; bits < width; bits *= 2) {
    inverse = BigInt.asUintN(width, inverse * (2n - odd * inverse));
  }
  return inverse;
}

/** What an operand with the other one constant must be for the operation to have a value. */
function undone<Name>(
  { operator, operands, width }: Operation<Name>,
  value: bigint,
): Goal<Name> | undefined {
  const [left, right] = operands;
  if (left === undefined) {
    return undefined;
  }
  const number = constantIn(right);
  switch (operator) {
    case 'not':
      return { expression: left, value: ~value };
    case 'neg':
      return { expression: left, value: -value };
    case 'rbit':
      return {
        expression: left,
        value: calculate('rbit', [value], { width, widths: [width], parameter: 0 }),
      };
    case 'clz':
      return { expression: left, value: allOnes(width) >> value };
    case 'zero-extend':
    case 'sign-extend':
      return { expression: left, value };
    case 'add':
      return number === undefined ? undefined : { expression: left, value: value - number };
    case 'xor':
      return number === undefined ? undefined : { expression: left, value: value ^ number };
    case 'sub': {
      const minuend = constantIn(left);
      return minuend === undefined || right === undefined
        ? undefined
        : { expression: right, value: minuend - value };
    }
    case 'and':
    case 'or':
      return number === undefined ? undefined : { expression: left, value };
    case 'mul': {
      if (number === undefined || number === 0n) {
        return undefined;
      }
      const twos = BigInt((number & -number).toString(2).length - 1);
      return { expression: left, value: (value >> twos) * inverseOf(number >> twos, width) };
    }
    case 'udiv':
      return number === undefined ? undefined : { expression: left, value: value * number };
    default:
      return undefined;
  }
}

/** The value of the input with which an expression has a value, as far as one way down to the input says it. */
function wayDown<Name>(goal: Goal<Name>, base: bigint): bigint | undefined {
  let { expression, value } = goal;
  for (let step = 0; step < mostSteps; step += 1) {
    value = BigInt.asUintN(expression.width, value);
    if (expression.kind === 'input') {
      return value;
    }
    if (expression.kind !== 'operation') {
      return undefined;
    }
    const { operator, operands, width, parameter } = expression;
    const [first, second] = operands;
    let next = undone(expression, value);
    if (operator === 'extract' && first !== undefined) {
      // The other bits stay as they are in the base.
      const field = allOnes(width) << BigInt(parameter);
      next = { expression: first, value: (base & ~field) | (value << BigInt(parameter)) };
    } else if (operator === 'concat' && first !== undefined && second !== undefined) {
      next =
        first.kind === 'constant'
          ? { expression: second, value }
          : { expression: first, value: value >> BigInt(second.width) };
    }
    if (next === undefined) {
      return undefined;
    }
    ({ expression, value } = next);
  }
  return undefined;
}

/** Values that decide comparisons with constants one way or the other. */
function goalsOf<Name>(operation: Operation<Name>): readonly Goal<Name>[] {
  const { operator, operands } = operation;
  if (operator !== 'eq' && operator !== 'ult' && operator !== 'slt') {
    return [];
  }
  return operands.flatMap((expression, index) => {
    const limit = constantIn(operands[1 - index]);
    return limit === undefined || expression.kind === 'constant'
      ? []
      : [limit, limit - 1n, limit + 1n].map((value) => ({ expression, value }));
  });
}

/**
 * Values of the input that are worth a try, each once, the smallest first: those that comparisons with constants point
 * to, constants and their neighbours, single bits, and the base with one bit or two turned.
 */
export function candidatesFor<Name>(
  conditions: readonly Expression<Name>[],
  width: number,
  base: bigint,
): readonly bigint[] {
  const found = new Set<bigint>();
  const add = (value: bigint | undefined): void => {
    if (value !== undefined && found.size < mostCandidates) {
      found.add(BigInt.asUintN(width, value));
    }
  };
  const known = new Map<Expression<Name>, undefined>();
  for (const condition of conditions) {
    foldUp<Name, undefined>(condition, known, (part) => {
      if (part.kind === 'constant') {
        [0n, 1n, -1n].forEach((neighbour) => add(part.value + neighbour));
      } else if (part.kind === 'operation') {
        goalsOf(part).forEach((goal) => [0n, base].forEach((rest) => add(wayDown(goal, rest))));
        if (part.width === 1) {
          [0n, 1n].forEach((value) => add(wayDown({ expression: part, value }, base)));
        }
      }
      return undefined;
    });
  }
  add(base);
  const bits = Array.from({ length: width }, (_, index) => 1n << BigInt(index));
  bits.forEach((bit) => [bit, ~bit, base ^ bit, allOnes(width) & (bit - 1n)].forEach(add));
  bits.forEach((high) => bits.forEach((low) => add(base ^ high ^ low)));
  return [...found].toSorted((a, b) => (a < b ? -1 : 1));
}
