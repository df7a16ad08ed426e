import type { RegisterName } from '../architecture/registers.ts';
import { inputsOf } from '../expression/expression.ts';
import type { Place } from '../diagnostics/place.ts';
import type { Cursor } from './document/cursor.ts';
import { evaluate } from './evaluate.ts';
import type { Expression, Placed, Reference } from './expression.ts';
import { parseExpression } from './expression-parser.ts';
import { readByRegister } from './register.ts';

/** What a register holds while a table is installed: numbers, and addresses of symbols. */
interface InstalledValue extends Placed<Expression> {
  /** As it is written. */
  readonly text: string;
}

export type InstalledState = ReadonlyMap<RegisterName, InstalledValue>;

/** Where a symbol is. Throws an HcallError at the place for one that is not there. */
type SymbolAddress = (
  name: string,
  how: Extract<Reference, { kind: 'symbol' }>['how'],
  place: Place,
) => bigint;

/** Throws `not-constant` for a value that is known in a call alone. */
export function readInstalledState(
  entries: Readonly<Record<string, string>>,
  cursor: Cursor,
  constants: ReadonlyMap<string, bigint>,
): InstalledState {
  return readByRegister(entries, cursor, (text, at, registers) => {
    const value = parseExpression(text, { constants }, at);
    if ([...inputsOf(value)].some(({ name }) => name.kind !== 'symbol')) {
      throw at.problem('not-constant', `'${text}' is known in a call alone`, {
        note: 'write a number, an address such as phys(tables), or an expression of these',
      });
    }
    return registers.map(() => ({ value, text, place: at.place }));
  });
}

/** The values, 64 bits each, once the vectors are loaded. Throws what `symbol` throws. */
export function installedState(
  state: InstalledState,
  symbol: SymbolAddress,
): Map<RegisterName, bigint> {
  return new Map(
    [...state].map(([register, { value, place }]) => [
      register,
      evaluate(value, {
        register: impossible,
        input: impossible,
        region: impossible,
        cell: impossible,
        symbol: (name, how) => symbol(name, how, place),
      }),
    ]),
  );
}

/** What was read has none of these. */
function impossible(): never {
  throw new Error('a register that a table installs depends on a call');
}
