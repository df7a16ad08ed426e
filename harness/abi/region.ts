import type { RegisterName } from '../architecture/registers.ts';
import { registerInfo } from '../architecture/registers.ts';
import { inputsOf } from '../expression/expression.ts';
import type { Context, Region } from './abi.ts';
import type { Cursor } from './document/cursor.ts';
import { readEach, readParts } from './document/problems.ts';
import { suggest } from './document/suggestion.ts';
import type { Expression, Reference } from './expression.ts';
import { parseExpression } from './expression-parser.ts';
import type { Scope } from './expression-parser.ts';
import { formatHex } from './integer.ts';
import { readContext } from './region-context.ts';
import { checkOverlaps } from './region-overlap.ts';
import { isReservedName, reservedNote } from './reserved-name.ts';
import { readChoice, readInteger } from './scalar.ts';
import type { RegionShape } from './schema.ts';

/** Bytes: as much as the memory behind TPIDR_EL2 has. */
const largestSize = 0x1_0000n;
/** Bytes of an address in memory: of a cell that `pointers` names. */
export const cellSize = 8;

/** The register that a name in an address stands for; `inputs` are those of the operation that is called. */
export function registerOf(
  name: Reference,
  inputs: ReadonlyMap<string, RegisterName>,
): RegisterName | undefined {
  switch (name.kind) {
    case 'register':
      return name.register;
    case 'input':
      return inputs.get(name.name);
    case 'symbol':
    case 'region':
    case 'cell':
      return undefined;
  }
}

/** The registers that say where regions are: inputs of every call. */
export function regionRegisters(
  regions: Iterable<Region>,
  inputs: ReadonlyMap<string, RegisterName>,
): RegisterName[] {
  return [...regions].flatMap(({ at }) =>
    [...inputsOf(at)].flatMap(({ name }) => registerOf(name, inputs) ?? []),
  );
}

/**
 * The inputs by which regions lie where these operations have them. Each register is one of them: the first.
 */
export function regionInputs(
  regions: Iterable<Region>,
  operations: Iterable<{ readonly inputs: ReadonlyMap<string, RegisterName> }>,
): Map<string, RegisterName> {
  const named = new Set(
    [...regions].flatMap(({ at }) =>
      [...inputsOf(at)].flatMap(({ name }) => (name.kind === 'input' ? [name.name] : [])),
    ),
  );
  const inputs = new Map<string, RegisterName>();
  const used = new Set<RegisterName>();
  for (const [name, register] of [...operations].flatMap((operation) => [...operation.inputs])) {
    if (named.has(name) && !inputs.has(name) && !used.has(register)) {
      inputs.set(name, register);
      used.add(register);
    }
  }
  return inputs;
}

/** The bytes of regions by name; those that could not be read may have any. */
export function regionSizes(
  shapes: Readonly<Record<string, unknown>>,
  read: ReadonlyMap<string, Region>,
): Map<string, number> {
  const names = [...read.keys(), ...Object.keys(shapes)];
  return new Map(names.map((name) => [name, read.get(name)?.size ?? Number(largestSize)]));
}

/** What regions may refer to. */
export interface RegionScope extends Pick<Scope, 'constants'> {
  /** Of all operations. */
  readonly inputs: ReadonlySet<string>;
  /** Those of the ABI, for the regions of a fixture. */
  readonly known: ReadonlyMap<string, Region>;
}

/**
 * Reads `regions:`. Throws an HcallError with every mistake in it: `reserved-name`, `region-address`, `region-size`,
 * `region-pointer`, `region-overlap`, `region-access`, `region-context`, `unknown-region`, or what is wrong with an expression.
 */
export function readRegions(
  shapes: Readonly<Record<string, RegionShape>>,
  cursor: Cursor,
  scope: RegionScope,
): Map<string, Region> {
  const names = new Set([...scope.known.keys(), ...Object.keys(shapes)]);
  const own = new Map(
    readEach(Object.entries(shapes), ([name, shape]): [string, Region] => {
      const at = cursor.at(name);
      if (isReservedName(name) || scope.inputs.has(name)) {
        throw at.key.problem('reserved-name', `'${name}' cannot be the name of a region`, {
          note: scope.inputs.has(name) ? 'an input of an operation has that name' : reservedNote,
        });
      }
      return [name, readRegion(name, shape, at, scope, names)];
    }),
  );
  checkOverlaps(new Map([...scope.known, ...own]), new Set(own.keys()), cursor);
  return own;
}

function readRegion(
  name: string,
  shape: RegionShape,
  cursor: Cursor,
  scope: RegionScope,
  names: ReadonlySet<string>,
): Region {
  const size = (): number => readSize(shape.size, cursor.at('size'), scope);
  return readParts<Region>({
    name: () => name,
    at: () => readAddress(shape.at, cursor.at('at'), scope),
    size,
    access: () => readAccess(shape, cursor),
    ...contextReader(shape, cursor, scope, size),
    pointers: () => {
      const { pointers = {} } = shape;
      return readPointers(pointers, cursor.at('pointers'), scope, { sizeOf: size, names });
    },
    place: () => cursor.at('at').place,
  });
}

/** Reads `context:`, where there is one. */
function contextReader(
  { context, pointers = {} }: RegionShape,
  cursor: Cursor,
  { constants }: RegionScope,
  size: () => number,
): { context?: () => Context } {
  if (context === undefined) {
    return {};
  }
  const offsets = () =>
    Object.keys(pointers).map((text) =>
      Number(readInteger(text, cursor.at('pointers', text).key, undefined, { constants })),
    );
  return {
    context: () =>
      readContext(context, cursor.at('context'), { constants, size: size(), pointers: offsets() }),
  };
}

/** Throws `region-access` for one that may change and may not be written. */
function readAccess(shape: RegionShape, cursor: Cursor): Region['access'] {
  const isTrue = (key: 'may-change' | 'read-only'): boolean =>
    readChoice(
      shape[key] ?? 'false',
      ['true', 'false'],
      cursor.at(key),
      'not-a-boolean',
      'answer',
    ) === 'true';
  const mayChange = isTrue('may-change');
  if (!isTrue('read-only')) {
    return mayChange ? 'may-change' : 'kept';
  }
  if (mayChange) {
    const at = cursor.at('read-only');
    throw at.key.problem('region-access', "'read-only' stands next to 'may-change'", {
      note: 'what nothing may store to cannot change: keep one',
    });
  }
  return 'read-only';
}

function readAddress(text: string, cursor: Cursor, { constants, inputs }: RegionScope): Expression {
  const at = parseExpression(text, { constants, inputs }, cursor);
  const wide = [...inputsOf(at)].find(
    ({ name }) => name.kind === 'register' && registerInfo(name.register).words !== 1,
  );
  if (wide !== undefined) {
    throw cursor.problem('region-address', `'${text}' has 128 bits, and an address has 64`, {
      note: 'write a general or a system register, an input, phys(symbol) or a number',
    });
  }
  return at;
}

function readSize(text: string, cursor: Cursor, { constants }: RegionScope): number {
  const size = readInteger(text, cursor, undefined, { constants });
  if (size === 0n || size > largestSize) {
    throw cursor.problem('region-size', `expected 1 to ${formatHex(largestSize)} bytes`, {
      note: 'write the bytes that the pointer is for; larger memory is not one region here',
    });
  }
  return Number(size);
}

function readPointers(
  shapes: Readonly<Record<string, string>>,
  cursor: Cursor,
  { constants }: RegionScope,
  { sizeOf, names }: { readonly sizeOf: () => number; readonly names: ReadonlySet<string> },
): Map<number, string> {
  const entries = Object.entries(shapes);
  const size = entries.length === 0 ? 0n : BigInt(sizeOf());
  const pointers = new Map<number, string>();
  readEach(entries, ([text, name]) => {
    const spot = cursor.at(text);
    const offset = readInteger(text, spot.key, undefined, { constants });
    if (offset + BigInt(cellSize) > size) {
      throw spot.key.problem(
        'region-pointer',
        `the ${cellSize} bytes at ${formatHex(offset)} do not lie in a region of ${formatHex(size)} bytes`,
        { note: 'correct the offset, or the size' },
      );
    }
    if (offset % BigInt(cellSize) !== 0n || pointers.has(Number(offset))) {
      throw spot.key.problem('region-pointer', `'${text}' is no cell of its own`, {
        note: `write each offset once, as a multiple of ${cellSize}`,
      });
    }
    if (!names.has(name)) {
      throw spot.problem('unknown-region', `there is no region '${name}'`, {
        note: suggest(name, names),
      });
    }
    pointers.set(Number(offset), name);
  });
  return pointers;
}
