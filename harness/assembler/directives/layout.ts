import type { Assembly } from '../assembly.ts';
import { binary, number } from '../constant.ts';
import type { Cursor } from '../cursor.ts';
import type { Expression } from '../symbol.ts';
import { flushPools } from '../instruction.ts';
import { SourceError } from '../source-error.ts';
import { storeInteger } from '../store-integer.ts';
import type { Directive, DirectiveTable } from './directive.ts';
import { tableOf } from '../frame-advance.ts';
import { checkCount, fillTail, orgTail } from '../tail.ts';
import type { TextRange } from '../text-range.ts';

/** Larger alignments than GNU as takes. */
const largestPower = 31n;
/** A .skip up to this many bytes is stored, a larger one described. */
const smallFill = 256;

/** `.align power, fill, most` or, with `unit` 'bytes', `.balign`; `width` is the size of the fill in bytes. */
function align(unit: 'power' | 'bytes', width: 1 | 2 | 4): Directive {
  return (assembly, cursor) => {
    cursor.skipSpace();
    const start = cursor.position;
    const value = cursor.atEnd ? 0n : assembly.absolute(cursor, 'the alignment');
    const power = unit === 'power' ? value : powerOf(value, start);
    if (power < 0n || power > largestPower) {
      throw new SourceError(
        'value-out-of-range',
        `the alignment 2^${power} is out of range, expected at most 2^${largestPower}`,
        start,
      );
    }
    let fill: bigint | undefined;
    let most: bigint | undefined;
    if (cursor.accept(',')) {
      if (cursor.peek() !== ',') {
        // A comma alone asks for zeros, in code too.
        fill = cursor.atEnd ? 0n : assembly.absolute(cursor, 'the fill');
      }
      if (cursor.accept(',') && !cursor.atEnd) {
        most = assembly.absolute(cursor, 'the largest padding');
      }
    }
    alignTo(
      assembly,
      2 ** Number(power),
      fill === undefined ? undefined : unitBytes(fill, width),
      most,
    );
  };
}

function powerOf(bytes: bigint, position: number): bigint {
  if (bytes === 0n) {
    return 0n;
  }
  if (bytes < 0n || (bytes & (bytes - 1n)) !== 0n) {
    throw new SourceError(
      'value-out-of-range',
      `the alignment ${bytes} is no power of two`,
      position,
    );
  }
  return BigInt(bytes.toString(2).length - 1);
}

function alignTo(
  assembly: Assembly,
  alignment: number,
  fill: Uint8Array | undefined,
  most: bigint | undefined,
): void {
  const { subsection } = assembly;
  const { section } = subsection;
  if (alignment === 1) {
    return;
  }
  const padding = section.flags.execute ? 'code' : Uint8Array.of(0);
  const limit = most === undefined || most === 0n ? undefined : Number(most);
  assembly.pad(subsection, alignment, fill ?? padding, limit);
  section.holds = 'code';
}

function unitBytes(value: bigint, width: number): Uint8Array {
  const bytes = new Uint8Array(width);
  storeInteger(bytes, 0, width, value);
  return bytes;
}

/** `.org target, fill` */
const org: Directive = (assembly, cursor) => {
  const target = assembly.expression(cursor);
  moveTo(assembly, cursor, target);
};

export function moveTo(assembly: Assembly, cursor: Cursor, target: Expression): void {
  const { subsection, statement } = assembly;
  const here = assembly.definitionHere();
  const fill = cursor.accept(',') ? Number(assembly.absolute(cursor, 'the fill') & 0xffn) : 0;
  if (here.kind === 'label') {
    subsection.close(orgTail(statement, target, fill));
    return;
  }
  const distance = assembly.numberNow(binary('-', target, here.expression));
  if (distance === undefined || distance < 0n) {
    throw new SourceError('not-absolute', 'behind .struct, .org goes to a number further on');
  }
  const count = number(distance);
  subsection.close(fillTail(statement, count, Uint8Array.of(0)), Number(distance));
}

/** `.skip size, fill` */
const skip: Directive = (assembly, cursor) => {
  const [count, range] = readCount(assembly, cursor);
  const fill = cursor.accept(',') ? assembly.absolute(cursor, 'the fill') : 0n;
  fillWith(assembly, count, unitBytes(fill, 1), range);
};

/** `.fill repeat, size, value`: at most four bytes of the value count, the rest of a unit is zero. */
const fill: Directive = (assembly, cursor) => {
  const [count, range] = readCount(assembly, cursor);
  let size = 1n;
  let value = 0n;
  if (cursor.accept(',')) {
    size = assembly.absolute(cursor, 'the size');
    if (cursor.accept(',')) {
      value = assembly.absolute(cursor, 'the value');
    }
  }
  if (size < 0n) {
    throw new SourceError('value-out-of-range', `the size is ${size}, expected 0 to 8`);
  }
  const unit = new Uint8Array(Number(size > 8n ? 8n : size));
  unit.set(unitBytes(value, Math.min(unit.length, 4)));
  const { section } = assembly.subsection;
  if (
    section.type === 'nobits' &&
    unit.some((byte) => byte !== 0) &&
    assembly.numberNow(count) !== 0n
  ) {
    throw new SourceError(
      'syntax-error',
      `${section.origin === undefined ? `section '${section.name}' has` : 'the numbers of .struct have'} no bytes, only a size: expected a value of 0`,
      0,
    );
  }
  fillWith(assembly, count, unit, range);
};

function readCount(assembly: Assembly, cursor: Cursor): readonly [Expression, TextRange] {
  cursor.skipSpace();
  const start = cursor.position;
  return [assembly.expression(cursor), cursor.rangeFrom(start)];
}

function fillWith(
  assembly: Assembly,
  count: Expression,
  unit: Uint8Array,
  range?: TextRange,
): void {
  const { subsection, statement } = assembly;
  subsection.section.holds = 'data';
  const known = assembly.numberNow(count);
  if (known === undefined) {
    subsection.close(fillTail(statement, count, unit, range));
    return;
  }
  checkCount(known, range);
  const size = Number(known) * unit.length;
  if (size === 0) {
    return;
  }
  // In a table of frames GNU as looks at how the bytes came to be there.
  const isApart = tableOf(subsection.section.name) !== undefined;
  if (size <= smallFill && subsection.section.type !== 'nobits' && !isApart) {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += unit.length) {
      bytes.set(unit, at);
    }
    subsection.fragment.fills.push(subsection.fragment.length);
    assembly.emitBytes(bytes);
  } else {
    // Numbers of .struct have no bytes.
    if (subsection.section.origin === undefined) {
      assembly.lines.add({
        fragment: subsection.fragment,
        offset: subsection.fragment.length,
        statement,
        data: true,
      });
    }
    subsection.close(fillTail(statement, count, unit), size);
  }
}

const literals: Directive = (assembly) => flushPools(assembly);

/** `.ds.w count`: room for data. */
function room(width: number): Directive {
  return (assembly, cursor) => {
    const count = cursor.atEnd ? 0n : assembly.absolute(cursor, 'the count');
    const value = cursor.accept(',') ? assembly.absolute(cursor, 'the fill') : 0n;
    const unit = new Uint8Array(width);
    storeInteger(unit, 0, Math.min(width, 8), value);
    fillWith(assembly, number(count), unit);
  };
}

export const layoutDirectives: DirectiveTable = {
  align: align('power', 1),
  p2align: align('power', 1),
  p2alignw: align('power', 2),
  p2alignl: align('power', 4),
  balign: align('bytes', 1),
  balignw: align('bytes', 2),
  balignl: align('bytes', 4),
  even: (assembly) => alignTo(assembly, 2, undefined, undefined),
  org,
  skip,
  space: skip,
  zero: skip,
  'ds.b': room(1),
  ds: room(2),
  'ds.w': room(2),
  'ds.l': room(4),
  'ds.s': room(4),
  'ds.d': room(8),
  'ds.x': room(12),
  'ds.p': room(12),
  fill,
  ltorg: literals,
  pool: literals,
};
