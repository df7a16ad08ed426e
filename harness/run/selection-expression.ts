import type { HcallError } from '../diagnostics/diagnostic.ts';
import { problem } from '../diagnostics/diagnostic.ts';
import { shellLine } from './shell.ts';

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
  readonly isQuoted: boolean;
  /** Offsets in the expression: from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
}

/** Whether a text is to be read as an expression: it has not, and, or outside of quotes, or is one text in quotes. */
export function isExpression(text: string): boolean {
  const tokens = tokensOf(text);
  return (
    tokens.some((one) => one.isOperator && !/[()]/.test(one.text)) ||
    (tokens.length === 1 && tokens[0]?.isQuoted === true)
  );
}

/** What is empty chooses nothing; it comes of a variable of a shell that is not set. */
export function emptyValue(option: string): HcallError {
  return problem('bad-option-value', `the value of ${option} is empty`, {
    note: `leave ${option} out to take all tests; a variable of the shell that is not set looks so`,
  });
}

/**
 * Reads an expression. Words that follow one another are one operand, with a space between them. `option` is what the
 * user gave it as. Throws 'bad-option-value' for what is no expression, with its place.
 */
export function parseSelection<Operand>(
  option: string,
  text: string,
  readOperand: (text: string) => Operand,
): SelectionExpression<Operand> {
  const tokens = tokensOf(text);
  let next = 0;
  if (tokens.length === 0) {
    throw emptyValue(option);
  }
  const refuse = (expected: string): never => {
    const found = tokens[next];
    const last = tokens.at(-1);
    // An end that comes too early is the fault of what stands before it.
    const at = found ?? { start: last?.end ?? 0, end: text.length };
    throw problem(
      'bad-option-value',
      `the value of ${option} is no expression: expected ${expected}, found ${found === undefined ? 'its end' : `'${found.text}'`}`,
      {
        place: { file: option, line: 1, column: at.start + 1 },
        excerpt: { text, length: Math.max(1, at.end - at.start) },
        note: noteOn(text, option),
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
      if (!word.isQuoted && /^["']/.test(word.text)) {
        refuse(`a ${word.text[0]} at the end of the text in quotes`);
      }
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

/** How the whole text is searched for. A text that has both kinds of quotes is a regular expression. */
function noteOn(text: string, option: string): string {
  const quote = text.includes('"') ? (text.includes("'") ? undefined : "'") : '"';
  const whole =
    quote === undefined
      ? 'a text with not, and, or in it stands in quotes'
      : `${shellLine([option, quote + text.trim() + quote])} searches for this text as it is`;
  return `${whole}; an expression has a text on each side of and, or, and behind not: 'not (slow or "a and b")'`;
}

function tokensOf(text: string): Token[] {
  return [...text.trimEnd().matchAll(new RegExp(token.source, 'gy'))].map((match) => {
    const { quoted, pattern, sign, word = '' } = match.groups ?? {};
    const written = quoted ?? pattern ?? sign ?? word;
    const end = match.index + match[0].length;
    return {
      text: quoted === undefined ? written : quoted.slice(1, -1),
      isOperator: quoted === undefined && operators.has(written),
      isQuoted: quoted !== undefined,
      start: end - written.length,
      end,
    };
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
