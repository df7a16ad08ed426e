import type { RegisterOperand } from '../operand.ts';
import type { Matcher, WidthOf } from './miss.ts';
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

export function compileRegister(specification: string, widthOf: WidthOf): Matcher {
  const match = /^([A-Z]+)(?:[./](\w+))?(?:\[u:(\w+)\])?:(\w+)$/.exec(specification);
  const found = banks[match?.[1] ?? ''];
  if (match === null || found === undefined) {
    throw new TypeError(`no such operand: ${specification}`);
  }
  const { bank, stack } = found;
  const arrangement = match[2] ?? '';
  const [, , , elementField, field = ''] = match;
  const elements = elementField === undefined ? undefined : 2 ** widthOf(elementField);
  const expected = describe(match[1] ?? '', arrangement, elements !== undefined);
  return (operand) => {
    if (
      operand.kind !== 'register' ||
      operand.bank !== bank ||
      operand.arrangement !== arrangement ||
      (operand.number === 31 && 'xw'.includes(bank) && operand.stack !== stack) ||
      (operand.element === undefined) !== (elements === undefined)
    ) {
      return wrongKind(() => `expected ${expected}, found '${operand.text}'`);
    }
    const element = operand.element ?? 0;
    if (elements !== undefined && element >= elements) {
      return wrongValue(
        () =>
          `element ${element} of '${operand.text}' is out of range: expected 0 to ${elements - 1}`,
      );
    }
    const number = { [field]: operand.number };
    return elementField === undefined ? number : { ...number, [elementField]: element };
  };
}

/** `X:Rn!`: a register that is updated, of the specification before the `!`. */
export function compileUpdated(specification: string, widthOf: WidthOf): Matcher {
  const register = compileRegister(specification, widthOf);
  return (operand) =>
    operand.kind === 'updated'
      ? register(operand.register, undefined)
      : wrongKind(() => `expected a register and '!', found '${operand.text}'`);
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
      ? {}
      : wrongKind(
          () => `expected ${bank}${first + 1 === 31 ? 'zr' : first + 1}, found '${operand.text}'`,
        );
  };
}
