import { binaryValue, tooManyBits, unaryValue } from './constant.ts';
import type { AssemblySymbol, BinaryOperator, Definition, Expression } from './symbol.ts';
import { SourceError } from './source-error.ts';

/** What an object file can say: a number, symbol + number, symbol - symbol + number. */
export interface Value {
  /** Signed 64 bits. */
  readonly constant: bigint;
  readonly symbol?: AssemblySymbol | undefined;
  readonly minus?: AssemblySymbol | undefined;
}

type Label = Definition & { readonly kind: 'label' };

/** How far label `a` is after label `b`, in bytes; undefined where that is not known (yet). */
export type Distance = (a: Label, b: Label) => bigint | undefined;

/** While the text is read: only what no later text can change. */
export const distanceNow: Distance = (a, b) =>
  a.fragment.run === b.fragment.run
    ? BigInt(a.fragment.runOffset + a.offset - b.fragment.runOffset - b.offset)
    : undefined;

/**
 * The same where a number is needed at once: places that are not known to be equal are not, as .if compares them (binutils 2.40, gas/expr.c,
 * resolve_expression).
 */
export const distanceDecided: Distance = (a, b) => distanceNow(a, b);

/** After the layout: anything within a section. */
export const distanceFinal: Distance = (a, b) =>
  a.fragment.subsection.section === b.fragment.subsection.section
    ? BigInt(a.fragment.address + a.offset - b.fragment.address - b.offset)
    : undefined;

/** The same for .size, which is a number whatever kind of symbol it is the size of. */
export const distanceMeasured: Distance = (a, b) => distanceFinal(a, b);

/** Where GNU as resolves an expression at once, it looks through symbols that it leaves to the dynamic linker elsewhere. */
function seesIndirect(distance: Distance): boolean {
  return distance === distanceDecided || distance === distanceMeasured;
}

const deepest = 1000;

/**
 * Works an expression out as far as distances are known. Undefined when it is more than an object file can say.
 *
 * @throws SourceError for a division by zero, or a symbol that needs itself
 */
export function evaluate(expression: Expression, distance: Distance, depth = 0): Value | undefined {
  if (depth > deepest) {
    throw new SourceError(
      'symbol-loop',
      'a symbol is defined by an expression that needs the symbol itself',
    );
  }
  switch (expression.kind) {
    case 'number':
      return { constant: expression.value };
    case 'big':
      throw tooManyBits();
    case 'symbol':
      return expression.symbol.definition.kind === 'expression'
        ? evaluate(expression.symbol.definition.expression, distance, depth + 1)
        : { constant: 0n, symbol: expression.symbol };
    case 'unary': {
      const operand = evaluate(expression.operand, distance, depth + 1);
      if (operand === undefined) {
        return undefined;
      }
      if (isNumber(operand)) {
        return constant(unaryValue(expression.operator, operand.constant));
      }
      return expression.operator === '-' ? negate(operand) : undefined;
    }
    case 'binary': {
      const left = evaluate(expression.left, distance, depth + 1);
      const right = evaluate(expression.right, distance, depth + 1);
      if (left === undefined || right === undefined) {
        return undefined;
      }
      return combine(expression.operator, left, right, distance);
    }
  }
}

function combine(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  distance: Distance,
): Value | undefined {
  if (isNumber(left) && isNumber(right)) {
    return constant(binaryValue(operator, left.constant, right.constant));
  }
  switch (operator) {
    case '+':
      return add(left, right, distance);
    case '-':
      return add(left, negate(right), distance);
    case '==':
    case '!=': {
      const isEqual = areEqual(left, right, distance);
      return isEqual === undefined
        ? undefined
        : constant(isEqual === (operator === '==') ? -1n : 0n);
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const difference = add(left, negate(right), distance);
      if (difference === undefined || !isNumber(difference)) {
        return undefined;
      }
      return constant(binaryValue(operator, difference.constant, 0n));
    }
    case '||':
    case '&&':
    case '|':
    case '^':
    case '&':
    case '!':
    case '*':
    case '/':
    case '%':
    case '<<':
    case '>>':
      return undefined;
  }
}

/** Whether two values are the same place or symbol; undefined where later text decides that. */
function areEqual(left: Value, right: Value, distance: Distance): boolean | undefined {
  const difference = add(left, negate(right), distance);
  if (difference !== undefined && isNumber(difference)) {
    return difference.constant === 0n;
  }
  // What is only known to be apart at the end is just not equal.
  const isEnd = distance === distanceFinal || distance === distanceMeasured;
  if (!isEnd && areFar(left.symbol, right.symbol)) {
    throw new SourceError('bad-expression', 'places of different sections cannot be compared');
  }
  const isSimple = left.minus === undefined && right.minus === undefined;
  const isIndirect = left.symbol?.isIndirect === true || right.symbol?.isIndirect === true;
  return isSimple && !isIndirect && distance !== distanceNow ? false : undefined;
}

/** Labels of different sections. */
function areFar(a: AssemblySymbol | undefined, b: AssemblySymbol | undefined): boolean {
  const [one, other] = [a?.definition, b?.definition];
  return (
    one?.kind === 'label' &&
    other?.kind === 'label' &&
    one.fragment.subsection.section !== other.fragment.subsection.section
  );
}

function add(left: Value, right: Value, distance: Distance): Value | undefined {
  let value = BigInt.asIntN(64, left.constant + right.constant);
  const plus = [left.symbol, right.symbol].filter((symbol) => symbol !== undefined);
  const minus = [left.minus, right.minus].filter((symbol) => symbol !== undefined);
  for (const subtracted of minus.slice()) {
    const index = plus.findIndex(
      (symbol) => difference(symbol, subtracted, distance) !== undefined,
    );
    const symbol = plus[index];
    if (symbol === undefined) {
      continue;
    }
    value += difference(symbol, subtracted, distance) ?? 0n;
    plus.splice(index, 1);
    minus.splice(minus.indexOf(subtracted), 1);
  }
  if (plus.length > 1 || minus.length > 1) {
    return undefined;
  }
  return { constant: BigInt.asIntN(64, value), symbol: plus[0], minus: minus[0] };
}

function difference(a: AssemblySymbol, b: AssemblySymbol, distance: Distance): bigint | undefined {
  if (a === b) {
    return 0n;
  }
  if ((a.isIndirect || b.isIndirect) && !seesIndirect(distance)) {
    return undefined;
  }
  if (a.definition.kind !== 'label' || b.definition.kind !== 'label') {
    return undefined;
  }
  return distance(a.definition, b.definition);
}

function negate(value: Value): Value {
  return { constant: BigInt.asIntN(64, -value.constant), symbol: value.minus, minus: value.symbol };
}

function constant(value: bigint): Value {
  return { constant: BigInt.asIntN(64, value) };
}

/** No symbol is left in it. */
export function isNumber(value: Value): boolean {
  return value.symbol === undefined && value.minus === undefined;
}
