import { problem } from '../diagnostics/diagnostic.ts';

/** Which tests: operands joined by `not`, `and`, `or`, of which the first binds the closest. */
export type SelectionExpression<Operand> =
  | { readonly kind: 'operand'; readonly operand: Operand }
  | { readonly kind: 'not'; readonly of: SelectionExpression<Operand> }
  | { readonly kind: 'and' | 'or'; readonly of: readonly SelectionExpression<Operand>[] };

/** A quoted text, a /regular expression/, a parenthesis, or a word; spaces are kept inside of the first two only. */
const token =
  /\s*(?:(?<quoted>"[^"]*"|'[^']*')|(?<pattern>\/(?:[^/\\]|\\.)+\/[imsu]*)(?=[\s)]|$)|(?<sign>[()])|(?<word>[^\s()]+))/y;

const operators: ReadonlySet<string> = new Set(['not', 'and', 'or', '(', ')']);

interface Token {
  readonly text: string;
  readonly isOperator: boolean;
}

/**
 * Reads an expression. Words that follow one another are one operand, with a space between them. `option` is what the
 * user gave it as. Throws 'bad-option-value' for what is no expression.
 */
export function parseSelection<Operand>(
  option: string,
  text: string,
  readOperand: (text: string) => Operand,
): SelectionExpression<Operand> {
  const tokens = tokensOf(text);
  let next = 0;
  const refuse = (expected: string): never => {
    const found = tokens[next];
    throw problem(
      'bad-option-value',
      `the value of ${option} is no expression: expected ${expected}, found ${found === undefined ? 'its end' : `'${found.text}'`}`,
      {
        note: `write texts with not, and, or and parentheses between them: 'not (slow or "a and b")'`,
      },
    );
  };
  const isNext = (operator: string): boolean =>
    tokens[next]?.isOperator === true && tokens[next]?.text === operator;
  const takes = (operator: string): boolean => {
    const found = isNext(operator);
    next += found ? 1 : 0;
    return found;
  };
  const joined = (kind: 'and' | 'or', part: () => SelectionExpression<Operand>) => {
    const parts = [part()];
    while (takes(kind)) {
      parts.push(part());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind, of: parts };
  };
  const either = (): SelectionExpression<Operand> => joined('or', () => joined('and', single));
  function single(): SelectionExpression<Operand> {
    if (takes('not')) {
      return { kind: 'not', of: single() };
    }
    if (takes('(')) {
      const inner = either();
      return takes(')') ? inner : refuse("')'");
    }
    const words: string[] = [];
    for (let word = tokens[next]; word !== undefined && !word.isOperator; word = tokens[next]) {
      words.push(word.text);
      next += 1;
    }
    return words.length === 0
      ? refuse('a text')
      : { kind: 'operand', operand: readOperand(words.join(' ')) };
  }
  const expression = either();
  return next === tokens.length ? expression : refuse('its end, or not, and, or');
}

function tokensOf(text: string): Token[] {
  return [...text.trimEnd().matchAll(new RegExp(token.source, 'gy'))].map(({ groups = {} }) => {
    const { quoted, pattern, sign, word = '' } = groups;
    if (quoted !== undefined) {
      return { text: quoted.slice(1, -1), isOperator: false };
    }
    const plain = pattern ?? sign ?? word;
    return { text: plain, isOperator: operators.has(plain) };
  });
}

/** Whether the expression is true where `holds` says which operands are. */
export function isSelected<Operand>(
  expression: SelectionExpression<Operand>,
  holds: (operand: Operand) => boolean,
): boolean {
  switch (expression.kind) {
    case 'operand':
      return holds(expression.operand);
    case 'not':
      return !isSelected(expression.of, holds);
    case 'and':
      return expression.of.every((part) => isSelected(part, holds));
    case 'or':
      return expression.of.some((part) => isSelected(part, holds));
  }
}

/** The operands, from left to right. */
export function operandsOf<Operand>(expression: SelectionExpression<Operand>): Operand[] {
  switch (expression.kind) {
    case 'operand':
      return [expression.operand];
    case 'not':
      return operandsOf(expression.of);
    case 'and':
    case 'or':
      return expression.of.flatMap(operandsOf);
  }
}
