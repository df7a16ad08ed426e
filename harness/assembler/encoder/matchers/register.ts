import type { RegisterOperand } from '../operand.ts';
import type { Matcher } from './miss.ts';
import { wrongKind, wrongValue } from './miss.ts';

const banks: Readonly<Record<string, { bank: RegisterOperand['bank']; stack: boolean }>> = {
  X: { bank: 'x', stack: false },
  W: { bank: 'w', stack: false },
  XSP: { bank: 'x', stack: true },
  WSP: { bank: 'w', stack: true },
  B: { bank: 'b', stack: false },
  H: { bank: 'h', stack: false },
  S: { bank: 's', stack: false },
  D: { bank: 'd', stack: false },
  Q: { bank: 'q', stack: false },
  V: { bank: 'v', stack: false },
};

export function compileRegister(specification: string): Matcher {
  const match = /^([A-Z]+)(?:[./](\w+))?(?:\[u(\d)@(\d+)\])?@(\d+)$/.exec(specification);
  const found = banks[match?.[1] ?? ''];
  if (match === null || found === undefined) {
    throw new TypeError(`no such operand pattern: ${specification}`);
  }
  const { bank, stack } = found;
  const arrangement = match[2] ?? '';
  const elementWidth = match[3] === undefined ? undefined : Number(match[3]);
  const elementShift = Number(match[4] ?? 0);
  const shift = Number(match[5]);
  const expected = describe(match[1] ?? '', arrangement, elementWidth !== undefined);
  return (operand) => {
    if (
      operand.kind !== 'register' ||
      operand.bank !== bank ||
      operand.arrangement !== arrangement ||
      (operand.number === 31 && 'xw'.includes(bank) && operand.stack !== stack) ||
      (operand.element === undefined) !== (elementWidth === undefined)
    ) {
      return wrongKind(() => `expected ${expected}, found '${operand.text}'`);
    }
    const element = operand.element ?? 0;
    if (elementWidth !== undefined && element >= 2 ** elementWidth) {
      return wrongValue(
        () =>
          `element ${element} of '${operand.text}' is out of range: expected 0 to ${2 ** elementWidth - 1}`,
      );
    }
    return (operand.number << shift) | (element << elementShift);
  };
}

function describe(bank: string, arrangement: string, element: boolean): string {
  if (bank === 'XSP') {
    return 'a 64-bit register or sp';
  }
  if (bank === 'WSP') {
    return 'a 32-bit register or wsp';
  }
  if (bank === 'X') {
    return 'a 64-bit register';
  }
  if (bank === 'W') {
    return 'a 32-bit register';
  }
  const suffix = arrangement === '' ? '' : `.${arrangement}`;
  return `a register ${bank.toLowerCase()}0${suffix} to ${bank.toLowerCase()}31${suffix}${element ? ' with an element' : ''}`;
}

/** The odd register of a pair (CASP). */
export function compileSecond(bank: 'x' | 'w'): Matcher {
  return (operand, before) => {
    const first = before?.kind === 'register' ? before.number : -1;
    if (first % 2 !== 0) {
      return wrongValue(() => `'${before?.text ?? ''}' before '${operand.text}' is not even`);
    }
    return operand.kind === 'register' &&
      operand.bank === bank &&
      operand.number === first + 1 &&
      !operand.stack
      ? 0
      : wrongKind(
          () => `expected ${bank}${first + 1 === 31 ? 'zr' : first + 1}, found '${operand.text}'`,
        );
  };
}
