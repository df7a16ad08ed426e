import { littleEndianBytes } from '../../collections/little-endian.ts';
import { instructionWord } from '../../architecture/a64/word.ts';
import type { Assembly } from '../assembly.ts';
import type { Cursor } from '../cursor.ts';
import { number } from '../constant.ts';
import { brain, double, floatBits, half, single } from '../floating-point-datum.ts';
import type { FloatFormat } from '../floating-point-datum.ts';
import { emitDatum } from '../datum.ts';
import type { DatumSize } from '../fixup.ts';
import { emitWord } from '../instruction.ts';
import { signedLeb, unsignedLeb } from '../leb128.ts';
import { checkSignedDistances, lebValue } from '../leb-value.ts';
import { SourceError } from '../source-error.ts';
import type { Expression } from '../symbol.ts';
import { checkCount, lebTail } from '../tail.ts';
import type { Directive, DirectiveTable } from './directive.ts';
import { stringBytes } from './string.ts';

/** `.byte` and its like, `.octa` for 128 bits: values separated by commas. */
function data(size: DatumSize): Directive {
  return (assembly, cursor) => {
    if (cursor.atEnd) {
      return;
    }
    do {
      cursor.skipSpace();
      const position = cursor.position;
      const expression = operandOrZero(assembly, cursor);
      const { end } = cursor.rangeFrom(position);
      emitDatum(assembly, { size, expression, statement: assembly.statement, position, end });
    } while (cursor.accept(','));
  };
}

/** An empty operand is a zero, as in GNU as. */
function operandOrZero(assembly: Assembly, cursor: Cursor): Expression {
  return cursor.peek() === ',' || cursor.atEnd ? number(0n) : assembly.expression(cursor);
}

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

/** `.float`, `.double`; the prefix of C's forefathers (`0f1.5`) may stand before a number. */
function floating(format: FloatFormat): Directive {
  return (assembly, cursor) => {
    do {
      cursor.skipSpace();
      const position = cursor.position;
      const bytes = /^0[a-z]:([\da-f_]*)/i.exec(cursor.text.slice(position));
      if (bytes !== null) {
        cursor.position += bytes[0].length;
        assembly.emitBytes(floatBytes(bytes[1] ?? '', format, position));
        continue;
      }
      const match =
        /^(?:0[a-z])?([+-]?(?:inf(?:inity)?|nan|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?))/i.exec(
          cursor.text.slice(position),
        );
      const digits = match?.[1];
      if (match === null || digits === undefined) {
        throw cursor.unexpected('a floating-point number');
      }
      cursor.position += match[0].length;
      const outcome = floatBits(digits, format);
      if ('error' in outcome) {
        throw new SourceError('value-out-of-range', outcome.error, position);
      }
      assembly.emitBytes(littleEndianBytes(outcome.bits, format.size));
    } while (cursor.accept(','));
  };
}

/** `0f:3f80`: the bytes of a number, the highest first; those that are left out are zeros (binutils 2.40, gas/read.c, hex_float). */
function floatBytes(written: string, { size }: FloatFormat, position: number): Uint8Array {
  const digits = written.replaceAll('_', '');
  if (digits === '' || digits.length > size * 2) {
    throw new SourceError(
      'value-out-of-range',
      `the number has ${digits.length} hexadecimal digits, expected 1 to ${size * 2}`,
      position,
    );
  }
  return littleEndianBytes(BigInt(`0x${digits.padEnd(size * 2, '0')}`), size);
}

/** `.uleb128`, `.sleb128`: numbers now, or a size that the layout finds. */
function leb128(signed: boolean): Directive {
  const encode = signed ? signedLeb : unsignedLeb;
  return (assembly, cursor) => {
    do {
      cursor.skipSpace();
      const position = cursor.position;
      const expression = operandOrZero(assembly, cursor);
      const { statement } = assembly;
      assembly.frameTables.see(assembly.subsection, {
        width: 'leb128',
        expression,
        statement,
        position,
      });
      const known = lebValue(expression, signed, position) ?? assembly.numberNow(expression);
      if (signed && known !== undefined) {
        checkSignedDistances(expression, position);
      }
      if (known === undefined) {
        assembly.emitTail(lebTail(statement, position, expression, encode));
      } else {
        assembly.emitBytes(Uint8Array.from(encode(known)));
      }
    } while (cursor.accept(','));
  };
}

/** `.string16` and its like: every byte of a string in so many. */
function wideStrings(size: 2 | 4 | 8): Directive {
  return (assembly, cursor) => {
    if (cursor.atEnd) {
      return;
    }
    do {
      const parts: number[] = [];
      if (cursor.peek() !== '"') {
        throw cursor.unexpected('a string');
      }
      while (cursor.peek() === '"') {
        parts.push(...stringBytes(cursor));
      }
      const bytes = new Uint8Array((parts.length + 1) * size);
      for (const [index, part] of parts.entries()) {
        bytes[index * size] = part;
      }
      assembly.emitBytes(bytes);
    } while (cursor.accept(','));
  };
}

/** `.dcb.w count, value`: data, so many times; zeros where no value is given. */
function repeated(one: Directive, size: number, skip: Directive): Directive {
  return (assembly, cursor) => {
    if (cursor.atEnd) {
      return;
    }
    const from = cursor.position;
    const count = assembly.absolute(cursor, 'the count');
    checkCount(count, cursor.rangeFrom(from));
    if (cursor.atEnd) {
      assembly.emitZeros(Number(count) * size);
      return;
    }
    cursor.expect(',');
    const start = cursor.position;
    if (count === 0n) {
      skip(assembly, cursor);
    }
    for (let left = count; left > 0n; left--) {
      cursor.position = start;
      one(assembly, cursor);
    }
    const comma = cursor.text.indexOf(',', start);
    if (comma >= 0) {
      cursor.position = comma;
      throw cursor.unexpected('the end of the statement');
    }
  };
}

/** What is read and not written. */
const readExpression: Directive = (assembly, cursor) => void assembly.expression(cursor);
const readRest: Directive = (_assembly, cursor) => void cursor.rest();

export const dataDirectives: DirectiveTable = {
  byte: data(1),
  'dc.b': data(1),
  dc: data(2),
  'dc.w': data(2),
  'dc.l': data(4),
  'dc.a': data(8),
  'dc.s': floating(single),
  'dc.d': floating(double),
  'dcb.b': repeated(data(1), 1, readExpression),
  dcb: repeated(data(2), 2, readExpression),
  'dcb.w': repeated(data(2), 2, readExpression),
  'dcb.l': repeated(data(4), 4, readExpression),
  'dcb.s': repeated(floating(single), 4, readRest),
  'dcb.d': repeated(floating(double), 8, readRest),
  string16: wideStrings(2),
  string32: wideStrings(4),
  string64: wideStrings(8),
  float16: floating(half),
  bfloat16: floating(brain),
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
  octa: data(16),
  inst: instruction,
  ascii: strings(false),
  asciz: strings(true),
  string: strings(true),
  string8: strings(true),
  float: floating(single),
  single: floating(single),
  double: floating(double),
  uleb128: leb128(false),
  sleb128: leb128(true),
};
