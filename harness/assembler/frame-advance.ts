import { codeAlignmentOf } from './frame-header.ts';
import type { FrameHeader } from './frame-header.ts';
import type { Fragment, Subsection, Tail } from './section.ts';
import { SourceError } from './source-error.ts';
import type { Statement } from './statement.ts';
import { storeInteger } from './store-integer.ts';
import { distanceFinal, distanceNow, evaluate, isNumber } from './evaluate.ts';
import type { AssemblySymbol, Expression } from './symbol.ts';

/** DW_CFA_* (DWARF 5, 7.24). */
const advance = { short: 0x40, one: 2, two: 3, four: 4 } as const;

/** What a directive writes: so many bytes, or a LEB128 number. */
type Width = number | 'leb128';

/** Where in an entry of a table of frames the next datum stands (binutils 2.40, gas/ehopt.c, enum frame_state). */
type Place =
  | 'between entries'
  | 'id'
  | 'start'
  | 'length'
  | 'size of augmentation'
  | 'augmentation'
  | 'instructions'
  | 'operand'
  | 'unknown';

/** A datum whose bytes depend on what it is an operand of. */
interface Written {
  readonly width: Width;
  readonly expression: Expression;
  readonly statement: Statement;
  /** Index into the statement's text. */
  readonly position: number;
}

/** The byte of an instruction that moves on in the code. */
interface Opcode {
  readonly fragment: Fragment;
  readonly offset: number;
}

/**
 * One of the tables .eh_frame and .debug_frame that a source writes by hand. GNU as knows neither what a datum of it means nor where
 * an entry ends, and guesses both, to write the shortest instruction for DW_CFA_advance_loc4 and a distance.
 */
class FrameTable {
  #place: Place = 'between entries';
  #end: AssemblySymbol | undefined;
  #header: FrameHeader | undefined;
  /** Bytes of augmentation to come, and which bits of their number are read. */
  #left = 0;
  #shift = 0;
  #opcode: Opcode | undefined;

  /** Takes a datum in; gives how many bytes of it are to be written, 'tail' where the layout finds that. */
  see(subsection: Subsection, { width, expression, statement, position }: Written): Width | Tail {
    if (this.#place !== 'between entries' && this.#end?.isDefined === true) {
      this.#place = 'between entries';
    }
    const known = evaluate(expression, distanceNow);
    const value = known !== undefined && isNumber(known) ? known.constant : undefined;
    switch (this.#place) {
      case 'between entries':
        this.#beginEntry(width, expression);
        break;
      case 'id':
        this.#place = 'start';
        break;
      case 'start':
        this.#place = 'length';
        break;
      case 'length':
        this.#header ??= codeAlignmentOf(subsection.section);
        this.#place =
          this.#header === undefined
            ? 'unknown'
            : this.#header.isAugmented
              ? 'size of augmentation'
              : 'instructions';
        this.#left = 0;
        this.#shift = 0;
        break;
      case 'size of augmentation':
        this.#readSize(width, value);
        break;
      case 'augmentation':
        this.#left -= width === 'leb128' ? Infinity : width;
        this.#place = this.#left > 0 ? 'augmentation' : this.#left < 0 ? 'unknown' : 'instructions';
        break;
      case 'instructions':
        if (width === 1 && value === BigInt(advance.four)) {
          const { fragment } = subsection;
          this.#opcode = { fragment, offset: fragment.length };
          this.#place = 'operand';
        }
        break;
      case 'operand':
        this.#place = 'instructions';
        if (width === 4 && this.#opcode !== undefined) {
          return value === undefined
            ? (this.#later(expression, this.#opcode, statement, position) ?? width)
            : shorten(this.#opcode, value, position);
        }
        break;
      case 'unknown':
    }
    return width;
  }

  /** The size of an entry is a symbol that is defined at its end, or the distance to it. */
  #beginEntry(width: Width, expression: Expression): void {
    const end = endOf(expression);
    if (width === 4 && end?.isDefined === false) {
      this.#end = end;
      this.#place = 'id';
    }
  }

  #readSize(width: Width, value: bigint | undefined): void {
    if (value === undefined || (width !== 1 && width !== 'leb128')) {
      this.#place = 'unknown';
      return;
    }
    const number = Number(BigInt.asUintN(32, value));
    const isLast = width === 'leb128' || (number & 0x80) === 0;
    this.#left = width === 'leb128' ? number : this.#left | ((number & 0x7f) << this.#shift);
    this.#shift += 7;
    if (isLast) {
      this.#place = this.#left === 0 ? 'instructions' : 'augmentation';
    }
  }

  /** A distance that the layout finds, in the units of the table. */
  #later(
    expression: Expression,
    opcode: Opcode,
    statement: Statement,
    position: number,
  ): Tail | undefined {
    const unit = this.#header?.codeAlignment ?? 0;
    const distance = unit === 1 ? expression : unit > 1 ? dividend(expression, unit) : undefined;
    return distance === undefined || !isDifference(distance)
      ? undefined
      : advanceTail(statement, position, distance, unit, opcode);
  }
}

/** The tables of a source. */
export class FrameTables {
  readonly #unwind = new FrameTable();
  readonly #debug = new FrameTable();

  /** How much of a datum is to be written: all of it, unless it is a distance in one of the tables. */
  see(subsection: Subsection, datum: Written): Width | Tail {
    switch (tableOf(subsection.section.name)) {
      case 'unwind':
        return this.#unwind.see(subsection, datum);
      case 'debug':
        return this.#debug.see(subsection, datum);
      case undefined:
        return datum.width;
    }
  }
}

/** Which table a section holds. */
export function tableOf(name: string): 'unwind' | 'debug' | undefined {
  if (name.startsWith('.eh_frame') && name['.eh_frame'.length] !== '_') {
    return 'unwind';
  }
  return name.startsWith('.debug_frame') ? 'debug' : undefined;
}

/** A distance that is known: the opcode says how many bytes of it follow. */
function shorten({ fragment, offset }: Opcode, distance: bigint, position: number): number {
  const { opcode, size } = shortest(distance, position);
  fragment.subsection.bytes[fragment.start + offset] = opcode;
  return size;
}

function shortest(
  distance: bigint,
  position: number,
): { readonly opcode: number; readonly size: 0 | 1 | 2 | 4 } {
  if (distance < 0n) {
    throw new SourceError(
      'value-out-of-range',
      `the distance ${distance} goes back: DW_CFA_advance_loc4 goes on in the code`,
      position,
    );
  }
  if (distance < 0x40n) {
    return { opcode: advance.short | Number(distance), size: 0 };
  }
  if (distance < 0x100n) {
    return { opcode: advance.one, size: 1 };
  }
  return distance < 0x1_0000n
    ? { opcode: advance.two, size: 2 }
    : { opcode: advance.four, size: 4 };
}

function advanceTail(
  statement: Statement,
  position: number,
  expression: Expression,
  unit: number,
  opcode: Opcode,
): Tail {
  const distance = (): bigint => {
    const value = evaluate(expression, distanceFinal);
    if (value === undefined || !isNumber(value)) {
      throw new SourceError(
        'not-absolute',
        'the distance is no number that is known in this file',
        position,
      );
    }
    return value.constant / BigInt(unit);
  };
  return {
    statement,
    kind: 'advance',
    sizeAt: () => shortest(distance(), position).size,
    write: (bytes, section) => {
      const value = distance();
      section[opcode.fragment.address + opcode.offset] = shortest(value, position).opcode;
      storeInteger(bytes, 0, bytes.length, value);
    },
  };
}

/** The symbol that a size counts to: it alone, or what another is subtracted from; a number may be added. */
function endOf(expression: Expression): AssemblySymbol | undefined {
  const { kind } = expression;
  if (kind === 'symbol') {
    return expression.symbol;
  }
  if (kind !== 'binary' || (expression.operator !== '+' && expression.operator !== '-')) {
    return undefined;
  }
  return endOf(expression.left);
}

/** A symbol less another one; numbers may be added. */
function isDifference(expression: Expression): boolean {
  if (expression.kind !== 'binary') {
    return false;
  }
  const { operator, left, right } = expression;
  if (operator !== '+' && operator !== '-') {
    return false;
  }
  if (right.kind === 'number' || left.kind === 'number') {
    return isDifference(right.kind === 'number' ? left : right);
  }
  return operator === '-' && endOf(left) !== undefined && endOf(right) !== undefined;
}

/** What is divided by the unit, or shifted as far. */
function dividend(expression: Expression, unit: number): Expression | undefined {
  if (expression.kind !== 'binary' || expression.right.kind !== 'number') {
    return undefined;
  }
  const { operator, left, right } = expression;
  const isByUnit = operator === '/' && right.value === BigInt(unit);
  const isShift = operator === '>>' && 1n << right.value === BigInt(unit);
  return isByUnit || isShift ? left : undefined;
}
