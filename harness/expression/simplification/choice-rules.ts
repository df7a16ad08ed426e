import type { Expression } from '../expression.ts';
import type { Maker, Rule } from './maker.ts';
import { allOnes, isOperation, operandOf, valueOf } from './maker.ts';

/** A choice between values of 1 bit of which one is a constant. */
function truthChoice<Name>(
  maker: Maker<Name>,
  condition: Expression<Name>,
  yes: Expression<Name>,
  no: Expression<Name>,
): Expression<Name> | undefined {
  if (yes.kind === 'constant') {
    return yes.value === 1n
      ? maker.binary('or', condition, no)
      : maker.binary('and', maker.unary('not', condition), no);
  }
  if (no.kind === 'constant') {
    return no.value === 0n
      ? maker.binary('and', condition, yes)
      : maker.binary('or', maker.unary('not', condition), yes);
  }
  return undefined;
}

/** The number of bits of an expression without the zeros on top of it. */
function significantWidth<Name>(expression: Expression<Name>): number {
  if (expression.kind === 'constant') {
    return expression.value === 0n ? 0 : expression.value.toString(2).length;
  }
  return isOperation(expression, 'zero-extend') ? operandOf(expression, 0).width : expression.width;
}

/** x where a choice by `x = y` gives x if so and y if not, and the like. */
function choiceOfEquals<Name>(
  condition: Expression<Name>,
  yes: Expression<Name>,
  no: Expression<Name>,
): Expression<Name> | undefined {
  return isOperation(condition, 'eq') &&
    condition.operands.includes(yes) &&
    condition.operands.includes(no)
    ? no
    : undefined;
}

export const choiceRule: Rule = (maker, operation) => {
  const condition = operandOf(operation, 0);
  let yes = operandOf(operation, 1);
  let no = operandOf(operation, 2);
  const { width } = operation;
  if (condition.kind === 'constant') {
    return condition.value === 1n ? yes : no;
  }
  if (isOperation(condition, 'not')) {
    return maker.ite(operandOf(condition, 0), no, yes);
  }
  if (isOperation(yes, 'ite') && operandOf(yes, 0) === condition) {
    yes = operandOf(yes, 1);
  }
  if (isOperation(no, 'ite') && operandOf(no, 0) === condition) {
    no = operandOf(no, 2);
  }
  if (yes === no) {
    return yes;
  }
  if (width === 1) {
    const simpler = truthChoice(maker, condition, yes, no);
    if (simpler !== undefined) {
      return simpler;
    }
  }
  const isAll = valueOf(yes) === allOnes(width) && valueOf(no) === 0n;
  const isNone = valueOf(yes) === 0n && valueOf(no) === allOnes(width);
  if (isAll || isNone) {
    return maker.extend('sign-extend', isAll ? condition : maker.unary('not', condition), width);
  }
  const significant = Math.max(significantWidth(yes), significantWidth(no));
  if (significant < width) {
    const narrow = maker.ite(
      condition,
      maker.extract(yes, 0, significant),
      maker.extract(no, 0, significant),
    );
    return maker.extend('zero-extend', narrow, width);
  }
  return choiceOfEquals(condition, yes, no) ?? maker.node('ite', [condition, yes, no], width);
};
