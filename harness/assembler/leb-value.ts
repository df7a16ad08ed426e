import { mostBits } from './number-text.ts';
import { SourceError } from './source-error.ts';
import type { Definition, Expression } from './symbol.ts';

/**
 * The number that a LEB128 directive writes for a number of the text: of any size, and with the sign that it was written with, so that
 * `.sleb128 0xffffffffffffffff` is not -1 (binutils 2.40, gas/read.c, emit_leb128_expr). Undefined for what is no number yet.
 *
 * @throws SourceError where GNU as writes another number than the text says
 */
export function lebValue(
  expression: Expression,
  signed: boolean,
  position: number,
): bigint | undefined {
  switch (expression.kind) {
    case 'number':
      return signed ? signedValue(expression, position) : BigInt.asUintN(64, expression.value);
    case 'big':
      return signed
        ? signedBig(expression.value, position)
        : expression.value < 0n
          ? BigInt.asUintN(mostBits, expression.value)
          : expression.value;
    case 'symbol':
    case 'unary':
    case 'binary':
      return undefined;
  }
}

/**
 * Checks an expression that is a number by now, for .sleb128: GNU as takes a distance over a .fill or .skip that it knows for one with a sign
 * beyond 64 bits (binutils 2.40, gas/expr.c, subtract_from_result with a negative frag_off).
 *
 * @throws SourceError where it has such a distance in it
 */
export function checkSignedDistances(expression: Expression, position: number): void {
  switch (expression.kind) {
    case 'unary':
      checkSignedDistances(expression.operand, position);
      return;
    case 'binary': {
      const { operator, left, right } = expression;
      if (operator === '-' && isOverFill(labelOf(left), labelOf(right))) {
        throw wrongSign(position);
      }
      checkSignedDistances(left, position);
      checkSignedDistances(right, position);
      return;
    }
    case 'number':
    case 'big':
    case 'symbol':
  }
}

/** The place that an expression counts from. */
function labelOf(expression: Expression): Definition | undefined {
  if (
    expression.kind === 'binary' &&
    (expression.operator === '+' || expression.operator === '-')
  ) {
    return labelOf(expression.left) ?? labelOf(expression.right);
  }
  return expression.kind === 'symbol' ? expression.symbol.definition : undefined;
}

function isOverFill(to: Definition | undefined, from: Definition | undefined): boolean {
  if (to?.kind !== 'label' || from?.kind !== 'label') {
    return false;
  }
  if (to.fragment !== from.fragment) {
    return to.fragment.run === from.fragment.run && to.fragment.runOffset > from.fragment.runOffset;
  }
  return to.fragment.fills.some((fill) => fill >= from.offset && fill < to.offset);
}

function signedValue(
  { value, beyond, negated }: Expression & { readonly kind: 'number' },
  position: number,
): bigint {
  if (beyond !== true) {
    return BigInt.asUintN(64, value);
  }
  if (value >= 0n && negated !== true) {
    throw wrongSign(position);
  }
  return BigInt.asUintN(64, value) - (1n << 64n);
}

/** GNU as keeps large numbers in digits of 16 bits, and takes the top bit of the highest for a sign unless all its bits are set. */
function signedBig(value: bigint, position: number): bigint {
  const digits = value.toString(16);
  const highest = Number.parseInt(digits.slice(0, digits.length % 4 || 4), 16);
  if (value > 0n && highest >= 0x8000 && highest !== 0xffff) {
    throw wrongSign(position);
  }
  return value;
}

function wrongSign(position: number): SourceError {
  return new SourceError(
    'bad-expression',
    'GNU as 2.40 writes this number with the wrong sign',
    position,
    'write its bytes with .byte',
  );
}
