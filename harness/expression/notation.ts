import type { Operator } from './operator.ts';

/** Operators of two operands that people write, loosest first, as in C; `>>` is logical. */
export const binaryLevels = [
  { '|': 'or' },
  { '^': 'xor' },
  { '&': 'and' },
  { '<<': 'shl', '>>': 'lshr' },
  { '+': 'add', '-': 'sub' },
  { '*': 'mul' },
] as const satisfies readonly Readonly<Record<string, Operator>>[];

export const unarySymbols = { '-': 'neg', '~': 'not' } as const satisfies Readonly<
  Record<string, Operator>
>;

/** What binds tighter than every operator: a name, a number, a slice. */
export const tightest = binaryLevels.length + 1;

/** The symbol of an operator of two operands and how tight it binds; undefined for one that is written as a function. */
export const binarySymbols: ReadonlyMap<
  Operator,
  { readonly symbol: string; readonly level: number }
> = new Map(
  binaryLevels.flatMap((operators, level) =>
    Object.entries(operators).map(
      ([symbol, operator]): [Operator, { symbol: string; level: number }] => [
        operator,
        { symbol, level },
      ],
    ),
  ),
);
