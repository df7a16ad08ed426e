import type { Assembly } from './assembly.ts';
import type { Cursor } from './cursor.ts';
import { number } from './constant.ts';
import { distanceNow, evaluate } from './evaluate.ts';
import { parseExpression } from './expression.ts';
import { SourceError } from './source-error.ts';
import type { AssemblySymbol, Definition, Expression } from './symbol.ts';

/**
 * How a name gets its value: 'again' may be given another one later (.set, .equ, =), 'once' not (.equiv), 'each-use' is worked out anew wherever
 * the name stands (.eqv, ==).
 */
export type AssignmentMode = 'again' | 'once' | 'each-use';

/**
 * Gives a name the value of the expression at the cursor (binutils 2.40, gas/read.c, assign_symbol).
 *
 * @throws SourceError for a name that has a value which is not to be changed, and for an expression that does not read
 */
export function assign(
  assembly: Assembly,
  name: string,
  cursor: Cursor,
  mode: AssignmentMode,
): void {
  const { symbols, statement } = assembly;
  const isEachUse = mode === 'each-use';
  cursor.skipSpace();
  const start = cursor.position;
  const expression = isEachUse ? eachUse(assembly, cursor) : assembly.expression(cursor);
  // Read first: the name may stand in its own value.
  let symbol = symbols.reference(name);
  if (symbol.isDefined) {
    if (mode !== 'again' || !symbol.isVolatile) {
      throw new SourceError('symbol-redefined', `symbol '${name}' is defined already`, 0);
    }
    symbol = symbols.replace(symbol);
  }
  const base = baseOf(expression);
  if (!isEachUse && base !== undefined && isUnknown(base)) {
    throw new SourceError(
      'bad-expression',
      `the value of '${base.name}' is not known yet, and GNU as takes it for 0 here`,
      start,
      'give it behind what it depends on, or with .eqv',
    );
  }
  const target = evaluate(expression, distanceNow);
  if (target?.symbol !== undefined) {
    target.symbol.hasAlias = true;
    symbol.likeTarget(target.symbol);
  }
  symbol.definition = isEachUse ? { kind: 'expression', expression } : definitionOf(expression);
  symbol.isEachUse = isEachUse;
  symbol.isVolatile = mode === 'again';
  symbol.statement = statement;
}

/** The name of a value that is a name, or a name and a number. */
function baseOf(expression: Expression): AssemblySymbol | undefined {
  if (expression.kind === 'symbol') {
    return expression.symbol;
  }
  const isSum =
    expression.kind === 'binary' &&
    (expression.operator === '+' || expression.operator === '-') &&
    expression.right.kind === 'number';
  return isSum ? baseOf(expression.left) : undefined;
}

/** Whether a name stands for more than a symbol and a number, which only the end of the text can work out. */
function isUnknown({ definition, isEachUse }: AssemblySymbol): boolean {
  if (definition.kind !== 'expression' || isEachUse) {
    return false;
  }
  const value = evaluate(definition.expression, distanceNow);
  return value === undefined || value.minus !== undefined;
}

/** The expression at the cursor with the names themselves in it, not what they stand for now. */
function eachUse(assembly: Assembly, cursor: Cursor): Expression {
  cursor.skipSpace();
  const start = cursor.position;
  return parseExpression(cursor, {
    name: (name) => {
      const symbol = assembly.symbols.reference(name);
      symbol.isNamed = true;
      symbol.statement ??= assembly.statement;
      return { kind: 'symbol', symbol };
    },
    numeric: (label, direction, position) => assembly.numeric(label, direction, position),
    here: () => {
      throw new SourceError(
        'bad-expression',
        `'.' in a value that is worked out at each use is not supported`,
        start,
      );
    },
  });
}

/** A place that is known now becomes a label of its own: relocations go by the alias's binding, not by that of its target. */
function definitionOf(expression: Expression): Definition {
  const value = evaluate(expression, distanceNow);
  if (value === undefined || value.minus !== undefined) {
    return { kind: 'expression', expression };
  }
  if (value.symbol === undefined) {
    return { kind: 'expression', expression: number(value.constant) };
  }
  const target = value.symbol.definition;
  if (target.kind !== 'label') {
    return { kind: 'expression', expression };
  }
  return { ...target, offset: target.offset + Number(value.constant) };
}
