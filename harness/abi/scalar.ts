import type { LoadAddress } from './abi.ts';
import type { Cursor, TextSpot } from './document/cursor.ts';
import { suggest } from './document/suggestion.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { parseExpression } from './expression-parser.ts';
import type { Scope } from './expression-parser.ts';
import { formatHex, wordMask } from './integer.ts';

const noNames: Scope = { constants: new Map() };

/** An expression whose value is known at once, from 0 to `largest`. Throws `not-constant` or `integer-out-of-range`. */
export function readInteger(
  text: string,
  spot: TextSpot,
  largest: bigint = wordMask,
  scope: Scope = noNames,
): bigint {
  const expression = parseExpression(text, scope, spot);
  if (expression.kind !== 'constant') {
    throw spot.problem('not-constant', `'${text}' is not an integer`, {
      note: 'registers and symbols have no value before a test runs',
    });
  }
  if (expression.value > largest) {
    throw spot.problem(
      'integer-out-of-range',
      `expected at most ${formatHex(largest)}, found ${formatHex(expression.value)}`,
    );
  }
  return expression.value;
}

/** `load:` of vectors, as they take it. Throws what `readInteger` throws. */
export function readLoad(
  text: string | undefined,
  cursor: Cursor,
): { readonly load?: LoadAddress } {
  if (text === undefined) {
    return {};
  }
  const at = cursor.at('load');
  return { load: { address: readInteger(text, at), place: at.place } };
}

/** One of a closed set of names. Throws `code` with a suggestion; `what` names the set: "outcome". */
export function readChoice<T extends string>(
  text: string,
  choices: readonly T[],
  spot: TextSpot,
  code: DiagnosticCode,
  what: string,
): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) {
    throw spot.problem(code, `unknown ${what} '${text}'`, { note: suggest(text, choices) });
  }
  return choice;
}
