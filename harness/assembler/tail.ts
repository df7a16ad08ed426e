import { distanceFinal, evaluate, isNumber } from './evaluate.ts';
import type { Expression } from './symbol.ts';
import type { Section, Tail } from './section.ts';
import { SourceError } from './source-error.ts';
import type { Statement } from './statement.ts';
import type { TextRange } from './text-range.ts';

export interface Alignment {
  /** Bytes, a power of two. */
  readonly alignment: number;
  /** 'code' pads with NOPs. */
  readonly fill: 'code' | Uint8Array;
  /** Bytes; no padding when more would be needed. */
  readonly most: number | undefined;
}

const nop = Uint8Array.of(0x1f, 0x20, 0x03, 0xd5);

/** `.align` */
export function alignTail(statement: Statement, { alignment, fill, most }: Alignment): Tail {
  return {
    statement,
    kind: 'alignment',
    alignment,
    isCode: fill === 'code',
    sizeAt: (address) => {
      const padding = (alignment - (address % alignment)) % alignment;
      if (most !== undefined && padding > most) {
        return 0;
      }
      if (fill !== 'code' && padding % fill.length !== 0) {
        throw new SourceError(
          'value-out-of-range',
          `the padding of ${padding} bytes is no multiple of the fill's ${fill.length}`,
        );
      }
      return padding;
    },
    write: (bytes) => {
      // What is left of a word is zeros, then come whole instructions (binutils 2.40, aarch64_handle_align).
      if (fill === 'code') {
        repeat(bytes.subarray(bytes.length & 3), nop);
      } else {
        repeat(bytes, fill);
      }
    },
  };
}

/** `.org` */
export function orgTail(statement: Statement, target: Expression, fill: number): Tail {
  return {
    statement,
    kind: 'place',
    sizeAt: (address, section) => {
      const end = placeIn(section, target);
      if (end < address) {
        throw new SourceError(
          'org-backwards',
          `.org to 0x${Math.max(0, end).toString(16)} lies ${address - end} bytes before the bytes already there, at 0x${address.toString(16)}`,
        );
      }
      return end - address;
    },
    write: (bytes) => void bytes.fill(fill),
  };
}

/** The offset in the section that an expression stands for. */
function placeIn(section: Section, target: Expression): number {
  const value = evaluate(target, distanceFinal);
  const base = value?.symbol?.definition;
  if (
    value === undefined ||
    value.minus !== undefined ||
    (base !== undefined && base.kind !== 'label')
  ) {
    throw new SourceError('not-absolute', 'the target of .org is no place in this section');
  }
  if (base !== undefined && base.fragment.subsection.section !== section) {
    throw new SourceError(
      'not-absolute',
      `the target of .org is in section '${base.fragment.subsection.section.name}'`,
    );
  }
  return Number(value.constant) + (base === undefined ? 0 : base.fragment.address + base.offset);
}

/** `.fill`: the unit, `count` times; `range` is where the count stands. */
export function fillTail(
  statement: Statement,
  count: Expression,
  unit: Uint8Array,
  range?: TextRange,
): Tail {
  return {
    statement,
    kind: 'count',
    sizeAt: () => {
      const value = evaluate(count, distanceFinal);
      if (value === undefined || !isNumber(value)) {
        throw new SourceError(
          'not-absolute',
          'the count is no number that is known in this file',
          range?.start,
          undefined,
          range?.end,
        );
      }
      checkCount(value.constant, range);
      return Number(value.constant) * unit.length;
    },
    write: (bytes) => repeat(bytes, unit),
  };
}

/** @throws SourceError for a count below 0, which stands at `range` */
export function checkCount(count: bigint, range?: TextRange): void {
  if (count < 0n) {
    throw new SourceError(
      'value-out-of-range',
      `the count is ${count}, expected 0 or more`,
      range?.start,
      undefined,
      range?.end,
    );
  }
}

/** `.uleb128`, `.sleb128` */
export function lebTail(
  statement: Statement,
  position: number,
  expression: Expression,
  encode: (value: bigint) => readonly number[],
): Tail {
  const encoded = (): readonly number[] => {
    const value = evaluate(expression, distanceFinal);
    if (value === undefined || !isNumber(value)) {
      throw new SourceError(
        'not-absolute',
        'the operand of a LEB128 directive is no number that is known in this file',
        position,
      );
    }
    return encode(value.constant);
  };
  return {
    statement,
    kind: 'leb128',
    sizeAt: () => encoded().length,
    write: (bytes) => bytes.set(encoded()),
  };
}

function repeat(bytes: Uint8Array, unit: Uint8Array): void {
  if (unit.length === 1) {
    bytes.fill(unit[0] ?? 0);
  } else {
    for (let at = 0; at + unit.length <= bytes.length; at += unit.length) {
      bytes.set(unit, at);
    }
  }
}
