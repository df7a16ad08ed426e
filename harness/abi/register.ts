import { findRegister as findByName, findWhole, registers } from '../architecture/registers.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Cursor, TextSpot } from './document/cursor.ts';
import { readEach } from './document/problems.ts';
import { suggest } from './document/suggestion.ts';

/** Names of the procedure call standard that kernel sources use too (AAPCS64, 6.1.1). */
const aliases: ReadonlyMap<string, RegisterName> = new Map([
  ['lr', 'x30'],
  ['fp', 'x29'],
]);

/** The register that a user's text names: lower case, as in assembly; `lr` and `fp` are x30 and x29. */
export function findRegister(text: string): RegisterName | undefined {
  return aliases.get(text) ?? findByName(text)?.name;
}

/** What `findRegister` knows, for suggestions. */
export function registerNames(): string[] {
  return [...registers.map(({ name }) => name), ...aliases.keys()];
}

/** Names that are no register here, and what is meant by them. */
const meant: readonly (readonly [RegExp, string])[] = [
  [/^r([12]?[0-9]|30)$/, "write 'x$1' for the general register"],
  [/^([wx]zr|w31)$/, 'the zero register holds nothing: write 0'],
  [
    /^x31$/,
    "register 31 is the zero register or a stack pointer: write 0, or one such as 'sp_el2'",
  ],
  [/^(cpsr|pstate)$/, "write one field of it, such as 'nzcv' or 'daif'"],
];

/** A note for the name of a register that is not known; `others` are names that are possible there too. */
export function suggestRegister(text: string, others: readonly string[] = []): string | undefined {
  const name = text.toLowerCase();
  const candidates = [...registerNames(), ...others];
  const levels = candidates.filter((candidate) => candidate.startsWith(`${name}_el`));
  if (levels.length > 0) {
    return `write the exception level too: ${levels.map((one) => `'${one}'`).join(', ')}`;
  }
  const whole = findWhole(name);
  if (whole !== undefined) {
    return `write '${whole.name}' for the ${whole.kind} register`;
  }
  const [pattern, note] = meant.find(([pattern]) => pattern.test(name)) ?? [];
  return pattern === undefined || note === undefined
    ? suggest(text, candidates)
    : name.replace(pattern, note);
}

/** As `findRegister`; throws `unknown-register` with a suggestion. `others` are names that were possible there too. */
export function readRegister(
  text: string,
  spot: TextSpot,
  others: readonly string[] = [],
): RegisterName {
  const register = findRegister(text);
  if (register === undefined) {
    const what = others.length === 0 ? 'register' : 'register or key';
    throw spot.problem('unknown-register', `unknown ${what} '${text}'`, {
      note: suggestRegister(text, others),
    });
  }
  return register;
}

/** What `read` makes of each value, by the registers that its key names: one value for each of them. */
export function readByRegister<T>(
  entries: Readonly<Record<string, string>>,
  cursor: Cursor,
  read: (text: string, spot: Cursor, registers: readonly RegisterName[]) => readonly T[],
  readKey: (text: string, spot: TextSpot) => readonly RegisterName[] = readRange,
): Map<RegisterName, T> {
  const found = new Map<RegisterName, T>();
  readEach(Object.entries(entries), ([name, text]) => {
    const spot = cursor.at(name);
    const registers = readKey(name, spot.key);
    const again = registers.find((register) => found.has(register));
    if (again !== undefined) {
      throw spot.key.problem('duplicate-register', `'${name}' names ${again} a second time`);
    }
    const values = read(text, spot, registers);
    registers.forEach((register, index) => found.set(register, values[index] as T));
  });
  return found;
}

const range = /^([xv])([0-9]{1,2})-([xv])([0-9]{1,2})$/;

/** Whether a text is written as a range of registers: `x0-x18`. */
export function isRange(text: string): boolean {
  return range.test(text);
}

/** A register, or those of a range such as `x0-x18`, both ends included. Throws `unknown-register` or `register-range`. */
export function readRange(
  text: string,
  spot: TextSpot,
  others: readonly string[] = [],
): readonly RegisterName[] {
  const [, bank = '', first = '', lastBank, last = ''] = range.exec(text) ?? [];
  if (bank === '') {
    return [readRegister(text, spot, others)];
  }
  const count = Number(last) - Number(first) + 1;
  if (bank !== lastBank || count < 1) {
    throw spot.problem('register-range', `'${text}' is not a range of registers`, {
      note: `write the lower register first, both of one kind: '${bank}0-${bank}18'`,
    });
  }
  return Array.from({ length: count }, (_, step) =>
    readRegister(`${bank}${Number(first) + step}`, spot),
  );
}

/** A list of registers and of ranges. Throws `unknown-register` or `register-range`. */
export function readRegisters(texts: readonly string[], cursor: Cursor): ReadonlySet<RegisterName> {
  return new Set(
    readEach(texts.entries(), ([index, text]) => readRange(text, cursor.at(index))).flat(),
  );
}
