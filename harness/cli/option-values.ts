import { parseInteger, wordMask } from '../abi/integer.ts';
import { suggest } from '../abi/document/suggestion.ts';
import type { SelectionExpression } from '../run/selection-expression.ts';
import { emptyValue, isExpression, parseSelection } from '../run/selection-expression.ts';
import { problem } from '../diagnostics/diagnostic.ts';

/** For options that may be given several times: a parser for commander that gathers the values. */
export function gather(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** A name that the C preprocessor takes for a macro. Throws `bad-option-value`. */
export function readMacroName(option: string, text: string): string {
  if (!/^[A-Za-z_]\w*$/u.test(text)) {
    throw problem('bad-option-value', `the value of ${option} is no name of a macro: '${text}'`);
  }
  return text;
}

/** A 64-bit value; a negative one in two's complement. Throws `bad-option-value`. */
export function readWord(option: string, text: string): bigint {
  const negative = text.startsWith('-');
  const value = parseInteger(negative ? text.slice(1) : text);
  if (typeof value !== 'bigint') {
    throw problem(
      'bad-option-value',
      `the value of ${option} is not an integer: ${value.message}`,
      {
        note: value.note,
      },
    );
  }
  return negative ? -value & wordMask : value;
}

/** An integer from `least` up to `most`. Throws `bad-option-value`. */
export function readNumber(option: string, text: string, least: number, most: number): number {
  const value = text.startsWith('-') ? -1n : readWord(option, text);
  if (value < BigInt(least) || value > BigInt(most)) {
    throw problem(
      'bad-option-value',
      `the value of ${option} is out of range: expected ${least} to ${most}, found '${text}'`,
    );
  }
  return Number(value);
}

/** One of a few names. Throws `bad-option-value`. */
export function readChoice<T extends string>(
  option: string,
  text: string,
  choices: readonly T[],
): T {
  const choice = choices.find((one) => one === text);
  if (choice === undefined) {
    throw problem('bad-option-value', `the value of ${option} is not known: '${text}'`, {
      note: suggest(text, choices) ?? `choose from ${choices.join(', ')}`,
    });
  }
  return choice;
}

/** Text that must occur, or a regular expression between slashes. Throws `bad-option-value`, of an empty text too. */
export function readPattern(option: string, text: string): RegExp {
  if (text.trim() === '') {
    throw emptyValue(option);
  }
  const [, source, flags] = /^\/(.+)\/([imsu]*)$/.exec(text) ?? [];
  if (source === undefined) {
    return new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  }
  try {
    return new RegExp(source, flags);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw problem('bad-option-value', `the value of ${option} is no regular expression: ${reason}`);
  }
}

/** Options that choose tests by their ids. */
export interface NameOptions {
  readonly namePattern?: RegExp;
  readonly nameExpression?: SelectionExpression<RegExp>;
}

/**
 * A text or /regular expression/, which may also be an expression of several; one that is not finished is no text. Throws
 * `bad-option-value`.
 */
export function readNames(option: string, text: string): NameOptions {
  const whole = readPattern(option, text);
  if (!isExpression(text)) {
    return { namePattern: whole };
  }
  return {
    namePattern: whole,
    nameExpression: parseSelection(option, text, (part) => readPattern(option, part)),
  };
}
