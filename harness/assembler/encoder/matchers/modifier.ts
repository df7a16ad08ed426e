import { oneOf } from '../alternatives.ts';
import type { Matcher } from './miss.ts';
import { wrongKind, wrongValue } from './miss.ts';

const shifts = ['lsl', 'lsr', 'asr', 'ror'] as const;

const amountText = (name: string, amount: number): string => `${name} #${amount}`;

/** The shift of a register of `width` bits, in `shift` and `imm6`; ROR of logical instructions alone. */
export function compileShift(width: number, rotates: boolean): Matcher {
  const names = rotates ? shifts : shifts.slice(0, 3);
  return {
    match: (operand) => {
      const kind = operand.kind === 'modifier' ? names.indexOf(operand.name as 'lsl') : -1;
      if (operand.kind !== 'modifier' || kind === -1) {
        return wrongKind(() => `expected ${oneOf(names)}, found '${operand.text}'`);
      }
      const { amount } = operand;
      if (amount === undefined) {
        return wrongValue(() => `'${operand.text}' needs an amount`);
      }
      return amount < 0n || amount >= BigInt(width)
        ? wrongValue(
            () => `the amount of '${operand.text}' is out of range: expected 0 to ${width - 1}`,
          )
        : { shift: kind, imm6: Number(amount) };
    },
    print: (valueOf) => {
      const name = names[valueOf('shift')];
      return name === undefined ? undefined : amountText(name, valueOf('imm6'));
    },
  };
}

const extensions = ['uxtb', 'uxth', 'uxtw', 'uxtx', 'sxtb', 'sxth', 'sxtw', 'sxtx'] as const;
const largestExtendedShift = 4n;

const tooLarge = (text: string) =>
  wrongValue(() => `the amount of '${text}' is out of range: expected 0 to 4`);

/**
 * What becomes of Rm of add/subtract (extended register), in `option` and `imm3`. Printed for the register that the
 * option extends: all 64 bits for `x`, less for `w`, any without.
 */
export function compileExtend(register: string): Matcher {
  return {
    missing: 'an extension such as uxtw or sxtx',
    match: (operand) => {
      const option = operand.kind === 'modifier' ? extensions.indexOf(operand.name as 'uxtb') : -1;
      if (operand.kind !== 'modifier' || option === -1) {
        return wrongKind(() => `expected ${oneOf(extensions)}, found '${operand.text}'`);
      }
      const { amount = 0n } = operand;
      return amount < 0n || amount > largestExtendedShift
        ? tooLarge(operand.text)
        : { option, imm3: Number(amount) };
    },
    print: (valueOf) => {
      const option = valueOf('option');
      const isWide = (option & 3) === 3;
      const name = extensions[option];
      if (name === undefined || (register === 'x' && !isWide) || (register === 'w' && isWide)) {
        return undefined;
      }
      const amount = valueOf('imm3');
      return amount === 0 ? name : amountText(name, amount);
    },
  };
}

/** `lsl`: LSL of the same instructions, where the stack pointer is an operand; the option is fixed. */
export const extendByShift: Matcher = {
  match: (operand) => {
    if (operand.kind !== 'modifier' || operand.name !== 'lsl') {
      return wrongKind(() => `expected lsl, found '${operand.text}'`);
    }
    const { amount } = operand;
    if (amount === undefined) {
      return wrongValue(() => `'${operand.text}' needs an amount`);
    }
    return amount < 0n || amount > largestExtendedShift
      ? tooLarge(operand.text)
      : { imm3: Number(amount) };
  },
  print: (valueOf) => amountText('lsl', valueOf('imm3')),
};

/** `lsl #n` by a multiple of 8 or 16 bits, which the place counts. */
export function compileLeft(step: number, place: string, highest: number): Matcher {
  const amounts = Array.from({ length: highest / step + 1 }, (_, index) => index * step);
  return {
    match: (operand) => {
      if (operand.kind !== 'modifier' || operand.name !== 'lsl') {
        return wrongKind(() => `expected lsl, found '${operand.text}'`);
      }
      const amount = operand.amount === undefined ? -1 : Number(operand.amount);
      return amounts.includes(amount)
        ? { [place]: amount / step }
        : wrongValue(
            () =>
              `the amount of '${operand.text}' is out of range: expected ${oneOf(amounts.map(String))}`,
          );
    },
    print: (valueOf) => amountText('lsl', valueOf(place) * step),
  };
}
