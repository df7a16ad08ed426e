import type { Fields } from '../../../architecture/a64/pattern.ts';
import type { Matcher, WidthOf } from './miss.ts';
import { wrongKind, wrongValue } from './miss.ts';

/** A multiple of `scale` from `base` up; `fieldsOf` gets how often. */
export function compileImmediate(
  signed: boolean,
  width: number,
  scale: number,
  fieldsOf: (value: number) => Fields,
  base = 0,
): Matcher {
  const low = base + (signed ? -(2 ** (width - 1)) * scale : 0);
  const high = base + (signed ? 2 ** (width - 1) - 1 : 2 ** width - 1) * scale;
  const range = `${low} to ${high}${scale === 1 ? '' : ` in steps of ${scale}`}`;
  return (operand) => {
    if (operand.kind !== 'immediate') {
      return wrongKind(() => `expected a number, found '${operand.text}'`);
    }
    const { value } = operand;
    if (
      value < BigInt(low) ||
      value > BigInt(high) ||
      (value - BigInt(base)) % BigInt(scale) !== 0n
    ) {
      return wrongValue(() => `'${operand.text}' is out of range: expected ${range}`);
    }
    return fieldsOf((Number(value) - base) / scale);
  };
}

/** Bits of ADR's and ADRP's distance, and those of them that are in `immlo`. */
const adrWidth = 21;
const adrLowWidth = 2;

const splitDistance = (value: number): Fields => ({
  immlo: value,
  immhi: Math.floor(value / 2 ** adrLowWidth),
});

export function compileDistance(specification: string, widthOf: WidthOf): Matcher {
  const match = /^(?:pc:(\w+)|adrp?)$/.exec(specification);
  if (match === null) {
    throw new TypeError(`no such operand: ${specification}`);
  }
  const field = match[1];
  const width = field === undefined ? adrWidth : widthOf(field);
  const scale = field !== undefined ? 4n : specification === 'adrp' ? 4096n : 1n;
  const limit = 2n ** BigInt(width - 1) * scale;
  return (operand) => {
    if (operand.kind !== 'immediate') {
      return wrongKind(() => `expected a label or a distance in bytes, found '${operand.text}'`);
    }
    const { value } = operand;
    if (value < -limit || value >= limit) {
      return wrongValue(
        () => `'${operand.text}' is out of range: expected ${-limit} to ${limit - scale}`,
      );
    }
    if (value % scale !== 0n) {
      return wrongValue(() => `'${operand.text}' is not a multiple of ${scale}`);
    }
    const distance = Number(value / scale);
    return field === undefined ? splitDistance(distance) : { [field]: distance };
  };
}

/** TBZ, TBNZ: the number of a bit is b5:b40. */
export const matchBit = compileImmediate(false, 6, 1, (bit) => ({
  b40: bit,
  b5: Math.floor(bit / 32),
}));

/** LDRAA, LDRAB: the offset is S:imm9. */
export const matchAuthenticated = compileImmediate(true, 10, 8, (offset) => ({
  imm9: offset,
  S: Math.floor(offset / 512),
}));
