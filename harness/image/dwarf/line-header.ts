import type { DwarfCursor } from './dwarf-cursor.ts';
import { DwarfError } from './dwarf-cursor.ts';

/** String sections that the line table of DWARF 5 refers to. */
export interface DwarfStrings {
  readonly lineStrings: Uint8Array | undefined;
  readonly strings: Uint8Array | undefined;
}

/** The header of a line number program (DWARF 5, section 6.2.4; DWARF 2 to 4, the same section). */
export interface LineHeader {
  readonly version: number;
  readonly minimumInstructionLength: number;
  readonly defaultIsStatement: boolean;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  /** How many LEB128 operands each standard opcode has, from opcode 1. */
  readonly operandCounts: readonly number[];
  /** Paths by file number: DWARF 5 counts from 0, before from 1. */
  readonly files: readonly string[];
  readonly firstFile: 0 | 1;
  /** Offset of the program. */
  readonly program: number;
  /** Offset behind the unit. */
  readonly end: number;
}

/** DW_LNCT_* and DW_FORM_* (DWARF 5, 7.22 and 7.5.6). */
const contentPath = 1;
const contentDirectory = 2;

/** Reads from the unit's version on; `wide` is the 64-bit format, `end` is behind the unit. @throws DwarfError */
export function readLineHeader(
  cursor: DwarfCursor,
  wide: boolean,
  end: number,
  strings: DwarfStrings,
): LineHeader {
  const version = cursor.u16();
  if (version < 2 || version > 5) {
    throw new DwarfError(`version ${version} is not known`);
  }
  if (version >= 5) {
    cursor.skip(2);
  } // address size, segment selector size: 8 and 0 on AArch64
  const headerLength = cursor.offsetValue(wide);
  const program = cursor.offset + headerLength;
  if (program > end) {
    throw new DwarfError('the header ends behind its unit');
  }
  const minimumInstructionLength = cursor.u8();
  if (version >= 4) {
    cursor.skip(1);
  } // operations in a VLIW instruction: 1
  const defaultIsStatement = cursor.u8() !== 0;
  const lineBase = cursor.s8();
  const lineRange = cursor.u8();
  const opcodeBase = cursor.u8();
  if (lineRange === 0 || opcodeBase === 0) {
    throw new DwarfError('a header field is 0');
  }
  const operandCounts = Array.from({ length: opcodeBase - 1 }, () => cursor.u8());
  const files = version >= 5 ? readFiles(cursor, wide, strings) : readOldFiles(cursor);
  return {
    version,
    minimumInstructionLength,
    defaultIsStatement,
    lineBase,
    lineRange,
    opcodeBase,
    operandCounts,
    files,
    firstFile: version >= 5 ? 0 : 1,
    program,
    end,
  };
}

/** DWARF 2 to 4: directories from 1 on (0 is that of the compilation), then files. */
function readOldFiles(cursor: DwarfCursor): string[] {
  const directories = [''];
  for (let name = cursor.string(); name !== ''; name = cursor.string()) {
    directories.push(name);
  }
  const files: string[] = [];
  for (let name = cursor.string(); name !== ''; name = cursor.string()) {
    const directory = directories[cursor.uleb()] ?? '';
    cursor.uleb(); // time
    cursor.uleb(); // length
    files.push(join(directory, name));
  }
  return files;
}

interface Entry {
  readonly path: string;
  readonly directory: number;
}

function readFiles(cursor: DwarfCursor, wide: boolean, strings: DwarfStrings): string[] {
  const directories = readEntries(cursor, wide, strings).map(({ path }) => path);
  const [compilation = ''] = directories;
  return readEntries(cursor, wide, strings).map(({ path, directory }) =>
    join(join(compilation, directories[directory] ?? ''), path),
  );
}

function readEntries(cursor: DwarfCursor, wide: boolean, strings: DwarfStrings): Entry[] {
  const formats = Array.from({ length: cursor.u8() }, () => ({
    content: cursor.uleb(),
    form: cursor.uleb(),
  }));
  const count = cursor.uleb();
  // Every form takes at least a byte, so a count that the unit has no room for is caught at its end.
  if (formats.length === 0 && count > 0) {
    throw new DwarfError('entries without a format');
  }
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    let path = '';
    let directory = 0;
    for (const { content, form } of formats) {
      const value = readForm(cursor, form, wide, strings);
      if (content === contentPath) {
        path = String(value);
      } else if (content === contentDirectory) {
        directory = Number(value);
      }
    }
    entries.push({ path, directory });
  }
  return entries;
}

function readForm(
  cursor: DwarfCursor,
  form: number,
  wide: boolean,
  strings: DwarfStrings,
): string | number {
  switch (form) {
    case 0x08: // string
      return cursor.string();
    case 0x0e: // strp
      return stringAt(strings.strings, cursor.offsetValue(wide));
    case 0x1f: // line_strp
      return stringAt(strings.lineStrings, cursor.offsetValue(wide));
    case 0x0b: // data1
      return cursor.u8();
    case 0x05: // data2
      return cursor.u16();
    case 0x06: // data4
      return cursor.u32();
    case 0x07: // data8
      return cursor.skip(8);
    case 0x1e: // data16, an MD5 sum
      return cursor.skip(16);
    case 0x0f: // udata
      return cursor.uleb();
    case 0x09: // block
      return cursor.skip(cursor.uleb());
    default:
      throw new DwarfError(`form 0x${form.toString(16)} is not known`);
  }
}

const decoder = new TextDecoder();

function stringAt(bytes: Uint8Array | undefined, offset: number): string {
  const end = bytes?.indexOf(0, offset) ?? -1;
  if (bytes === undefined || end === -1) {
    throw new DwarfError('a string is not in its section');
  }
  return decoder.decode(bytes.subarray(offset, end));
}

function join(directory: string, name: string): string {
  return directory === '' || name.startsWith('/')
    ? name
    : name === ''
      ? directory
      : `${directory}/${name}`;
}
