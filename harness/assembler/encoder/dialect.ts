import type { Refusal } from './encoder.ts';
import type { ModifierOperand, Operand, RegisterOperand } from './operand.ts';

interface Instruction {
  readonly mnemonic: string;
  readonly operands: readonly Operand[];
}

/** Undefined where the instruction needs nothing. */
type Adjustment = (
  mnemonic: string,
  operands: readonly Operand[],
) => Instruction | Refusal | undefined;

/** Turns what GNU as and Keystone see differently into what Keystone reads as GNU as does, or refuses it. */
export function adjustForGnu(
  mnemonic: string,
  operands: readonly Operand[],
): Instruction | Refusal {
  const float = operands.findIndex(({ kind }) => kind === 'float');
  if (float >= 0 && !mnemonic.startsWith('f')) {
    return {
      error: `'${operands[float]?.text ?? ''}' is no operand of '${mnemonic}'`,
      operand: float,
    };
  }
  const adjustment = Object.hasOwn(adjustments, mnemonic) ? adjustments[mnemonic] : undefined;
  return adjustment?.(mnemonic, operands) ?? { mnemonic, operands };
}

/** Logical instructions whose immediate form is an LLVM alias that GNU as does not have. */
const registerOnly: Adjustment = (mnemonic, operands) =>
  operands[2]?.kind === 'immediate'
    ? { error: `'${mnemonic}' has no form with a number`, operand: 2 }
    : undefined;

/** Sign and zero extensions have a 32-bit source; GNU as takes UXTW for a 32-bit move, whatever the width of the target. */
const extension: Adjustment = (mnemonic, operands) => {
  const [first, second] = operands;
  if (second?.kind !== 'register' || second.arrangement !== '') {
    return undefined;
  }
  if (second.bank !== 'w' || second.stack) {
    return { error: `expected a 32-bit register, found '${second.text}'`, operand: 1 };
  }
  if (first?.kind !== 'register' || !isGeneral(first) || first.stack) {
    return { error: `expected a general register, found '${first?.text ?? ''}'`, operand: 0 };
  }
  return mnemonic === 'uxtw' && operands.length === 2
    ? { mnemonic: 'mov', operands: [{ ...first, bank: 'w' }, second] }
    : undefined;
};

const opposites: Readonly<Record<string, string>> = {
  add: 'sub',
  sub: 'add',
  adds: 'subs',
  subs: 'adds',
  cmp: 'cmn',
  cmn: 'cmp',
};

const narrowExtensions: ReadonlySet<string> = new Set([
  'uxtb',
  'uxth',
  'uxtw',
  'sxtb',
  'sxth',
  'sxtw',
]);

const arithmetic: Adjustment = (mnemonic, operands) => {
  const last = operands.at(-1);
  // A negative immediate is the opposite instruction's positive one.
  const opposite = opposites[mnemonic];
  if (opposite !== undefined && last?.kind === 'immediate' && last.value < 0n) {
    const positive = { ...last, value: -last.value };
    return { mnemonic: opposite, operands: [...operands.slice(0, -1), positive] };
  }
  const [source, modifier] = operands.slice(-2);
  if (source?.kind !== 'register' || modifier?.kind !== 'modifier') {
    return undefined;
  }
  return extendedRegister(mnemonic, operands, source, modifier);
};

/** GNU as lets a 64-bit register be extended from a part of it, and does not let LSL extend a 32-bit one. */
function extendedRegister(
  mnemonic: string,
  operands: readonly Operand[],
  source: RegisterOperand,
  modifier: ModifierOperand,
): Instruction | Refusal | undefined {
  const wide = operands[0]?.kind === 'register' && operands[0].bank === 'x';
  if (source.bank === 'x' && wide && narrowExtensions.has(modifier.name)) {
    const narrow: Operand = { ...source, bank: 'w' };
    return { mnemonic, operands: operands.with(operands.length - 2, narrow) };
  }
  if (source.bank === 'w' && wide && !narrowExtensions.has(modifier.name)) {
    return {
      error: `'${modifier.text}' cannot extend '${source.text}'`,
      operand: operands.length - 1,
    };
  }
  return undefined;
}

const move: Adjustment = (_, operands) => {
  const [first, second, third] = operands;
  if (first?.kind !== 'register') {
    return undefined;
  }
  if (second?.kind === 'immediate' && first.bank === 'w') {
    return second.value < -(2n ** 32n) || second.value >= 2n ** 32n
      ? { error: `'${second.text}' does not fit into a 32-bit register`, operand: 1 }
      : undefined;
  }
  if (second?.kind !== 'register') {
    return undefined;
  }
  if (
    first.bank === 'v' &&
    first.element === undefined &&
    !['8b', '16b'].includes(first.arrangement)
  ) {
    return { error: `expected '.8b' or '.16b', found '${first.text}'`, operand: 0 };
  }
  // MOV of a shifted register is ORR with the zero register.
  return third?.kind === 'modifier' && isGeneral(first)
    ? { mnemonic: 'orr', operands: [first, zeroRegister(first), ...operands.slice(1)] }
    : undefined;
};

/** Keystone takes 0 for the zero register, and any integer for the encoded bits. */
const floatMove: Adjustment = (_, operands) => {
  const second = operands[1];
  if (second?.kind !== 'float' && second?.kind !== 'immediate') {
    return undefined;
  }
  const value = Number(second.text.replace('#', ''));
  return value === 0 || Math.abs(value) > 31 || /x/.test(second.text)
    ? { error: `'${second.text}' is no immediate of 'fmov'`, operand: 1 }
    : undefined;
};

/** The zero of a comparison may be written as an integer. */
const floatComparison: Adjustment = (mnemonic, operands) => {
  const last = operands.at(-1);
  return last?.kind === 'immediate' && last.value === 0n
    ? { mnemonic, operands: [...operands.slice(0, -1), { kind: 'float', text: '#0.0' }] }
    : undefined;
};

/** Eight bits, signed or unsigned. */
const vectorImmediate: Adjustment = (mnemonic, operands) => {
  const second = operands[1];
  return second?.kind === 'immediate' && second.value < 0n && second.value >= -128n
    ? { mnemonic, operands: operands.with(1, { ...second, value: second.value + 256n }) }
    : undefined;
};

/** A register that a transfer adds to its base is never the zero register. */
const transfer: Adjustment = (mnemonic, operands) => {
  const third = operands[2];
  return third?.kind === 'register' && third.number === 31
    ? { error: `'${third.text}' cannot be added to the base of '${mnemonic}'`, operand: 2 }
    : undefined;
};

/** CMLE and CMLT of registers are CMGE and CMGT with the operands turned round, which GNU as leaves to its users. */
const zeroComparison: Adjustment = (mnemonic, operands) =>
  operands[2]?.kind === 'register'
    ? { error: `'${mnemonic}' compares with #0 only`, operand: 2 }
    : undefined;

/** EXT takes a byte of the lower of its vectors. */
const extraction: Adjustment = (_, operands) => {
  const [first, , , index] = operands;
  if (first?.kind !== 'register' || index?.kind !== 'immediate') {
    return undefined;
  }
  const largest = first.arrangement === '16b' ? 15n : 7n;
  return index.value < 0n || index.value > largest
    ? { error: `'${index.text}' is out of range: expected 0 to ${largest}`, operand: 3 }
    : undefined;
};

const adjustments: Readonly<Record<string, Adjustment>> = {
  bics: registerOnly,
  orn: registerOnly,
  eon: registerOnly,
  sxtb: extension,
  sxth: extension,
  sxtw: extension,
  uxtb: extension,
  uxth: extension,
  uxtw: extension,
  add: arithmetic,
  sub: arithmetic,
  adds: arithmetic,
  subs: arithmetic,
  cmp: arithmetic,
  cmn: arithmetic,
  mov: move,
  fmov: floatMove,
  fcmp: floatComparison,
  fcmpe: floatComparison,
  fcmeq: floatComparison,
  fcmge: floatComparison,
  fcmgt: floatComparison,
  mvni: vectorImmediate,
  cmle: zeroComparison,
  cmlt: zeroComparison,
  ext: extraction,
  ...Object.fromEntries(
    ['ld1', 'ld2', 'ld3', 'ld4', 'ld1r', 'ld2r', 'ld3r', 'ld4r', 'st1', 'st2', 'st3', 'st4'].map(
      (mnemonic) => [mnemonic, transfer],
    ),
  ),
};

function isGeneral({ bank }: RegisterOperand): boolean {
  return bank === 'x' || bank === 'w';
}

function zeroRegister({ bank }: RegisterOperand): RegisterOperand {
  return {
    kind: 'register',
    bank,
    number: 31,
    stack: false,
    arrangement: '',
    element: undefined,
    text: `${bank}zr`,
  };
}
