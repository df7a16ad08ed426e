import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import { binary, constant, input, inputsOf } from '../expression/expression.ts';
import type { TextSpot } from './document/cursor.ts';
import type { Expected, Expression } from './expression.ts';
import { isRange, readRange } from './register.ts';

/** Bytes of a register in memory. */
export function bytesOfRegister(register: RegisterName): number {
  return registerInfo(register).words * 8;
}

/**
 * What a text is for each of these registers, which one key names. Of a range it is what each alone can have, where that is
 * the same for all: `any`, a number, an address. `[A]` is memory from A on, in which they follow each other, and another
 * range has as many. Throws `register-values` for anything else, or what `parse` throws; `cellSize` is in bytes.
 */
export function readRegisterValues<T extends Expected>(
  text: string,
  spot: TextSpot,
  registers: readonly RegisterName[],
  parse: (text: string, cellSize: number) => T,
): T[] {
  const [first] = registers as [RegisterName];
  const cellSize = bytesOfRegister(first);
  if (registers.length === 1) {
    return [parse(text, cellSize)];
  }
  const written = text.trim();
  if (isRange(written)) {
    const sources = readRange(written, spot);
    if (sources.length !== registers.length || bytesOfRegister(sources[0] ?? first) !== cellSize) {
      throw spot.problem(
        'register-values',
        `'${written}' has ${sources.length} registers for ${registers.length}`,
        { note: 'write as many of the same kind, the first for the first' },
      );
    }
    return sources.map((source) => parse(source, cellSize));
  }
  const value = parse(text, cellSize);
  return registers.map((_, index) => valueFor(value, index) ?? notForEach(written, spot));
}

/** The value for the n-th register; undefined where nobody can say which it is. */
function valueFor<T extends Expected>(value: T, index: number): T | undefined {
  if (value.kind === 'any') {
    return value;
  }
  const expression: Expression = value;
  if (expression.kind === 'input' && expression.name.kind === 'cell') {
    const { address, size } = expression.name;
    const cell = { ...expression.name, address: plus(address, index * size) };
    return input(cell, expression.width) as Expression as T;
  }
  const isSame = [...inputsOf(expression)].every(
    ({ name }) => name.kind === 'symbol' || name.kind === 'region',
  );
  return isSame ? value : undefined;
}

/** The address of what lies so many bytes behind. */
export function plus(address: Expression, bytes: number): Expression {
  if (bytes === 0) {
    return address;
  }
  if (address.kind === 'constant') {
    return constant(address.value + BigInt(bytes), address.width);
  }
  const [base, more] =
    address.kind === 'operation' && address.operator === 'add' ? address.operands : [];
  return base !== undefined && more?.kind === 'constant'
    ? binary('add', base, constant(more.value + BigInt(bytes), address.width))
    : binary('add', address, constant(bytes, address.width));
}

function notForEach(text: string, spot: TextSpot): never {
  throw spot.problem('register-values', `'${text}' is no value for each register of a range`, {
    note: "write any, a number, [ADDRESS] for memory in which they follow each other, or another range such as 'x0-x3'",
  });
}
