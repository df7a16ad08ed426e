import type { RegisterName } from '../architecture/registers.ts';
import { argumentRegisters } from '../architecture/registers.ts';
import { outcomes } from '../machine/machine.ts';
import type { Call, Operation } from './abi.ts';
import type { SelectorPlace } from './selector.ts';
import { selectorOf } from './selector.ts';
import type { Cursor } from './document/cursor.ts';
import { readEach, readParts } from './document/problems.ts';
import { suggest } from './document/suggestion.ts';
import { parseExpected } from './expression-parser.ts';
import { readByRegister, readRegister, readRegisters } from './register.ts';
import { contextUseReaders } from './region-context.ts';
import { readRegisterValues } from './register-values.ts';
import { isReservedName, reservedNote } from './reserved-name.ts';
import { readChoice, readInteger } from './scalar.ts';
import type { OperationShape } from './schema.ts';

/** An operation as a file writes it, and where. */
export interface WrittenOperation {
  readonly shape: OperationShape;
  readonly cursor: Cursor;
}

/** What every operation of an ABI shares. */
export interface OperationSurroundings {
  readonly selector: SelectorPlace;
  readonly constants: ReadonlyMap<string, bigint>;
  /** Regions and their bytes. */
  readonly regions: ReadonlyMap<string, number>;
  /** Those that have a context. */
  readonly contexts: ReadonlySet<string>;
}

/** The largest HVC immediate: 16 bits. */
export const largestImmediate = 0xffffn;

/**
 * Reads an operation. The first writing that has a key decides it, so a table's override stands before the ABI's own.
 * Throws an HcallError with every mistake in it.
 */
export function readOperation(
  name: string,
  writings: readonly [WrittenOperation, ...WrittenOperation[]],
  { selector, constants, regions, contexts }: OperationSurroundings,
): Operation {
  const part = <K extends keyof OperationShape>(key: K) => {
    const { shape, cursor } = writings.find(({ shape }) => shape[key] !== undefined) ?? writings[0];
    return { value: shape[key], cursor: cursor.at(key) };
  };
  const number = part('number');
  const inputs = part('inputs');
  const results = part('results');
  const outcome = part('outcome');
  const calls = part('calls');
  const clobbers = part('clobbers');

  const readInputs = readInputRegisters(inputs.value ?? {}, inputs.cursor);
  const scope = {
    constants,
    inputs: [...readInputs.keys()],
    regions,
    after: true,
    cells: 'regions',
  } as const;
  return readParts<Operation>({
    ...contextUseReaders({ saves: part('saves'), restores: part('restores') }, contexts),
    name: () => name,
    number: () => readNumber(number, selector, readInputs),
    inputs: () => readInputs,
    results: () =>
      readByRegister(results.value ?? {}, results.cursor, (text, spot, registers) =>
        readRegisterValues(text, spot, registers, (each, cellSize) =>
          parseExpected(each, { ...scope, cellSize }, spot),
        ).map((value) => ({ value, place: spot.place })),
      ),
    outcome: () =>
      readChoice(
        outcome.value ?? 'returned',
        outcomes,
        outcome.cursor,
        'unknown-outcome',
        'outcome',
      ),
    calls: () => readCall(calls.value ?? 'none', calls.cursor, readInputs),
    clobbers: () => readRegisters(clobbers.value ?? [], clobbers.cursor),
  });
}

function readNumber(
  { value, cursor }: { readonly value: string | undefined; readonly cursor: Cursor },
  place: SelectorPlace,
  inputs: ReadonlyMap<string, RegisterName>,
): bigint | undefined {
  const { register, largest, everyOther } = selectorOf(place);
  if (value === undefined) {
    if (everyOther !== true) {
      throw cursor.problem('missing-key', "missing key 'number'", { note: everyOther.reason });
    }
    return undefined;
  }
  const number = readInteger(value, cursor, largest);
  const carried = [...inputs].find(([, carrier]) => carrier === register);
  if (carried !== undefined) {
    throw cursor.problem(
      'selector-is-input',
      `'${carried[0]}' is passed in ${register}, which carries the number`,
      { note: "leave 'number' out when every other value of the register means this operation" },
    );
  }
  return number;
}

function readInputRegisters(
  inputs: Readonly<Record<string, string>>,
  cursor: Cursor,
): ReadonlyMap<string, RegisterName> {
  const used = new Map<RegisterName, string>();
  return new Map(
    readEach(Object.entries(inputs), ([name, text]) => {
      const spot = cursor.at(name);
      if (isReservedName(name)) {
        throw spot.key.problem('reserved-name', `'${name}' cannot be the name of an input`, {
          note: reservedNote,
        });
      }
      const register = readRegister(text, spot);
      const other = used.get(register);
      if (other !== undefined) {
        throw spot.problem('duplicate-register', `'${other}' is passed in ${register} already`);
      }
      used.set(register, name);
      return [name, register];
    }),
  );
}

function readCall(
  call: NonNullable<OperationShape['calls']>,
  cursor: Cursor,
  inputs: ReadonlyMap<string, RegisterName>,
): Call | undefined {
  if (call === 'none') {
    return undefined;
  }
  const input = (name: string, spot: Cursor): string => {
    if (!inputs.has(name)) {
      throw spot.problem('unknown-input', `the operation has no input '${name}'`, {
        note: suggest(name, inputs.keys()),
      });
    }
    return name;
  };
  if (typeof call === 'string') {
    const callee = input(call, cursor);
    const others = [...inputs.keys()].filter((name) => name !== callee);
    return { input: callee, arguments: inRegisters(others, cursor) };
  }
  const names = readEach(call.arguments.entries(), ([index, name]) =>
    input(name, cursor.at('arguments', index)),
  );
  return {
    input: input(call.input, cursor.at('input')),
    arguments: inRegisters(names, cursor.at('arguments')),
  };
}

/** Throws `too-many-arguments` for more than the callee has registers for. */
function inRegisters(names: readonly string[], cursor: Cursor): readonly string[] {
  const most = argumentRegisters.length;
  if (names.length > most) {
    throw cursor.problem('too-many-arguments', `a function gets at most ${most} arguments here`, {
      note: `these are ${names.length}; list those that the callee gets under 'arguments'`,
    });
  }
  return names;
}
