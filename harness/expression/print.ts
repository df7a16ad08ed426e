import type { Expression, Operation } from './expression.ts';
import { binarySymbols, tightest, unarySymbols } from './notation.ts';
import type { Operator } from './operator.ts';

type NameText<Name> = (name: Name) => string;

/** How tight comparisons and `?:` bind: looser than all that is written with operators of two operands. */
const comparisonLevel = -1;
const choiceLevel = -2;

const comparisons: Readonly<Partial<Record<Operator, string>>> = {
  eq: '=',
  ult: '<',
  slt: '<s',
};

/**
 * An expression as a person writes it: C's operators, numbers in hexadecimal, `x0[31:0]` for bits, as the Arm manual
 * has them. What C has no operator for is a function: `asr(x0, 0x3)`. A zero-extended value is written as the value.
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
      return `0x${expression.value.toString(16)}`;
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

function called<Name>(
  name: string,
  operands: readonly Expression<Name>[],
  nameText: NameText<Name>,
): string {
  return `${name}(${operands.map((operand) => print(operand, nameText, choiceLevel)).join(', ')})`;
}

function printOperation<Name>(
  operation: Operation<Name>,
  nameText: NameText<Name>,
): { readonly text: string; readonly level: number } {
  const { operator, operands, parameter, width } = operation;
  const at = (index: number, outer: number): string => {
    const operand = operands[index];
    return operand === undefined ? '' : print(operand, nameText, outer);
  };
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
