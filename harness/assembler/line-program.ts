import { bytesOfText } from '../collections/byte-text.ts';
import type { Assembly } from './assembly.ts';
import { signedLeb, unsignedLeb } from './leb128.ts';
import type { LineEntry, LineTable } from './line-table.ts';
import { addressOf } from './section.ts';
import type { Section } from './section.ts';
import { plainRequest } from './section-attributes.ts';
import type { SectionRequest } from './section-attributes.ts';
import { sectionFlag, sectionType } from './special-sections.ts';
import { storeInteger } from './store-integer.ts';
import { AssemblySymbol } from './symbol.ts';

/** DW_LNS_* (DWARF 5, 7.22). */
const standard = {
  copy: 1,
  advancePc: 2,
  advanceLine: 3,
  setFile: 4,
  setColumn: 5,
  negateStatement: 6,
  setBasicBlock: 7,
  constantAddPc: 8,
  setPrologueEnd: 10,
  setEpilogueBegin: 11,
  setIsa: 12,
} as const;

/** DW_LNE_*, behind a zero and a length. */
const extended = { endSequence: 1, setAddress: 2, setDiscriminator: 4 } as const;

/** What GNU as 2.40 puts into the header for AArch64 (gas/dwarf2dbg.c, gas/config/tc-aarch64.h): bytes, lines, numbers of opcodes. */
const instructionSize = 4;
const lineBase = -5;
const lineRange = 14;
const opcodeBase = 13;
/** How many operands each standard opcode has. */
const operandCounts = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
/** Instructions that the largest special opcode steps over. */
const largestStep = Math.floor((255 - opcodeBase) / lineRange);

/** DW_LNCT_* and DW_FORM_* of the tables of files (DWARF 5, 6.2.4.1). */
const content = { path: 1, directory: 2, digest: 5 } as const;
const form = { data16: 0x1e, unsigned: 0x0f, lineString: 0x1f } as const;

/** Bytes. */
const addressSize = 8;

/** Gives the names that .loc has for view numbers their values; the layout of the code must be settled. */
export function settleViews({ lineTable, problems }: Assembly): void {
  for (const { entries } of lineTable.sequences()) {
    let before: number | undefined;
    let count = 0;
    for (const { place, view, statement } of entries) {
      const address = addressOf(place.fragment, place.offset);
      const isNew = before === undefined || address > before;
      count = view === 'reset' || isNew ? 0 : count + 1;
      before = address;
      if (view === 'zero' && count !== 0) {
        problems.error('value-out-of-range', `the view is ${count}, expected 0`, statement);
      } else if (view instanceof AssemblySymbol) {
        view.definition = {
          kind: 'expression',
          expression: { kind: 'number', value: BigInt(count) },
        };
      }
    }
  }
}

/** Writes .debug_line when .file and .loc directives ask for it. The layout of the code must be settled. */
export function emitLineTable(assembly: Assembly): void {
  const { lineTable, sections, problems } = assembly;
  const first = lineTable.sequences()[0]?.entries[0];
  const isEmpty = (name: string): boolean => (sections.find(name)?.size ?? 0) === 0;
  if (!isEmpty('.debug_line')) {
    if (first !== undefined) {
      const message = '.loc directives, and a .debug_line of its own, are in one source';
      problems.error('syntax-error', message, first.statement, 0);
    }
    return;
  }
  if (isEmpty('.debug_info')) {
    if (first === undefined) {
      return;
    }
    const message =
      '.loc directives without a .debug_info: GNU as would make one up, here is .debug_line alone';
    problems.warning('debug-information-partial', message, first.statement, 0);
  }
  const from = lineTable.version === 5 ? 0 : 1;
  for (let number = from; number < lineTable.files.length; number++) {
    if (lineTable.files[number] === undefined) {
      const message = `the numbers of .file directives have a gap at ${number}`;
      problems.error('file-number-unknown', message, assembly.statement);
    }
  }
  new LineWriter(assembly).write(lineTable);
}

const lineStrings: SectionRequest = {
  ...plainRequest,
  flags: sectionFlag.merge | sectionFlag.strings,
  type: sectionType.progbits,
  entrySize: 1,
};

class LineWriter {
  readonly #assembly: Assembly;
  /** Bytes of .debug_line so far. */
  #bytes: number[] = [];
  /** Where in them a place goes, and how many bytes of it. */
  readonly #references: { at: number; size: 4 | 8; symbol: AssemblySymbol }[] = [];

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
  }

  write(table: LineTable): void {
    const { sections } = this.#assembly;
    this.#header(table);
    for (const { section, entries } of table.sequences()) {
      this.#sequence(section, entries);
    }
    this.#setWord(0, this.#bytes.length - 4);
    const { section } = this.#assembly.openSection('.debug_line');
    sections.switchTo(section.subsection(0));
    const start = section.subsection(0).fragment.length;
    this.#assembly.emitBytes(Uint8Array.from(this.#bytes));
    const { fragment } = section.subsection(0);
    const { statement } = this.#assembly;
    for (const { at, size, symbol } of this.#references) {
      this.#assembly.fixups.push({
        kind: 'data',
        fragment,
        offset: start + at,
        statement,
        position: 0,
        size,
        expression: { kind: 'symbol', symbol },
      });
    }
  }

  #header(table: LineTable): void {
    const { version } = table;
    // The length of all, known at the end.
    this.#word(0);
    this.#bytes.push(version, 0);
    if (version === 5) {
      this.#bytes.push(addressSize, 0);
    }
    const lengthAt = this.#bytes.length;
    this.#word(0);
    this.#bytes.push(instructionSize);
    if (version === 5) {
      // Operations of one instruction.
      this.#bytes.push(1);
    }
    this.#bytes.push(1, lineBase & 0xff, lineRange, opcodeBase, ...operandCounts);
    if (version === 5) {
      this.#tables(table);
    } else {
      this.#oldTables(table);
    }
    this.#setWord(lengthAt, this.#bytes.length - lengthAt - 4);
  }

  /** Folders and files as lists of strings (DWARF 3, 6.2.4). */
  #oldTables({ directories, files }: LineTable): void {
    for (const directory of directories.slice(1)) {
      this.#string(directory ?? '');
    }
    this.#bytes.push(0);
    for (const file of files.slice(1)) {
      this.#string(file?.name ?? '');
      // Neither a time nor a size.
      this.#bytes.push(...unsignedLeb(BigInt(file?.directory ?? 0)), 0, 0);
    }
    this.#bytes.push(0);
  }

  /** Folders and files as tables of strings in .debug_line_str (DWARF 5, 6.2.4). */
  #tables({ directories, files }: LineTable): void {
    this.#bytes.push(1, content.path, form.lineString);
    this.#bytes.push(...unsignedLeb(BigInt(directories.length)));
    for (const directory of directories) {
      this.#lineString(directory ?? '');
    }
    const hasDigests = files.some((file) => file !== undefined && (file.digest & 0xffn) !== 0n);
    this.#bytes.push(hasDigests ? 3 : 2, content.path, form.lineString);
    this.#bytes.push(content.directory, form.unsigned);
    if (hasDigests) {
      this.#bytes.push(content.digest, form.data16);
    }
    this.#bytes.push(...unsignedLeb(BigInt(files.length)));
    for (const file of files) {
      this.#lineString(file?.name ?? '');
      this.#bytes.push(...unsignedLeb(BigInt(file?.directory ?? 0)));
      if (hasDigests) {
        const digest = new Uint8Array(16);
        storeInteger(digest, 0, 16, file?.digest ?? 0n);
        this.#bytes.push(...digest);
      }
    }
  }

  #sequence(section: Section, entries: readonly LineEntry[]): void {
    let state = { file: 1, line: 1, column: 0, isa: 0, isStatement: true };
    let last: LineEntry | undefined;
    for (const entry of entries) {
      this.#registers(state, entry);
      const step = entry.line - state.line;
      if (last === undefined || (entry.view === 'reset' && mayBeSamePlace(last, entry))) {
        const symbol = new AssemblySymbol('');
        symbol.definition = entry.place;
        this.#extended(
          extended.setAddress,
          Array.from({ length: addressSize }, () => 0),
        );
        this.#references.push({ at: this.#bytes.length - addressSize, size: 8, symbol });
        this.#row(step, 0);
      } else {
        const distance = placeOf(entry) - placeOf(last);
        if (distance % instructionSize !== 0) {
          this.#assembly.problems.error(
            'value-out-of-range',
            'the line is about a place that no instruction can have',
            entry.statement,
            0,
          );
        }
        this.#row(step, Math.floor(distance / instructionSize));
      }
      state = entry;
      last = entry;
    }
    if (last !== undefined) {
      this.#end(Math.floor((section.size - placeOf(last)) / instructionSize));
    }
  }

  /** Sets what a row has besides its line and its address. */
  #registers(
    state: Pick<LineEntry, 'file' | 'column' | 'isa' | 'isStatement'>,
    entry: LineEntry,
  ): void {
    if (entry.file !== state.file) {
      this.#bytes.push(standard.setFile, ...unsignedLeb(BigInt(entry.file)));
    }
    if (entry.column !== state.column) {
      this.#bytes.push(standard.setColumn, ...unsignedLeb(BigInt(entry.column)));
    }
    if (entry.discriminator !== 0) {
      this.#extended(extended.setDiscriminator, unsignedLeb(BigInt(entry.discriminator)));
    }
    if (entry.isa !== state.isa) {
      this.#bytes.push(standard.setIsa, ...unsignedLeb(BigInt(entry.isa)));
    }
    if (entry.isStatement !== state.isStatement) {
      this.#bytes.push(standard.negateStatement);
    }
    if (entry.isBasicBlock) {
      this.#bytes.push(standard.setBasicBlock);
    }
    if (entry.isPrologueEnd) {
      this.#bytes.push(standard.setPrologueEnd);
    }
    if (entry.isEpilogueBegin) {
      this.#bytes.push(standard.setEpilogueBegin);
    }
  }

  /** One row, so many lines and instructions after the one before, in the fewest bytes. */
  #row(lines: number, instructions: number): void {
    let rest = lines;
    if (rest < lineBase || rest >= lineBase + lineRange) {
      this.#bytes.push(standard.advanceLine, ...signedLeb(BigInt(rest)));
      rest = 0;
    }
    if (rest === 0 && instructions === 0) {
      this.#bytes.push(standard.copy);
      return;
    }
    const special = (steps: number): number => opcodeBase + rest - lineBase + steps * lineRange;
    if (special(instructions) <= 255) {
      this.#bytes.push(special(instructions));
    } else if (special(instructions - largestStep) <= 255) {
      this.#bytes.push(standard.constantAddPc, special(instructions - largestStep));
    } else {
      this.#bytes.push(standard.advancePc, ...unsignedLeb(BigInt(instructions)));
      this.#bytes.push(rest === lines ? special(0) : standard.copy);
    }
  }

  #end(instructions: number): void {
    if (instructions === largestStep) {
      this.#bytes.push(standard.constantAddPc);
    } else if (instructions > 0) {
      this.#bytes.push(standard.advancePc, ...unsignedLeb(BigInt(instructions)));
    }
    this.#extended(extended.endSequence, []);
  }

  #extended(opcode: number, operands: readonly number[]): void {
    this.#bytes.push(0, ...unsignedLeb(BigInt(operands.length + 1)), opcode, ...operands);
  }

  #string(text: string): void {
    this.#bytes.push(...bytesOfText(`${text}\0`));
  }

  /** The place of a string in .debug_line_str. */
  #lineString(text: string): void {
    const { sections } = this.#assembly;
    const { section } = this.#assembly.openSection('.debug_line_str', lineStrings);
    sections.switchTo(section.subsection(0));
    this.#references.push({ at: this.#bytes.length, size: 4, symbol: this.#assembly.place() });
    this.#word(0);
    this.#assembly.emitBytes(bytesOfText(`${text}\0`));
  }

  #word(value: number): void {
    this.#bytes.push(0, 0, 0, 0);
    this.#setWord(this.#bytes.length - 4, value);
  }

  #setWord(at: number, value: number): void {
    for (let index = 0; index < 4; index++) {
      this.#bytes[at + index] = (value >>> (8 * index)) & 0xff;
    }
  }
}

function placeOf({ place }: LineEntry): number {
  return addressOf(place.fragment, place.offset);
}

/** Whether GNU as, which knows only the distances within a fragment here, must take two places for one. */
function mayBeSamePlace({ place: before }: LineEntry, { place }: LineEntry): boolean {
  return before.fragment === place.fragment
    ? before.offset === place.offset
    : place.offset === 0 && before.offset >= before.fragment.length;
}
