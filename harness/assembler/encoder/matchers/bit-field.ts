/** The operands of the aliases of SBFM, BFM and UBFM (Arm ARM, C6.2), by the width of the register. */
import type { Matcher } from './miss.ts';
import { wrongKind, wrongValue } from './miss.ts';
import type { Operand } from '../operand.ts';

function numberOf(operand: Operand, low: number, high: number) {
  if (operand.kind !== 'immediate') {
    return wrongKind(() => `expected a number, found '${operand.text}'`);
  }
  return operand.value < BigInt(low) || operand.value > BigInt(high)
    ? wrongValue(() => `'${operand.text}' is out of range: expected ${low} to ${high}`)
    : Number(operand.value);
}

/** The amount of LSL. */
export function compileLeftShift(width: number): Matcher {
  return {
    match: (operand) => {
      const amount = numberOf(operand, 0, width - 1);
      return typeof amount === 'number'
        ? { immr: (width - amount) % width, imms: width - 1 - amount }
        : amount;
    },
    print: (valueOf) => {
      const [immr, imms] = [valueOf('immr'), valueOf('imms')];
      return imms !== width - 1 && imms + 1 === immr ? `#${width - 1 - imms}` : undefined;
    },
  };
}

/** The lowest bit of BFI, SBFIZ, UBFIZ and BFC in the destination. */
export function compileInsertedAt(width: number): Matcher {
  return {
    match: (operand) => {
      const low = numberOf(operand, 0, width - 1);
      return typeof low === 'number' ? { immr: (width - low) % width } : low;
    },
    print: (valueOf) =>
      valueOf('imms') < valueOf('immr') ? `#${(width - valueOf('immr')) % width}` : undefined,
  };
}

/** How many bits there are, after the number of the lowest; `extracted` for those whose `imms` is the highest bit. */
export function compileCount(width: number, extracted: boolean): Matcher {
  return {
    looksBack: true,
    match: (operand, before) => {
      const low = before?.kind === 'immediate' ? Number(before.value) : 0;
      const count = numberOf(operand, 1, width - low);
      return typeof count === 'number' ? { imms: count - 1 + (extracted ? low : 0) } : count;
    },
    print: (valueOf) => {
      const [immr, imms] = [valueOf('immr'), valueOf('imms')];
      if (!extracted) {
        return `#${imms + 1}`;
      }
      return imms >= immr ? `#${imms - immr + 1}` : undefined;
    },
  };
}
