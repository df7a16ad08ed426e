import type { InstructionWord } from '../architecture/a64/word.ts';
import { Conditionals } from './conditionals.ts';
import { number, tooManyBits } from './constant.ts';
import type { Cursor } from './cursor.ts';
import { valueHere } from './each-use.ts';
import type { Encoder } from './encoder/encoder.ts';
import type { Repertoire } from './encoder/repertoire.ts';
import { distanceDecided, distanceNow, evaluate, isNumber } from './evaluate.ts';
import type { Distance } from './evaluate.ts';
import { parseExpression } from './expression.ts';
import type { Scope } from './expression.ts';
import type { Definition, Expression } from './symbol.ts';
import type { Fixup } from './fixup.ts';
import type { Frame, FrameSections } from './frame.ts';
import { FrameTables } from './frame-advance.ts';
import { Input } from './input.ts';
import { LineRows } from './line-rows.ts';
import { LineTable } from './line-table.ts';
import type { Level } from './level/level.ts';
import type { LiteralPool } from './literal-pool.ts';
import type { Macro } from './macro.ts';
import type { Problems } from './problems.ts';
import type { Fragment, Section, Subsection, Tail } from './section.ts';
import type { SectionRequest } from './section-attributes.ts';
import { SectionStack } from './section-stack.ts';
import { SourceError } from './source-error.ts';
import type { Statement } from './statement.ts';
import { AssemblySymbol, SymbolTable } from './symbol.ts';
import { alignTail, fillTail } from './tail.ts';

/** What the parts of the front end reach files and tools through. */
export interface Surroundings {
  readonly encoder: Encoder;
  /** Instructions that are the same wherever they stand; shared between sources. */
  readonly repertoire: Repertoire;
  /** Words of instructions with a symbol, by their text with 0 in its place; shared too. */
  readonly placeholders: Map<string, InstructionWord>;
  /** Bytes of the file that .include or .incbin names, up to a limit, and the path it was found at; throws for no regular file. */
  readonly open: (
    name: string,
    limit: number,
  ) => { readonly path: string; readonly bytes: Uint8Array } | undefined;
}

/** The state of assembling one source. */
export class Assembly implements Scope {
  readonly surroundings: Surroundings;
  readonly problems: Problems;
  readonly input = new Input();
  readonly symbols = new SymbolTable();
  readonly sections: SectionStack;
  readonly conditionals = new Conditionals();
  readonly macros = new Map<string, Macro>();
  /** Register aliases of .req, by name. */
  readonly aliases = new Map<string, string>();
  readonly pools = new Map<Subsection, LiteralPool[]>();
  readonly fixups: Fixup[] = [];
  readonly lines = new LineRows();
  /** What .file and .loc directives say. */
  readonly lineTable = new LineTable();
  /** Names for view numbers, which are known after the layout. */
  readonly views = new Set<AssemblySymbol>();
  /** What .cfi directives say of functions. */
  readonly frames: Frame[] = [];
  /** Where they go: .eh_frame, unless .cfi_sections says otherwise. */
  frameSections: FrameSections = { unwind: true, debug: false };
  /** The tables of frames that the source writes by hand. */
  readonly frameTables = new FrameTables();
  #usedFrameSections: FrameSections = { unwind: false, debug: false };
  /** Macros expanded so far: `\@`. */
  expansions = 0;
  /** LOCAL labels of .altmacro so far. */
  locals = 0;
  /** What -march, .arch, .cpu and .arch_extension allow. */
  level: Level;
  /** .altmacro */
  alternate = false;
  /** The statement that is being assembled. */
  statement: Statement;

  constructor(surroundings: Surroundings, problems: Problems, first: Statement, level: Level) {
    this.surroundings = surroundings;
    this.problems = problems;
    this.statement = first;
    this.level = level;
    this.sections = new SectionStack();
    // They are there without being asked for.
    this.#nameSection(this.sections.current.section);
    this.openSection('.data');
    this.openSection('.bss');
  }

  get subsection(): Subsection {
    return this.sections.current;
  }

  name(name: string): Expression {
    const symbol = this.symbols.reference(name);
    symbol.isNamed = true;
    symbol.statement ??= this.statement;
    return valueHere(this.symbols, symbol);
  }

  numeric(label: string, direction: 'b' | 'f', position: number): Expression {
    const symbol =
      direction === 'b'
        ? this.symbols.numericBefore(label)
        : this.symbols.numericAfter(label, { statement: this.statement, position });
    if (symbol === undefined) {
      throw new SourceError(
        'undefined-local-label',
        `no label '${label}:' stands before this`,
        position,
      );
    }
    return { kind: 'symbol', symbol };
  }

  here(): Expression {
    const definition = this.definitionHere();
    return definition.kind === 'expression'
      ? definition.expression
      : { kind: 'symbol', symbol: this.place() };
  }

  /** What a label at the next byte stands for: a place, or behind .struct a number. */
  definitionHere(): Definition & { readonly kind: 'label' | 'expression' } {
    const { fragment } = this.subsection;
    const { origin } = this.subsection.section;
    return origin === undefined
      ? { kind: 'label', fragment, offset: fragment.length }
      : {
          kind: 'expression',
          expression: number(origin + BigInt(fragment.runOffset + fragment.length)),
        };
  }

  /** An unnamed symbol at the next byte. */
  place(): AssemblySymbol {
    const symbol = new AssemblySymbol('');
    const { fragment } = this.subsection;
    symbol.definition = { kind: 'label', fragment, offset: fragment.length };
    return symbol;
  }

  alias(name: string): string | undefined {
    return this.aliases.get(name);
  }

  expression(cursor: Cursor): Expression {
    return parseExpression(cursor, this);
  }

  /** An expression that must be a number now, signed 64 bits. */
  absolute(cursor: Cursor, what: string): bigint {
    cursor.skipSpace();
    const start = cursor.position;
    const expression = this.expression(cursor);
    if (expression.kind === 'big') {
      throw tooManyBits(start);
    }
    const value = numberOf(expression, distanceDecided);
    if (value === undefined) {
      throw new SourceError('not-absolute', `${what} must be a number that is known here`, start);
    }
    return value;
  }

  /** The expression's number, when no later text can change it. */
  numberNow(expression: Expression): bigint | undefined {
    return numberOf(expression, distanceNow);
  }

  /** The section with this name. A section's name is also a symbol, at its first byte. */
  openSection(
    name: string,
    request?: SectionRequest,
  ): { readonly section: Section; readonly isNew: boolean } {
    const opened = this.sections.open(name, request);
    if (opened.isNew) {
      this.#nameSection(opened.section);
    }
    return opened;
  }

  #nameSection(section: Section): void {
    const known = this.symbols.reference(section.name);
    const [fragment] = section.subsection(0).fragments;
    if (known.type === 'section' || fragment === undefined) {
      return;
    }
    // What .set gave is given up for it.
    const symbol = known.isVolatile ? this.symbols.replace(known) : known;
    if (symbol.isDefined) {
      throw new SourceError(
        'symbol-redefined',
        `section '${section.name}' has the name of a symbol that is defined already`,
        0,
      );
    }
    symbol.definition = { kind: 'label', fragment, offset: 0 };
    symbol.type = 'section';
  }

  /**
   * Room for `size` bytes in the current section; gives their index in the subsection's buffer.
   *
   * @param statement whom the line table names
   */
  emit(size: number, data: boolean, statement = this.statement): number {
    this.#beginBytes(data, statement);
    return this.subsection.reserve(size);
  }

  /** Data whose size the layout finds. */
  emitTail(tail: Tail): void {
    this.#beginBytes(true, tail.statement);
    this.subsection.close(tail);
  }

  /** A statement writes the bytes from here on. */
  #beginBytes(data: boolean, statement: Statement): void {
    const { fragment, section } = this.subsection;
    if (section.type === 'nobits') {
      throw new SourceError(
        'syntax-error',
        section.origin === undefined
          ? `section '${section.name}' has no bytes, only a size`
          : 'the numbers of .struct have no bytes, only a size',
        0,
      );
    }
    section.holds = data ? 'data' : 'code';
    if (!data || !this.lines.isDataOf(statement, fragment)) {
      this.lines.add({ fragment, offset: fragment.length, statement, data });
    }
  }

  /** Where the next function's frame goes: whither one went, all do (binutils 2.40, gas/dw2gencfi.c, all_cfi_sections). */
  useFrameSections(): FrameSections {
    const [used, asked] = [this.#usedFrameSections, this.frameSections];
    this.#usedFrameSections = {
      unwind: used.unwind || asked.unwind,
      debug: used.debug || asked.debug,
    };
    return this.#usedFrameSections;
  }

  /** Room for one instruction; where data came before in a code section, at the next whole word, as GNU as places it. */
  emitInstruction(): number {
    const { section } = this.subsection;
    if (section.flags.execute && section.holds === 'data') {
      this.pad(this.subsection, 4, 'code');
    }
    section.align(4);
    return this.emit(4, false);
  }

  /** Aligns the next byte to a power of two. */
  pad(subsection: Subsection, alignment: number, fill: 'code' | Uint8Array, most?: number): void {
    const { statement } = this;
    const { section, fragment } = subsection;
    const tail = alignTail(statement, { alignment, fill, most });
    const at = Number(section.origin ?? 0n) + fragment.runOffset + fragment.length;
    subsection.close(tail, section.origin === undefined ? undefined : tail.sizeAt(at, section));
    section.align(alignment);
  }

  /** The row of the line table that a .loc asked for, at an offset of the current fragment. */
  recordLine(offset: number): void {
    const { lineTable, subsection, statement } = this;
    const { name, flags } = subsection.section;
    const asked = lineTable.pending ?? statement;
    if (!flags.alloc || !flags.execute) {
      const message = `section '${name}' has no code, so that no line is recorded`;
      this.problems.warning('line-ignored', message, asked, 0);
      lineTable.drop();
      return;
    }
    lineTable.record(subsection, offset, asked);
  }

  /** Zeros as data; a section without bytes has room for them. */
  emitZeros(size: number): void {
    if (this.subsection.section.type === 'nobits') {
      const tail = fillTail(this.statement, number(BigInt(size)), Uint8Array.of(0));
      this.subsection.close(tail, size);
    } else {
      this.emit(size, true);
    }
  }

  emitBytes(bytes: Uint8Array): void {
    if (this.subsection.section.type === 'nobits' && bytes.every((byte) => byte === 0)) {
      this.emitZeros(bytes.length);
      return;
    }
    const at = this.emit(bytes.length, true);
    this.subsection.bytes.set(bytes, at);
  }

  /** A label at the next byte. */
  defineLabel(name: string): void {
    const { fragment } = this.subsection;
    let symbol = this.symbols.reference(name);
    // What .set gave may be given again, by a label too.
    if (symbol.isVolatile) {
      symbol = this.symbols.replace(symbol);
    }
    // Twice at one place says nothing new, so macros may do it.
    if (isAt(symbol, fragment) && symbol.type !== 'section') {
      return;
    }
    if (symbol.isDefined) {
      const { file, line } = symbol.statement?.source.origin(symbol.statement.line) ?? {};
      const note = file === undefined ? undefined : `it is defined at ${file}:${line}`;
      throw new SourceError('symbol-redefined', `symbol '${name}' is defined already`, 0, note);
    }
    symbol.definition = this.definitionHere();
    symbol.statement = this.statement;
  }
}

/** Whether a symbol is the label of the next byte of a fragment. */
function isAt({ definition }: AssemblySymbol, fragment: Fragment): boolean {
  return (
    definition.kind === 'label' &&
    definition.fragment === fragment &&
    definition.offset === fragment.length
  );
}

function numberOf(expression: Expression, distance: Distance): bigint | undefined {
  const value = evaluate(expression, distance);
  return value !== undefined && isNumber(value) ? value.constant : undefined;
}
