import { number } from './constant.ts';
import { SourceError } from './source-error.ts';
import { AssemblySymbol } from './symbol.ts';
import type { Expression, SymbolTable } from './symbol.ts';

/** Names in names; more is a loop. */
const deepest = 200;

/**
 * What a name stands for where it is used: of .eqv an unnamed symbol with the present values of the names in it (binutils 2.40, gas/symbols.c,
 * symbol_clone_if_forward_ref).
 *
 * @throws SourceError symbol-loop
 */
export function valueHere(symbols: SymbolTable, symbol: AssemblySymbol, depth = 0): Expression {
  const { definition } = symbol;
  if (
    !symbol.isEachUse ||
    definition.kind !== 'expression' ||
    definition.expression.kind === 'number'
  ) {
    return plainValue(symbol);
  }
  if (depth > deepest) {
    throw new SourceError(
      'symbol-loop',
      'a symbol is defined by an expression that needs the symbol itself',
    );
  }
  const here = new AssemblySymbol('');
  here.definition = {
    kind: 'expression',
    expression: withPresentNames(symbols, definition.expression, depth),
  };
  return { kind: 'symbol', symbol: here };
}

/** A name with a number now stands for that number, whatever it is given later. */
function plainValue(symbol: AssemblySymbol): Expression {
  const { definition } = symbol;
  return definition.kind === 'expression' && definition.expression.kind === 'number'
    ? number(definition.expression.value)
    : { kind: 'symbol', symbol };
}

function withPresentNames(symbols: SymbolTable, expression: Expression, depth: number): Expression {
  switch (expression.kind) {
    case 'number':
    case 'big':
      return expression;
    case 'symbol': {
      const { symbol } = expression;
      const present =
        symbol.isVolatile && symbol.name !== '' ? (symbols.find(symbol.name) ?? symbol) : symbol;
      return valueHere(symbols, present, depth + 1);
    }
    case 'unary':
      return { ...expression, operand: withPresentNames(symbols, expression.operand, depth) };
    case 'binary':
      return {
        ...expression,
        left: withPresentNames(symbols, expression.left, depth),
        right: withPresentNames(symbols, expression.right, depth),
      };
  }
}
