import type { Operand } from '../operand.ts';
import type { Bits, Matcher } from './miss.ts';
import { wrongKind, wrongValue } from './miss.ts';

export function compileImmediate(
  signed: boolean,
  width: number,
  scale: number,
  shift: number,
): Matcher {
  const low = signed ? -(2 ** (width - 1)) * scale : 0;
  const high = (signed ? 2 ** (width - 1) - 1 : 2 ** width - 1) * scale;
  const range = `${low} to ${high}${scale === 1 ? '' : ` in steps of ${scale}`}`;
  return (operand) => {
    if (operand.kind !== 'immediate') {
      return wrongKind(() => `expected a number, found '${operand.text}'`);
    }
    const { value } = operand;
    if (value < BigInt(low) || value > BigInt(high) || value % BigInt(scale) !== 0n) {
      return wrongValue(() => `'${operand.text}' is out of range: expected ${range}`);
    }
    return ((Number(value) / scale) & (2 ** width - 1)) << shift;
  };
}

export function compileDistance(specification: string): Matcher {
  const match = /^(pc(\d+)@(\d+)|adrp?)$/.exec(specification);
  if (match === null) {
    throw new TypeError(`no such operand pattern: ${specification}`);
  }
  const words = match[2] !== undefined;
  const width = BigInt(match[2] ?? 21);
  const scale = words ? 4n : specification === 'adrp' ? 4096n : 1n;
  const limit = (1n << (width - 1n)) * scale;
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
    const field = Number(BigInt.asUintN(Number(width), value / scale));
    return words ? field << Number(match[3]) : ((field & 3) << 29) | ((field >>> 2) << 5);
  };
}

const bitNumber = compileImmediate(false, 6, 1, 0);

/** TBZ, TBNZ: b5 is bit 31, b40 is at bit 19. */
export function matchBit(operand: Operand): Bits {
  const bit = bitNumber(operand, undefined);
  return typeof bit !== 'number' ? bit : ((bit & 31) << 19) | ((bit >> 5) << 31);
}

const authenticatedOffset = compileImmediate(true, 10, 8, 0);

/** LDRAA, LDRAB: S is bit 22, imm9 is at bit 12. */
export function matchAuthenticated(operand: Operand): Bits {
  const field = authenticatedOffset(operand, undefined);
  return typeof field !== 'number' ? field : ((field & 0x1ff) << 12) | ((field >> 9) << 22);
}
