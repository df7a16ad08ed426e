import type { Expression, Operation } from '../expression.ts';
import { calculate } from '../operator.ts';
import type { Maker, Rule } from './maker.ts';
import { allOnes, isOperation, operandOf, valueOf } from './maker.ts';
import { exponentOf } from './sum-rules.ts';

/** The value of an operation on constants; undefined where an operand is none. */
export function constantOf<Name>(
  maker: Maker<Name>,
  { operator, operands, width, parameter }: Operation<Name>,
): Expression<Name> | undefined {
  const values: bigint[] = [];
  for (const operand of operands) {
    if (operand.kind !== 'constant') {
      return undefined;
    }
    values.push(operand.value);
  }
  const widths = operands.map((operand) => operand.width);
  return maker.constant(calculate(operator, values, { width, widths, parameter }), width);
}

/** A shift: what it makes of a constant amount from 1 to below the width. */
function shiftRule(
  shifted: <Name>(
    maker: Maker<Name>,
    x: Expression<Name>,
    amount: number,
  ) => Expression<Name> | undefined,
  /** Of an amount of the width or more. */
  far: <Name>(maker: Maker<Name>, x: Expression<Name>, amount: bigint) => Expression<Name>,
): Rule {
  return (maker, operation) => {
    const x = operandOf(operation, 0);
    const amount = valueOf(operandOf(operation, 1));
    if (amount === 0n || valueOf(x) === 0n) {
      return x;
    }
    if (amount === undefined) {
      return undefined;
    }
    return amount < BigInt(x.width) ? shifted(maker, x, Number(amount)) : far(maker, x, amount);
  };
}

const zero = <Name>(maker: Maker<Name>, x: Expression<Name>): Expression<Name> =>
  maker.constant(0, x.width);

export const shlRule = shiftRule(
  (maker, x, amount) =>
    maker.concat(maker.extract(x, 0, x.width - amount), maker.constant(0, amount)),
  zero,
);

export const lshrRule = shiftRule(
  (maker, x, amount) =>
    maker.extend('zero-extend', maker.extract(x, amount, x.width - amount), x.width),
  zero,
);

export const ashrRule = shiftRule(
  (maker, x, amount) =>
    maker.extend('sign-extend', maker.extract(x, amount, x.width - amount), x.width),
  (maker, x) => maker.extend('sign-extend', maker.extract(x, x.width - 1, 1), x.width),
);

export const rorRule = shiftRule(
  (maker, x, amount) =>
    maker.concat(maker.extract(x, 0, amount), maker.extract(x, amount, x.width - amount)),
  (maker, x, amount) => maker.binary('ror', x, maker.constant(amount % BigInt(x.width), x.width)),
);

export const udivRule: Rule = (maker, operation) => {
  const x = operandOf(operation, 0);
  const divisor = valueOf(operandOf(operation, 1));
  if (divisor === 0n || valueOf(x) === 0n) {
    return zero(maker, x);
  }
  const exponent = divisor === undefined ? undefined : exponentOf(divisor);
  return exponent === undefined
    ? undefined
    : maker.binary('lshr', x, maker.constant(exponent, x.width));
};

export const sdivRule: Rule = (maker, operation) => {
  const x = operandOf(operation, 0);
  const divisor = valueOf(operandOf(operation, 1));
  if (divisor === 0n || valueOf(x) === 0n) {
    return zero(maker, x);
  }
  if (divisor === allOnes(x.width)) {
    return maker.unary('neg', x);
  }
  return divisor === 1n ? x : undefined;
};

export const rbitRule: Rule = (_, operation) => {
  const x = operandOf(operation, 0);
  return isOperation(x, 'rbit') ? operandOf(x, 0) : undefined;
};

export const noRule: Rule = () => undefined;
