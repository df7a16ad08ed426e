import type { Expression } from '../expression.ts';
import type { Maker, Rule } from './maker.ts';
import { allOnes, deepest, isJoined, isOperation, operandOf, partsOf, valueOf } from './maker.ts';

/** `width` bits of `whole` from `low` up, of which those of `inverted` are turned. */
interface Slice<Name> {
  readonly whole: Expression<Name>;
  readonly low: number;
  readonly inverted: bigint;
}

function sliceOf<Name>(expression: Expression<Name>): Slice<Name> {
  if (isOperation(expression, 'not')) {
    return {
      ...sliceOf(operandOf(expression, 0)),
      inverted: allOnes(expression.width),
    };
  }
  if (isOperation(expression, 'xor')) {
    const inverted = valueOf(operandOf(expression, 1));
    if (inverted !== undefined) {
      return { ...sliceOf(operandOf(expression, 0)), inverted };
    }
  }
  return isOperation(expression, 'extract')
    ? { whole: operandOf(expression, 0), low: expression.parameter, inverted: 0n }
    : { whole: expression, low: 0, inverted: 0n };
}

/** Two slices that are side by side in one value. */
function joinedSlices<Name>(
  maker: Maker<Name>,
  high: Expression<Name>,
  low: Expression<Name>,
): Expression<Name> | undefined {
  const above = sliceOf(high);
  const below = sliceOf(low);
  if (above.whole !== below.whole || above.low !== below.low + low.width) {
    return undefined;
  }
  const width = high.width + low.width;
  const inverted = (above.inverted << BigInt(low.width)) | below.inverted;
  return maker.binary(
    'xor',
    maker.extract(below.whole, below.low, width),
    maker.constant(inverted, width),
  );
}

/** A slice next to an expression that is what the rules make of the slice at its place. */
function joinedToSlice<Name>(
  maker: Maker<Name>,
  high: Expression<Name>,
  low: Expression<Name>,
): Expression<Name> | undefined {
  const width = high.width + low.width;
  if (isOperation(low, 'extract')) {
    const whole = operandOf(low, 0);
    const next = low.parameter + low.width;
    if (
      whole.kind === 'operation' &&
      next + high.width <= whole.width &&
      maker.extract(whole, next, high.width) === high
    ) {
      return maker.extract(whole, low.parameter, width);
    }
  }
  if (isOperation(high, 'extract')) {
    const whole = operandOf(high, 0);
    const next = high.parameter - low.width;
    if (whole.kind === 'operation' && next >= 0 && maker.extract(whole, next, low.width) === low) {
      return maker.extract(whole, next, width);
    }
  }
  return undefined;
}

/** Copies of the sign on top of what has that sign. */
function joinedSign<Name>(
  maker: Maker<Name>,
  high: Expression<Name>,
  low: Expression<Name>,
): Expression<Name> | undefined {
  const sign = isOperation(high, 'sign-extend') ? operandOf(high, 0) : high;
  if (
    sign.kind === 'constant' ||
    sign.width !== 1 ||
    sign !== maker.extract(low, low.width - 1, 1)
  ) {
    return undefined;
  }
  return maker.extend('sign-extend', low, high.width + low.width);
}

/** Two choices by one condition. */
function joinedChoices<Name>(
  maker: Maker<Name>,
  high: Expression<Name>,
  low: Expression<Name>,
): Expression<Name> | undefined {
  if (!isOperation(high, 'ite') || !isOperation(low, 'ite') || maker.depth(high) > deepest) {
    return undefined;
  }
  const condition = operandOf(high, 0);
  return condition === operandOf(low, 0)
    ? maker.ite(
        condition,
        maker.concat(operandOf(high, 1), operandOf(low, 1)),
        maker.concat(operandOf(high, 2), operandOf(low, 2)),
      )
    : undefined;
}

/** The sum of a constant in the high part alone. */
function joinedSum<Name>(
  maker: Maker<Name>,
  high: Expression<Name>,
  low: Expression<Name>,
): Expression<Name> | undefined {
  if (!isOperation(high, 'add')) {
    return undefined;
  }
  const addend = valueOf(operandOf(high, 1));
  const joined = addend === undefined ? undefined : pairOf(maker, operandOf(high, 0), low);
  if (addend === undefined || joined === undefined || isJoined(joined)) {
    return undefined;
  }
  return maker.binary(
    'add',
    joined,
    maker.constant(addend << BigInt(low.width), high.width + low.width),
  );
}

/** One expression for two that stand side by side; undefined where there is none. */
function pairOf<Name>(
  maker: Maker<Name>,
  high: Expression<Name>,
  low: Expression<Name>,
): Expression<Name> | undefined {
  if (high.kind === 'constant' && low.kind === 'constant') {
    return maker.constant((high.value << BigInt(low.width)) | low.value, high.width + low.width);
  }
  if (low.kind === 'constant') {
    return joinedToSlice(maker, high, low);
  }
  return (
    joinedSlices(maker, high, low) ??
    joinedToSlice(maker, high, low) ??
    joinedSign(maker, high, low) ??
    joinedChoices(maker, high, low) ??
    joinedSum(maker, high, low)
  );
}

/** Parts side by side, the highest first, as one expression in its simplest form. */
export function joined<Name>(
  maker: Maker<Name>,
  parts: readonly Expression<Name>[],
): Expression<Name> {
  const done: Expression<Name>[] = [];
  const push = (part: Expression<Name>): void => {
    const last = done.at(-1);
    const pair = last === undefined ? undefined : pairOf(maker, last, part);
    if (pair === undefined) {
      done.push(part);
      return;
    }
    done.pop();
    const next = partsOf(maker, pair);
    if (next[0] === last && next[1] === part) {
      done.push(...next);
      return;
    }
    next.forEach(push);
  };
  parts.forEach(push);
  const [first, ...others] = done;
  if (first === undefined) {
    throw new RangeError('no parts to join');
  }
  if (others.length === 0) {
    return first;
  }
  const width = done.reduce((sum, part) => sum + part.width, 0);
  if (valueOf(first) === 0n) {
    const rest = others.reduce((high, low) => adjacent(maker, high, low));
    return maker.node('zero-extend', [rest], width);
  }
  if (isOperation(first, 'sign-extend')) {
    return maker.extend('sign-extend', joined(maker, [operandOf(first, 0), ...others]), width);
  }
  return done.reduce((high, low) => adjacent(maker, high, low));
}

function adjacent<Name>(
  maker: Maker<Name>,
  high: Expression<Name>,
  low: Expression<Name>,
): Expression<Name> {
  return maker.node('concat', [high, low], high.width + low.width);
}

export const concatRule: Rule = (maker, operation) =>
  joined(maker, [
    ...partsOf(maker, operandOf(operation, 0)),
    ...partsOf(maker, operandOf(operation, 1)),
  ]);
