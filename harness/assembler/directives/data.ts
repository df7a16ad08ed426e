import { instructionWord } from '../../architecture/a64/word.ts';
import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import { parseNumber } from '../expression.ts';
import { emitWord } from '../instruction.ts';
import { signedLeb, unsignedLeb } from '../leb128.ts';
import { SourceError } from '../source-error.ts';
import { storeInteger } from '../store-integer.ts';
import type { Expression } from '../symbol.ts';
import { lebTail } from '../tail.ts';
import type { Directive, DirectiveTable } from './directive.ts';
import { stringBytes } from './string.ts';

/** `.byte` and its like: values separated by commas. */
function data(size: 1 | 2 | 4 | 8): Directive {
  return (assembly, cursor) => {
    if (cursor.atEnd) {
      return;
    }
    do {
      datum(assembly, cursor, size);
    } while (cursor.accept(','));
  };
}

function datum(assembly: Assembly, cursor: Cursor, size: 1 | 2 | 4 | 8): void {
  cursor.skipSpace();
  const position = cursor.position;
  const expression = operandOrZero(assembly, cursor);
  const value = assembly.numberNow(expression);
  const { statement, subsection } = assembly;
  const { fragment } = subsection;
  const offset = fragment.length;
  const at = assembly.emit(size, true);
  if (value === undefined) {
    assembly.fixups.push({ kind: 'data', fragment, offset, statement, position, size, expression });
    return;
  }
  const bits = size * 8;
  if (value >= 1n << BigInt(bits) || value < -(1n << BigInt(bits - 1))) {
    if (size < 8) {
      assembly.problems.warning(
        'value-truncated',
        `value ${value} does not fit ${size} byte${size > 1 ? 's' : ''}`,
        statement,
        position,
      );
    }
  }
  storeInteger(subsection.bytes, at, size, value);
}

/** An empty operand is a zero, as in GNU as. */
function operandOrZero(assembly: Assembly, cursor: Cursor): Expression {
  return cursor.peek() === ',' || cursor.atEnd
    ? { kind: 'number', value: 0n }
    : assembly.expression(cursor);
}

/** `.octa`: 128-bit numbers. */
const octa: Directive = (assembly, cursor) => {
  do {
    cursor.skipSpace();
    const position = cursor.position;
    const negative = cursor.accept('-');
    const word = cursor.word();
    if (word === undefined) {
      throw cursor.unexpected('a number');
    }
    const value = parseNumber(word, position);
    const at = assembly.emit(16, true);
    storeInteger(assembly.subsection.bytes, at, 16, negative ? -value : value);
  } while (cursor.accept(','));
};

/** `.inst`: words of instructions. */
const instruction: Directive = (assembly, cursor) => {
  do {
    cursor.skipSpace();
    const position = cursor.position;
    const value = assembly.absolute(cursor, 'the operand of .inst');
    if (value < -0x80000000n || value > 0xffffffffn) {
      throw new SourceError(
        'value-out-of-range',
        `the word 0x${value.toString(16)} has more than 32 bits`,
        position,
      );
    }
    emitWord(assembly, instructionWord(Number(BigInt.asUintN(32, value))));
  } while (cursor.accept(','));
};

/** `.ascii`, `.asciz`: strings side by side or separated by commas. */
function strings(terminated: boolean): Directive {
  return (assembly, cursor) => {
    if (cursor.atEnd) {
      return;
    }
    do {
      const parts: number[] = [];
      const first = cursor.peek();
      if (first !== '"') {
        throw cursor.unexpected('a string');
      }
      while (cursor.peek() === '"') {
        parts.push(...stringBytes(cursor));
      }
      if (terminated) {
        parts.push(0);
      }
      assembly.emitBytes(Uint8Array.from(parts));
    } while (cursor.accept(','));
  };
}

function floating(size: 4 | 8): Directive {
  return (assembly, cursor) => {
    do {
      const match = /^(?:0[a-z])?([+-]?(?:inf|nan|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?))/iu.exec(
        cursor.text.slice((cursor.skipSpace(), cursor.position)),
      );
      const digits = match?.[1];
      if (match === null || digits === undefined) {
        throw cursor.unexpected('a floating-point number');
      }
      cursor.position += match[0].length;
      const value = Number(digits.toLowerCase().replace('inf', 'Infinity').replace('nan', 'NaN'));
      const bytes = new Uint8Array(size);
      const view = new DataView(bytes.buffer);
      if (size === 4) {
        view.setFloat32(0, value, true);
      } else {
        view.setFloat64(0, value, true);
      }
      assembly.emitBytes(bytes);
    } while (cursor.accept(','));
  };
}

/** `.uleb128`, `.sleb128`: numbers now, or a size that the layout finds. */
function leb128(encode: (value: bigint) => number[]): Directive {
  return (assembly, cursor) => {
    do {
      cursor.skipSpace();
      const position = cursor.position;
      const expression = operandOrZero(assembly, cursor);
      const value = assembly.numberNow(expression);
      if (value === undefined) {
        assembly.emitTail(lebTail(assembly.statement, position, expression, encode));
      } else {
        assembly.emitBytes(Uint8Array.from(encode(value)));
      }
    } while (cursor.accept(','));
  };
}

export const dataDirectives: DirectiveTable = {
  byte: data(1),
  '2byte': data(2),
  hword: data(2),
  short: data(2),
  half: data(2),
  '4byte': data(4),
  word: data(4),
  long: data(4),
  int: data(4),
  '8byte': data(8),
  xword: data(8),
  dword: data(8),
  quad: data(8),
  octa,
  inst: instruction,
  ascii: strings(false),
  asciz: strings(true),
  string: strings(true),
  string8: strings(true),
  float: floating(4),
  single: floating(4),
  double: floating(8),
  uleb128: leb128(unsignedLeb),
  sleb128: leb128(signedLeb),
};
