import type { Place } from '../../diagnostics/place.ts';
import { DwarfCursor, DwarfError } from './dwarf-cursor.ts';
import type { DwarfStrings, LineHeader } from './line-header.ts';
import { readLineHeader } from './line-header.ts';

/** The source of the bytes from `address` up to `end`. */
export interface LineRow {
  readonly address: bigint;
  readonly end: bigint;
  readonly place: Place;
  /** Offset in .debug_line of the operand that set the address, where an object has a relocation. */
  readonly origin: number;
}

/** Rows that are kept of one file, a limit for hostile ones: of a whole kernel only those that are wanted should be kept. */
const mostRows = 1_000_000;

/**
 * The rows of .debug_line, DWARF 2 to 5, in the order of the file; `wanted` picks those that are kept. A unit that is not sound is
 * left out: a listing with fewer lines is better than an image that cannot be loaded.
 */
export function readLineTable(
  bytes: Uint8Array,
  strings: DwarfStrings,
  wanted: (row: LineRow) => boolean = () => true,
): LineRow[] {
  const rows: LineRow[] = [];
  for (let offset = 0; offset + 4 < bytes.length && rows.length < mostRows;) {
    const unit = unitAt(bytes, offset);
    if (unit === undefined) {
      break;
    }
    const collected: LineRow[] = [];
    try {
      const cursor = new DwarfCursor(bytes, unit.start, unit.end);
      const header = readLineHeader(cursor, unit.wide, unit.end, strings);
      runProgram(bytes, header, (row) => {
        if (wanted(row)) {
          collected.push(row);
        }
        return rows.length + collected.length < mostRows;
      });
      for (const row of collected) {
        rows.push(row);
      }
    } catch (error) {
      if (!(error instanceof DwarfError)) {
        throw error;
      }
    }
    offset = unit.end;
  }
  return rows;
}

/** unit_length: 32 bits, or 0xffffffff and 64 bits (DWARF 5, 7.4). */
function unitAt(
  bytes: Uint8Array,
  offset: number,
): { start: number; end: number; wide: boolean } | undefined {
  try {
    const cursor = new DwarfCursor(bytes, offset, bytes.length);
    const length = cursor.u32();
    const wide = length === 0xffffffff;
    const size = wide ? cursor.offsetValue(true) : length;
    const start = cursor.offset;
    return size > bytes.length - start ? undefined : { start, end: start + size, wide };
  } catch (error) {
    if (error instanceof DwarfError) {
      return undefined;
    }
    throw error;
  }
}

/** The registers of the line number state machine (DWARF 5, 6.2.2) that matter here. */
interface Registers {
  address: bigint;
  file: number;
  line: number;
  column: number;
  origin: number;
}

/** Runs the program of a unit until its end, or until `emit` says that it has enough. */
function runProgram(bytes: Uint8Array, header: LineHeader, emit: (row: LineRow) => boolean): void {
  const cursor = new DwarfCursor(bytes, header.program, header.end);
  const { lineBase, lineRange, opcodeBase, minimumInstructionLength } = header;
  let registers = initial();
  /** The row that the next one ends. */
  let open: Registers | undefined;

  const progress = { enough: false };
  const advance = (operations: number): void => {
    registers.address = BigInt.asUintN(
      64,
      registers.address + BigInt(operations) * BigInt(minimumInstructionLength),
    );
  };
  const close = (): void => {
    if (open === undefined || registers.address <= open.address) {
      return;
    }
    const path = header.files[open.file - header.firstFile];
    if (path === undefined || open.line < 1) {
      return;
    }
    const place = { file: path, line: open.line, column: Math.max(1, open.column) };
    progress.enough = !emit({
      address: open.address,
      end: registers.address,
      place,
      origin: open.origin,
    });
  };
  const append = (): void => {
    close();
    open = { ...registers };
  };

  while (!cursor.done && !progress.enough) {
    const opcode = cursor.u8();
    if (opcode >= opcodeBase) {
      advance(Math.floor((opcode - opcodeBase) / lineRange));
      registers.line += lineBase + ((opcode - opcodeBase) % lineRange);
      append();
      continue;
    }
    switch (opcode) {
      case 0: {
        const length = cursor.uleb();
        const end = cursor.offset + length;
        if (length === 0) {
          break;
        }
        const extended = cursor.u8();
        if (extended === 1) {
          close();
          open = undefined;
          registers = initial();
        } else if (extended === 2) {
          // The address goes on from here: what was open ends where it is.
          registers.origin = cursor.offset;
          registers.address = length === 9 ? cursor.u64() : BigInt(cursor.u32());
        }
        cursor.skip(end - cursor.offset);
        break;
      }
      case 1:
        append();
        break;
      case 2:
        advance(cursor.uleb());
        break;
      case 3:
        registers.line += cursor.sleb();
        break;
      case 4:
        registers.file = cursor.uleb();
        break;
      case 5:
        registers.column = cursor.uleb();
        break;
      case 8:
        advance(Math.floor((255 - opcodeBase) / lineRange));
        break;
      case 9:
        registers.address = BigInt.asUintN(64, registers.address + BigInt(cursor.u16()));
        break;
      default:
        for (let count = header.operandCounts[opcode - 1] ?? 0; count > 0; count -= 1) {
          cursor.uleb();
        }
    }
  }
}

function initial(): Registers {
  return { address: 0n, file: 1, line: 1, column: 0, origin: -1 };
}
