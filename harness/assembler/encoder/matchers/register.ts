import type { RegisterOperand } from '../operand.ts';
import type { Found, Matcher, ValueOf, WidthOf } from './miss.ts';
import { wrongKind, wrongValue } from './miss.ts';

type Bank = RegisterOperand['bank'];

/** What register 31 is: `only` allows no other, and the stack pointer alone; `none` allows all but it. */
type Stack = 'zero' | 'stack' | 'only' | 'none';

const banks: Readonly<Record<string, { readonly bank: Bank; readonly stack: Stack }>> = {
  X: { bank: 'x', stack: 'zero' },
  W: { bank: 'w', stack: 'zero' },
  XSP: { bank: 'x', stack: 'stack' },
  WSP: { bank: 'w', stack: 'stack' },
  XR: { bank: 'x', stack: 'none' },
  SP: { bank: 'x', stack: 'only' },
  ESP: { bank: 'w', stack: 'only' },
  B: { bank: 'b', stack: 'zero' },
  H: { bank: 'h', stack: 'zero' },
  S: { bank: 's', stack: 'zero' },
  D: { bank: 'd', stack: 'zero' },
  Q: { bank: 'q', stack: 'zero' },
  V: { bank: 'v', stack: 'zero' },
};

const isGeneral = (bank: Bank): boolean => bank === 'x' || bank === 'w';

/** The register's name; 31 is the zero register or with `stack` the stack pointer. */
export function registerName(bank: Bank, number: number, stack: boolean): string {
  if (number !== 31 || !isGeneral(bank)) {
    return `${bank}${number}`;
  }
  return stack ? { x: 'sp', w: 'wsp' }[bank as 'x' | 'w'] : `${bank}zr`;
}

/** An arrangement that stands for an element of it: GNU as takes `v0.2d[1]` for `v0.d[1]`, unless all of it is less than 64 bits. */
const elementOf = (arrangement: string, expected: string): string =>
  arrangement.endsWith(expected.slice(-1)) && !/^\d/.test(expected)
    ? arrangement.replace(/^(?:16|8|4|2|1)(?=[bhsd]$)/, '')
    : arrangement;

interface Specification {
  readonly bankName: string;
  readonly bank: Bank;
  readonly stack: Stack;
  readonly arrangement: string;
  /** The place of the element's number, or that number. */
  readonly index: string | undefined;
  /** The places of the register's number, which all get it. */
  readonly places: readonly string[];
}

/** @throws TypeError for what is no specification of a register */
function parse(specification: string): Specification {
  const match = /^([A-Z]+)(?:\.(\w+))?(?:\[(?:u:)?([\w.<>:]+)\])?:([\w.<>:&]+)$/.exec(
    specification,
  );
  const [, bankName = '', arrangement = '', index, places = ''] = match ?? [];
  const found = banks[bankName];
  if (match === null || found === undefined) {
    throw new TypeError(`no such operand: ${specification}`);
  }
  return { bankName, ...found, arrangement, index, places: places.split('&') };
}

export function compileRegister(text: string, widthOf: WidthOf): Matcher {
  const { bankName, bank, stack, arrangement, index, places } = parse(text);
  const isFixed = index !== undefined && /^\d+$/.test(index);
  const elements = index === undefined || isFixed ? undefined : 2 ** widthOf(index);
  const [place = '', ...copies] = places;
  const registers = stack === 'only' ? 0 : 2 ** widthOf(place);
  const expected = describe(bankName, arrangement, index);
  const isStack = stack === 'stack' || stack === 'only';
  const wrong = (text: string) => wrongKind(() => `expected ${expected}, found '${text}'`);
  return {
    match: (operand): Found => {
      if (
        operand.kind !== 'register' ||
        operand.bank !== bank ||
        (operand.element === undefined) !== (index === undefined) ||
        (index === undefined
          ? operand.arrangement !== arrangement
          : elementOf(operand.arrangement, arrangement) !== arrangement) ||
        (operand.number === 31 && isGeneral(bank) && operand.stack !== isStack) ||
        (stack === 'only' && !operand.stack) ||
        (stack === 'none' && operand.number === 31)
      ) {
        return wrong(operand.text);
      }
      const { number, element = 0 } = operand;
      if (stack !== 'only' && number >= registers) {
        return wrongValue(
          () => `'${operand.text}' is out of range: expected ${bank}0 to ${bank}${registers - 1}`,
        );
      }
      if (isFixed && element !== Number(index)) {
        return wrongValue(() => `expected element ${index} of '${operand.text}'`);
      }
      if (elements !== undefined && element >= elements) {
        return wrongValue(
          () =>
            `element ${element} of '${operand.text}' is out of range: expected 0 to ${elements - 1}`,
        );
      }
      const found: Record<string, number> = { [place]: number };
      for (const copy of copies) {
        found[copy] = number;
      }
      if (elements !== undefined && index !== undefined) {
        found[index] = element;
      }
      return found;
    },
    print: (valueOf: ValueOf): string | undefined => {
      const number = valueOf(place);
      if (
        (stack === 'only' && number !== 31) ||
        (stack === 'none' && number === 31) ||
        copies.some((copy) => valueOf(copy) !== number)
      ) {
        return undefined;
      }
      const name = registerName(bank, number, isStack);
      const suffix = arrangement === '' ? '' : `.${arrangement}`;
      return `${name}${suffix}${index === undefined ? '' : `[${isFixed ? index : valueOf(index)}]`}`;
    },
  };
}

/** `X:Rn!`: a register that is updated, of the specification before the `!`. */
export function compileUpdated(specification: string, widthOf: WidthOf): Matcher {
  const register = compileRegister(specification, widthOf);
  return {
    match: (operand) =>
      operand.kind === 'updated'
        ? register.match(operand.register, undefined)
        : wrongKind(() => `expected a register and '!', found '${operand.text}'`),
    print: (valueOf, address) => {
      const text = register.print(valueOf, address);
      return text === undefined ? undefined : `${text}!`;
    },
  };
}

function describe(bank: string, arrangement: string, index: string | undefined): string {
  switch (bank) {
    case 'XSP':
      return 'a 64-bit register or sp';
    case 'WSP':
      return 'a 32-bit register or wsp';
    case 'SP':
      return 'sp';
    case 'ESP':
      return 'wsp';
    case 'X':
      return 'a 64-bit register';
    case 'XR':
      return 'a 64-bit register x0 to x30';
    case 'W':
      return 'a 32-bit register';
    default: {
      const suffix = arrangement === '' ? '' : `.${arrangement}`;
      const letter = bank.toLowerCase();
      return `a register ${letter}0${suffix} to ${letter}31${suffix}${index === undefined ? '' : ' with an element'}`;
    }
  }
}

/** The odd register of a pair (CASP), after the one in `place`. */
export function compileSecond(bank: 'x' | 'w', place: string): Matcher {
  return {
    looksBack: true,
    match: (operand, before) => {
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
    },
    print: (valueOf) =>
      valueOf(place) % 2 === 0 ? registerName(bank, valueOf(place) + 1, false) : undefined,
  };
}

/**
 * `{V.16b*2:Rn}`, so many registers with this arrangement, one after the other; `{V.b*2:Rt}[Q.S.size]` their elements.
 *
 * @throws TypeError for what is no specification of a list
 */
export function compileList(specification: string, widthOf: WidthOf): Matcher {
  const match = /^\{V\.(\w+)\*(\d):(\w+)\}(?:\[([\w.<>:]+)\])?$/.exec(specification);
  if (match === null) {
    throw new TypeError(`no such operand: ${specification}`);
  }
  const [, arrangement = '', digits, place = '', index] = match;
  const count = Number(digits);
  const elements = index === undefined ? undefined : 2 ** widthOf(index);
  const expected = `${count} register${count === 1 ? '' : 's'} such as '${listText(0, count, arrangement)}'`;
  return {
    match: (operand) => {
      if (operand.kind !== 'list') {
        return wrongKind(() => `expected a list of ${expected}, found '${operand.text}'`);
      }
      const [first] = operand.registers;
      if (
        first === undefined ||
        (operand.element === undefined) !== (index === undefined) ||
        operand.registers.some(
          (register) =>
            register.bank !== 'v' ||
            register.arrangement !== arrangement ||
            register.element !== undefined,
        )
      ) {
        return wrongKind(() => `expected a list of ${expected}, found '${operand.text}'`);
      }
      if (operand.registers.length !== count) {
        return wrongValue(() => `expected a list of ${expected}, found '${operand.text}'`);
      }
      const { element = 0 } = operand;
      if (elements !== undefined && element >= elements) {
        return wrongValue(
          () =>
            `element ${element} of '${operand.text}' is out of range: expected 0 to ${elements - 1}`,
        );
      }
      const number = { [place]: first.number };
      return index === undefined ? number : { ...number, [index]: element };
    },
    print: (valueOf) =>
      `${listText(valueOf(place), count, arrangement)}${index === undefined ? '' : `[${valueOf(index)}]`}`,
  };
}

/** As objdump writes it: three and more as a range, unless it wraps round. */
function listText(first: number, count: number, arrangement: string): string {
  const name = (step: number): string => `v${(first + step) % 32}.${arrangement}`;
  if (count > 2 && first + count <= 32) {
    return `{${name(0)}-${name(count - 1)}}`;
  }
  return `{${Array.from({ length: count }, (_, step) => name(step)).join(', ')}}`;
}
