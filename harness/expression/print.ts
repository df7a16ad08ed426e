import type { Expression, Operation } from './expression.ts';
import { binarySymbols, tightest, unarySymbols } from './notation.ts';
import type { Operator } from './operator.ts';
import { maskedOf, partsOf, rotationOf, sliceOf } from './print-parts.ts';

type NameText<Name> = (name: Name) => string;

/** How tight comparisons and `?:` bind: looser than all that is written with operators of two operands. */
const comparisonLevel = -1;
const choiceLevel = -2;

const comparisons: Readonly<Partial<Record<Operator, string>>> = {
  eq: '=',
  ult: '<',
  slt: '<s',
};

/** Comparisons that do not hold. */
const opposites: Readonly<Partial<Record<Operator, string>>> = {
  eq: '!=',
  ult: '>=',
  slt: '>=s',
  // Of values of 1 bit.
  xor: '=',
};

/**
 * An expression as a person writes it: C's operators, numbers in hexadecimal, `x0[31:0]` for bits, as the Arm manual
 * has them. What C has no operator for is a function: `asr(x0, 0x3)`. A zero-extended value is written as the value,
 * its low bits and bits put together as masks and shifts where they are such, and a sum with a great number as a difference.
 */
export function printExpression<Name>(
  expression: Expression<Name>,
  nameText: NameText<Name>,
): string {
  return print(expression, nameText, choiceLevel);
}

function print<Name>(
  expression: Expression<Name>,
  nameText: NameText<Name>,
  outer: number,
): string {
  switch (expression.kind) {
    case 'constant':
      return hex(expression.value);
    case 'input':
      return nameText(expression.name);
    case 'opaque':
      return expression.operands.length === 0
        ? expression.function
        : called(expression.function, expression.operands, nameText);
    case 'operation': {
      const { text, level } = printOperation(expression, nameText);
      return level < outer ? `(${text})` : text;
    }
  }
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;

function called<Name>(
  name: string,
  operands: readonly Expression<Name>[],
  nameText: NameText<Name>,
): string {
  return `${name}(${operands.map((operand) => print(operand, nameText, choiceLevel)).join(', ')})`;
}

/** A text, and how tight it binds. */
interface Text {
  readonly text: string;
  readonly level: number;
}

type Print<Name> = (expression: Expression<Name>, outer: number) => string;

const levelOf = (operator: Operator): number => binarySymbols.get(operator)?.level ?? tightest;

function printOperation<Name>(operation: Operation<Name>, nameText: NameText<Name>): Text {
  const { operator, operands, parameter, width } = operation;
  const show: Print<Name> = (expression, outer) => print(expression, nameText, outer);
  const at = (index: number, outer: number): string => {
    const operand = operands[index];
    return operand === undefined ? '' : show(operand, outer);
  };
  const special = specialText(operation, show);
  if (special !== undefined) {
    return special;
  }
  const known = binarySymbols.get(operator);
  if (known !== undefined) {
    const { symbol, level } = known;
    // The operators group to the left.
    return { text: `${at(0, level)} ${symbol} ${at(1, level + 1)}`, level };
  }
  const comparison = comparisons[operator];
  if (comparison !== undefined) {
    const text = `${at(0, comparisonLevel + 1)} ${comparison} ${at(1, comparisonLevel + 1)}`;
    return { text, level: comparisonLevel };
  }
  const unary = Object.entries(unarySymbols).find(([, name]) => name === operator);
  if (unary !== undefined) {
    return { text: `${unary[0]}${at(0, tightest - 1)}`, level: tightest - 1 };
  }
  switch (operator) {
    case 'zero-extend':
      return { text: at(0, choiceLevel), level: choiceLevelOf(operands[0]) };
    case 'extract': {
      const high = parameter + width - 1;
      const bits = high === parameter ? `${high}` : `${high}:${parameter}`;
      return { text: `${at(0, tightest)}[${bits}]`, level: tightest };
    }
    case 'ite':
      return {
        text: `${at(0, comparisonLevel)} ? ${at(1, choiceLevel)} : ${at(2, choiceLevel)}`,
        level: choiceLevel,
      };
    default:
      return {
        text: called(functionNames[operator] ?? operator, operands, nameText),
        level: tightest,
      };
  }
}

/** Operations with a shorter text than their operator and its operands; undefined for others. */
function specialText<Name>(operation: Operation<Name>, show: Print<Name>): Text | undefined {
  switch (operation.operator) {
    case 'add':
      return differenceText(operation, show);
    case 'not':
      return oppositeText(operation, show);
    case 'concat':
      return (
        maskText(operation, show) ?? rotationText(operation, show) ?? shiftsText(operation, show)
      );
    case 'sign-extend':
      return shiftedSignText(operation, show);
    case 'zero-extend':
      return lowBitsText(operation, show);
    default:
      return undefined;
  }
}

/** `x - 0x10` for the sum with -0x10, `0x10 - x` for that of -x with 0x10. */
function differenceText<Name>(
  { operands, width }: Operation<Name>,
  show: Print<Name>,
): Text | undefined {
  const [left, right] = operands;
  const level = levelOf('sub');
  if (left === undefined || right?.kind !== 'constant') {
    return undefined;
  }
  const signed = BigInt.asIntN(width, right.value);
  if (left.kind === 'operation' && left.operator === 'neg' && left.operands[0] !== undefined) {
    return signed > 0n
      ? { text: `${hex(signed)} - ${show(left.operands[0], level + 1)}`, level }
      : undefined;
  }
  return signed < 0n ? { text: `${show(left, level)} - ${hex(-signed)}`, level } : undefined;
}

function oppositeText<Name>({ operands }: Operation<Name>, show: Print<Name>): Text | undefined {
  const [inner] = operands;
  const symbol =
    inner?.kind === 'operation' && inner.width === 1 ? opposites[inner.operator] : undefined;
  if (inner?.kind !== 'operation' || symbol === undefined) {
    return undefined;
  }
  const sides = inner.operands.map((operand) => show(operand, comparisonLevel + 1));
  return { text: sides.join(` ${symbol} `), level: comparisonLevel };
}

function maskText<Name>(operation: Operation<Name>, show: Print<Name>): Text | undefined {
  const masked = maskedOf(operation);
  if (masked === undefined) {
    return undefined;
  }
  const { value, mask, clear, ones } = masked;
  const setText = ones === 0n ? '' : ` | ${hex(ones)}`;
  if (clear === 0n) {
    return { text: `${show(value, levelOf('or'))}${setText}`, level: levelOf('or') };
  }
  const maskedText = `${show(value, levelOf('and'))} & ${clear === undefined ? hex(mask) : `~${hex(clear)}`}`;
  return { text: `${maskedText}${setText}`, level: levelOf(ones === 0n ? 'and' : 'or') };
}

function rotationText<Name>(operation: Operation<Name>, show: Print<Name>): Text | undefined {
  const rotation = rotationOf(operation);
  return rotation === undefined
    ? undefined
    : {
        text: `ror(${show(rotation.value, choiceLevel)}, ${hex(BigInt(rotation.amount))})`,
        level: tightest,
      };
}

/** `x0 << 0x4 | 0x3`: as shifts where there is a constant part, whose width would be lost otherwise. */
function shiftsText<Name>(operation: Operation<Name>, show: Print<Name>): Text {
  const parts = partsOf(operation);
  if (parts.every(({ expression }) => expression.kind !== 'constant')) {
    const texts = parts.map(({ expression }) => show(expression, choiceLevel));
    return { text: `concat(${texts.join(', ')})`, level: tightest };
  }
  let number = 0n;
  const others: { readonly value: Expression<Name>; readonly low: number }[] = [];
  for (const { expression, low } of parts) {
    if (expression.kind === 'constant') {
      number |= expression.value << BigInt(low);
    } else {
      // The bits that are cut off would be shifted out.
      const slice = sliceOf(expression);
      const isWhole =
        slice?.low === 0 &&
        low + expression.width === operation.width &&
        slice.whole.width === operation.width;
      others.push({ value: isWhole && slice !== undefined ? slice.whole : expression, low });
    }
  }
  const isAlone = others.length + (number === 0n ? 0 : 1) === 1;
  const texts = others.map(({ value, low }) =>
    low === 0
      ? show(value, isAlone ? choiceLevel : levelOf('or') + 1)
      : `${show(value, levelOf('shl'))} << ${hex(BigInt(low))}`,
  );
  if (number !== 0n) {
    texts.push(hex(number));
  }
  return { text: texts.join(' | '), level: levelOf(isAlone ? 'shl' : 'or') };
}

/** `x0 & 0xff` for the low bits of a value, with zeros above. */
function lowBitsText<Name>({ operands }: Operation<Name>, show: Print<Name>): Text | undefined {
  const [inner] = operands;
  const slice = inner === undefined ? undefined : sliceOf(inner);
  if (inner === undefined || slice?.low !== 0) {
    return undefined;
  }
  const level = levelOf('and');
  const mask = (1n << BigInt(inner.width)) - 1n;
  return { text: `${show(slice.whole, level)} & ${hex(mask)}`, level };
}

/** `asr(x0, 0x4)` for the bits from 4 up, with copies of the sign above. */
function shiftedSignText<Name>(
  { operands, width }: Operation<Name>,
  show: Print<Name>,
): Text | undefined {
  const [inner] = operands;
  const slice = inner === undefined ? undefined : sliceOf(inner);
  return inner !== undefined &&
    slice !== undefined &&
    slice.whole.width === width &&
    slice.low + inner.width === width
    ? { text: `asr(${show(slice.whole, choiceLevel)}, ${hex(BigInt(slice.low))})`, level: tightest }
    : undefined;
}

const functionNames: Readonly<Partial<Record<Operator, string>>> = {
  ashr: 'asr',
  'sign-extend': 'sext',
};

/** How tight the text of an expression binds by itself. */
function choiceLevelOf<Name>(expression: Expression<Name> | undefined): number {
  if (expression?.kind !== 'operation') {
    return tightest;
  }
  return printOperation(expression, () => '').level;
}
