import type { Matcher, WidthOf } from './miss.ts';
import { wrongKind, wrongValue } from './miss.ts';

/** How numbers stand in a place: `toValue` is what the source says, `toField` what the place has. */
interface Numbers {
  readonly place: string;
  readonly low: number;
  readonly high: number;
  /** Of `step` from `low` on. */
  readonly step: number;
  readonly toField: (value: number) => number;
  readonly toValue: (field: number) => number;
  readonly isHexadecimal: boolean;
}

function compileNumbers({ place, low, high, step, ...how }: Numbers): Matcher {
  const range = `${low} to ${high}${step === 1 ? '' : ` in steps of ${step}`}`;
  return {
    match: (operand) => {
      if (operand.kind !== 'immediate') {
        return wrongKind(() => `expected a number, found '${operand.text}'`);
      }
      const { value } = operand;
      if (value < BigInt(low) || value > BigInt(high) || (Number(value) - low) % step !== 0) {
        return wrongValue(() => `'${operand.text}' is out of range: expected ${range}`);
      }
      return { [place]: how.toField(Number(value)) };
    },
    print: (valueOf) => {
      const value = how.toValue(valueOf(place));
      if (value < low || value > high) {
        return undefined;
      }
      return how.isHexadecimal && value >= 0 ? `#0x${value.toString(16)}` : `#${value}`;
    },
  };
}

const signedField = (field: number, width: number): number =>
  field >= 2 ** (width - 1) ? field - 2 ** width : field;

/**
 * `u:imm12`, `s:imm7*16`, `u:imm2*4+16`: all values of a place, unsigned or signed, times a scale from a base up,
 * `-u:imm12*4096` the negative ones; and
 * `1..64:64-scale`, `0..15:immh.immb-16`: a range of them, where the place has the difference from a number or the sum
 * with one, cut to its width. Undefined for another specification.
 */
export function compileImmediate(specification: string, widthOf: WidthOf): Matcher | undefined {
  const range = /^(-?\d+)\.\.(-?\d+):(?:(\d+)-)?([\w.<>:]+?)(?:-(\d+))?$/.exec(specification);
  if (range !== null) {
    const [, low, high, minuend, place = '', subtrahend = 0] = range;
    const isBackwards = minuend !== undefined;
    const isEither = Number(low) < 0 && Number(high) > 0;
    return compileNumbers({
      place,
      low: Number(low),
      high: Number(high),
      step: 1,
      toField: (value) => (isBackwards ? Number(minuend) - value : value + Number(subtrahend)),
      toValue: (field) => (isBackwards ? Number(minuend) - field : field - Number(subtrahend)),
      // What is signed or unsigned as one likes is printed as bits.
      isHexadecimal: isEither,
    });
  }
  const all = /^(-?[us])(\d*):([\w.<>:]+)(?:\*(\d+))?(?:\+(\d+))?$/.exec(specification);
  if (all === null) {
    return undefined;
  }
  const [, sign, bits, place = '', scaleText = '1', baseText = '0'] = all;
  const width = bits === '' ? widthOf(place) : Number(bits);
  const isSigned = sign === 's';
  const [step, base] = [Number(scaleText), Number(baseText)];
  if (sign === '-u') {
    return compileNumbers({
      place,
      low: (1 - 2 ** width) * step,
      high: -step,
      step,
      toField: (value) => -value / step,
      toValue: (field) => -field * step,
      isHexadecimal: false,
    });
  }
  const lowest = isSigned ? -(2 ** (width - 1)) : 0;
  return compileNumbers({
    place,
    low: base + lowest * step,
    high: base + (lowest + 2 ** width - 1) * step,
    step,
    toField: (value) => (value - base) / step,
    toValue: (field) => base + (isSigned ? signedField(field, width) : field) * step,
    // Rotations by 90 are decimal.
    isHexadecimal: !isSigned && (step & (step - 1)) === 0,
  });
}

/** `#8`: this number alone. */
export function compileExact(number: string): Matcher {
  return {
    match: (operand) => {
      if (operand.kind !== 'immediate') {
        return wrongKind(() => `expected #${number}, found '${operand.text}'`);
      }
      return operand.value === BigInt(number)
        ? {}
        : wrongValue(() => `expected #${number}, found '${operand.text}'`);
    },
    print: () => `#${number}`,
  };
}

/** The distance of a branch or literal in words (`pc:imm19`), of ADR in bytes, of ADRP in pages. */
export function compileDistance(specification: string, widthOf: WidthOf): Matcher {
  const match = /^(?:pc:(\w+)|adrp?)$/.exec(specification);
  if (match === null) {
    throw new TypeError(`no such operand: ${specification}`);
  }
  const place = match[1] ?? 'immhi.immlo';
  const width = widthOf(place);
  const scale = match[1] !== undefined ? 4n : specification === 'adrp' ? 4096n : 1n;
  const limit = 2n ** BigInt(width - 1) * scale;
  return {
    match: (operand) => {
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
      return { [place]: Number(value / scale) };
    },
    print: (valueOf, address) => {
      const distance = BigInt(signedField(valueOf(place), width)) * scale;
      const from = specification === 'adrp' ? (address / scale) * scale : address;
      return `0x${BigInt.asUintN(64, from + distance).toString(16)}`;
    },
  };
}
