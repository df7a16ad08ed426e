import type { RegisterName } from '../architecture/registers.ts';
import type { Context, ContextCell, ContextUse } from './abi.ts';
import type { Cursor } from './document/cursor.ts';
import { readEach } from './document/problems.ts';
import { suggest } from './document/suggestion.ts';
import { formatHex } from './integer.ts';
import { origins } from './origin.ts';
import { readByRegister } from './register.ts';
import { bytesOfRegister } from './register-values.ts';
import { readChoice, readInteger } from './scalar.ts';
import type { RegionShape } from './schema.ts';

/** What a context may refer to. */
interface ContextScope {
  readonly constants: ReadonlyMap<string, bigint>;
  /** Bytes of its region. */
  readonly size: number;
  /** Offsets of the cells of 8 bytes that hold pointers. */
  readonly pointers: Iterable<number>;
}

/** Bytes that a cell of a context may have. */
const cellSizes: ReadonlySet<number> = new Set([4, 8, 16]);
const pointerSize = 8;

/** Reads `context:` of a region. Throws `unknown-origin`, `region-context`, or what is wrong with a register or a number. */
export function readContext(
  { of, registers }: NonNullable<RegionShape['context']>,
  cursor: Cursor,
  scope: ContextScope,
): Context {
  const owner = readChoice(of, origins, cursor.at('of'), 'unknown-origin', 'origin');
  const at = cursor.at('registers');
  const taken: ContextCell[] = [...scope.pointers].map((offset) => ({ offset, size: pointerSize }));
  const cells = readByRegister(registers, at, (text, spot, names) => {
    const own = readCells(text, spot, names, scope.constants);
    own.forEach((cell, index) => {
      checkCell(names[index] ?? 'x0', cell, taken, spot, scope.size);
      taken.push(cell);
    });
    return own;
  });
  return { of: owner, cells };
}

/** `0x20`, or `0x320, 4` for cells of 4 bytes: the cells of registers that follow each other. */
function readCells(
  text: string,
  spot: Cursor,
  registers: readonly RegisterName[],
  constants: ReadonlyMap<string, bigint>,
): ContextCell[] {
  const [first = '', size, more] = text.split(',');
  const natural = registers.map(bytesOfRegister);
  const bytes = size === undefined ? (natural[0] ?? 8) : Number(readInteger(size.trim(), spot));
  if (more !== undefined || !cellSizes.has(bytes) || natural.some((each) => each < bytes)) {
    throw spot.problem('region-context', `'${text}' is no place of a register`, {
      note: "write the offset of its cell, or '0x320, 4' where it has fewer bytes than the register: 4 or 8",
    });
  }
  const offset = Number(readInteger(first.trim(), spot, undefined, { constants }));
  return registers.map((_, index) => ({ offset: offset + index * bytes, size: bytes }));
}

function checkCell(
  register: RegisterName,
  { offset, size }: ContextCell,
  taken: readonly ContextCell[],
  spot: Cursor,
  bytes: number,
): void {
  if (offset + size > bytes) {
    throw spot.problem(
      'region-context',
      `${register} at ${formatHex(BigInt(offset))} does not lie in a region of ${formatHex(BigInt(bytes))} bytes`,
      { note: 'correct the offset, or the size' },
    );
  }
  if (taken.some((other) => offset < other.offset + other.size && other.offset < offset + size)) {
    throw spot.problem(
      'region-context',
      `${register} at ${formatHex(BigInt(offset))} shares bytes with another register or a pointer`,
      { note: 'each register of a context has a cell of its own' },
    );
  }
}

/** The regions that have a context, by name, whether it can be read or not. */
export function contextNames(
  regions: Readonly<Record<string, { readonly context?: unknown }>>,
): ReadonlySet<string> {
  return new Set(
    Object.entries(regions).flatMap(([name, { context }]) => (context === undefined ? [] : [name])),
  );
}

/** A list of names at `cursor`, as of `saves` and `restores`. */
interface WrittenNames {
  readonly value: readonly string[] | undefined;
  readonly cursor: Cursor;
}

/** What reads `saves` and `restores`, of `known` regions with a context, where they are. These throw `unknown-context`. */
export function contextUseReaders(
  written: Readonly<Record<keyof ContextUse, WrittenNames>>,
  known: ReadonlySet<string>,
): { saves?: () => readonly string[]; restores?: () => readonly string[] } {
  const { saves, restores } = written;
  return {
    ...(saves.value === undefined ? {} : { saves: () => readNames(saves, known) }),
    ...(restores.value === undefined ? {} : { restores: () => readNames(restores, known) }),
  };
}

function readNames({ value = [], cursor }: WrittenNames, known: ReadonlySet<string>): string[] {
  return readEach(value.entries(), ([index, name]) => {
    if (!known.has(name)) {
      throw cursor.at(index).problem('unknown-context', `no region '${name}' has a context`, {
        note: suggest(name, known) ?? "give the region a 'context' with its registers",
      });
    }
    return name;
  });
}
