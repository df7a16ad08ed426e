import type { Expression } from '../abi/expression.ts';
import { binary, constant, extend, extract, input, unary } from '../expression/expression.ts';
import type { Operation as FlowOperation } from '../expression/expression.ts';
import type { FlowValue } from '../flow/flow-state.ts';
import type { Source } from '../flow/source.ts';

const wordWidth = 64;

/** The symbol whose address a number is, if it is one. */
export type SymbolAt = (address: bigint) => string | undefined;

/**
 * A value of a call in the notation of abi.yaml, whose arithmetic is on 64 bits: equal to the value, zero-extended.
 * Undefined where it has none: memory, flags, what functions leave, comparisons, and what nothing follows.
 */
export function abiValue(value: FlowValue, symbolAt: SymbolAt): Expression | undefined {
  switch (value.kind) {
    case 'constant': {
      const symbol = value.width === wordWidth ? symbolAt(value.value) : undefined;
      return symbol === undefined
        ? constant(value.value, wordWidth)
        : input({ kind: 'symbol', name: symbol, how: 'phys' }, wordWidth);
    }
    case 'input':
      return sourceValue(value.name, value.width);
    case 'operation':
      return operationValue(value, symbolAt);
    case 'opaque':
      return undefined;
  }
}

function sourceValue(source: Source, width: number): Expression | undefined {
  return source.kind === 'register' && source.register !== 'pstate' && width === wordWidth
    ? input({ kind: 'register', register: source.register, when: 'before' }, wordWidth)
    : undefined;
}

function operationValue(
  { operator, operands, width, parameter }: FlowOperation<Source>,
  symbolAt: SymbolAt,
): Expression | undefined {
  const parts: Expression[] = [];
  for (const operand of operands) {
    const part = operand.width > wordWidth ? undefined : abiValue(operand, symbolAt);
    if (part === undefined) {
      return undefined;
    }
    parts.push(part);
  }
  const [left, right] = parts;
  if (left === undefined) {
    return undefined;
  }
  switch (operator) {
    case 'zero-extend':
      return left;
    case 'extract':
      return bitsOf(left, parameter, width);
    case 'not':
    case 'neg':
      return bitsOf(unary(operator, left), 0, width);
    case 'and':
    case 'or':
    case 'xor':
      return right && binary(operator, left, right);
    case 'add':
    case 'sub':
    case 'mul':
      return right && bitsOf(binary(operator, left, right), 0, width);
    case 'shl':
    case 'lshr':
      return right?.kind === 'constant' && right.value < BigInt(width)
        ? bitsOf(binary(operator, left, right), 0, width)
        : undefined;
    case 'concat':
      return right && width <= wordWidth ? joined(operands, left, right, symbolAt) : undefined;
    default:
      return undefined;
  }
}

function bitsOf(value: Expression, low: number, width: number): Expression {
  return low === 0 && width === wordWidth
    ? value
    : extend('zero-extend', extract(value, low, width), wordWidth);
}

/** Bits above others: those that stay in their place are masked, the rest is shifted. */
function joined(
  [above, below]: readonly FlowValue[],
  high: Expression,
  low: Expression,
  symbolAt: SymbolAt,
): Expression {
  const place = below?.width ?? 0;
  const isCut = above?.kind === 'operation' && above.operator === 'extract';
  const whole = isCut && above.parameter === place ? above.operands[0] : undefined;
  const source = whole === undefined ? undefined : abiValue(whole, symbolAt);
  const mask = ((1n << BigInt(above?.width ?? 0)) - 1n) << BigInt(place);
  const raised =
    source === undefined
      ? binary('shl', high, constant(place, wordWidth))
      : binary('and', source, constant(mask, wordWidth));
  return low.kind === 'constant' && low.value === 0n ? raised : binary('or', raised, low);
}
