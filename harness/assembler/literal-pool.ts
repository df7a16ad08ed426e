import { isNegated } from './constant.ts';
import { distanceNow, evaluate } from './evaluate.ts';
import type { Expression } from './symbol.ts';
import { AssemblySymbol } from './symbol.ts';
import { SourceError } from './source-error.ts';
import type { Statement } from './statement.ts';

/** Literals with equal keys are one. */
interface Key {
  readonly constant: bigint;
  readonly symbol: AssemblySymbol | undefined;
  readonly isNegated: boolean;
}

/** One constant that a `ldr x, =value` loads. */
export interface Literal {
  readonly expression: Expression;
  readonly key: Key | undefined;
  /** Where the pool will put it. */
  readonly symbol: AssemblySymbol;
  readonly statement: Statement;
  readonly position: number;
}

/** The literals of one size that a subsection waits to emit; equal ones are kept once, as GNU as does. */
export class LiteralPool {
  /** Bytes. */
  readonly size: 4 | 8 | 16;
  #literals: Literal[] = [];

  constructor(size: 4 | 8 | 16) {
    this.size = size;
  }

  /** The place of the literal, in this pool. Throws a SourceError for what no literal can be. */
  add(expression: Expression, statement: Statement, position: number): AssemblySymbol {
    const key = keyOf(expression);
    if (key === undefined && expression.kind !== 'big') {
      throw new SourceError(
        'bad-expression',
        'a literal is a number that is known here, or a symbol and such a number',
        position,
      );
    }
    const known = this.#literals.find((literal) => sameKey(literal.key, key));
    if (known !== undefined) {
      return known.symbol;
    }
    const symbol = new AssemblySymbol('');
    this.#literals.push({ expression, key, symbol, statement, position });
    return symbol;
  }

  /** Takes the literals out, in the order in which they were asked for. */
  drain(): readonly Literal[] {
    const literals = this.#literals;
    this.#literals = [];
    return literals;
  }
}

/**
 * Numbers, of which -1 and 0xffffffffffffffff are two, and symbols with an addend, by the name that is written, are kept once; whatever else
 * a literal is stands for itself (binutils 2.40, gas/config/tc-aarch64.c, add_to_lit_pool).
 */
function keyOf(expression: Expression): Key | undefined {
  if (expression.kind === 'big') {
    return undefined;
  }
  if (expression.kind === 'symbol') {
    return { constant: 0n, symbol: expression.symbol, isNegated: false };
  }
  if (expression.kind === 'binary' && expression.right.kind === 'number') {
    const { operator, left, right } = expression;
    const base = left.kind === 'symbol' ? left.symbol : undefined;
    if (base !== undefined && (operator === '+' || operator === '-')) {
      const constant = operator === '+' ? right.value : -right.value;
      return { constant, symbol: base, isNegated: false };
    }
  }
  const value = evaluate(expression, distanceNow);
  return value === undefined || value.minus !== undefined
    ? undefined
    : { constant: value.constant, symbol: value.symbol, isNegated: isNegated(expression) };
}

function sameKey(a: Key | undefined, b: Key | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.constant === b.constant &&
    a.symbol === b.symbol &&
    a.isNegated === b.isNegated
  );
}
