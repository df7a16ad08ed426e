import { distanceNow, evaluate } from './evaluate.ts';
import type { Value } from './evaluate.ts';
import type { Expression } from './symbol.ts';
import { AssemblySymbol } from './symbol.ts';
import type { Statement } from './statement.ts';

/** One constant that a `ldr x, =value` loads. */
export interface Literal {
  readonly expression: Expression;
  readonly value: Value | undefined;
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

  /** The place of the literal, in this pool. */
  add(expression: Expression, statement: Statement, position: number): AssemblySymbol {
    const value = evaluate(expression, distanceNow);
    // GNU as keeps -1 and 0xffffffffffffffff apart.
    const negative = isNegative(statement, position);
    const known = this.#literals.find(
      (literal) =>
        same(literal.value, value) && isNegative(literal.statement, literal.position) === negative,
    );
    if (known !== undefined) {
      return known.symbol;
    }
    const symbol = new AssemblySymbol('');
    this.#literals.push({ expression, value, symbol, statement, position });
    return symbol;
  }

  /** Takes the literals out, in the order in which they were asked for. */
  drain(): readonly Literal[] {
    const literals = this.#literals;
    this.#literals = [];
    return literals;
  }
}

function isNegative(statement: Statement, position: number): boolean {
  return statement.text[position] === '-';
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.constant === b.constant &&
    a.symbol === b.symbol &&
    a.minus === b.minus
  );
}
