import type { Refusal } from './encoder.ts';
import type { Operand } from './operand.ts';

interface Instruction {
  readonly mnemonic: string;
  readonly operands: readonly Operand[];
}

/** Logical instructions whose immediate form is an LLVM alias that GNU as does not have. */
const registerOnly: ReadonlySet<string> = new Set(['bics', 'orn', 'eon']);

/** Sign and zero extensions, which have a 32-bit source. */
const extensions: ReadonlySet<string> = new Set(['sxtb', 'sxth', 'sxtw', 'uxtb', 'uxth', 'uxtw']);

/** A negative immediate is the opposite instruction's positive one. */
const opposites: Readonly<Record<string, string>> = {
  add: 'sub',
  sub: 'add',
  adds: 'subs',
  subs: 'adds',
  cmp: 'cmn',
  cmn: 'cmp',
};

/** Turns what GNU as and Keystone see differently into what Keystone reads as GNU as does, or refuses it. */
function adjustForGnu(mnemonic: string, operands: readonly Operand[]): Instruction | Refusal {
  const [first, second, third] = operands;
  if (registerOnly.has(mnemonic) && third?.kind === 'immediate') {
    return { error: `'${mnemonic}' has no form with a number`, operand: 2 };
  }
  if (extensions.has(mnemonic)) {
    if (second?.kind !== 'register' || second.bank !== 'w') {
      return { error: `expected a 32-bit register, found '${second?.text ?? ''}'`, operand: 1 };
    }
    // GNU as takes 'uxtw' for a 32-bit move, whatever the width of the target.
    if (mnemonic === 'uxtw' && first?.kind === 'register' && operands.length === 2) {
      return { mnemonic: 'mov', operands: [{ ...first, bank: 'w' }, second] };
    }
  }
  if (mnemonic === 'mov' && first?.kind === 'register' && second?.kind === 'immediate') {
    if (first.bank === 'w' && (second.value < -(2n ** 32n) || second.value >= 2n ** 32n)) {
      return { error: `'${second.text}' does not fit into a 32-bit register`, operand: 1 };
    }
  }
  if (
    mnemonic === 'fmov' &&
    second?.kind === 'float' &&
    Number(second.text.replace('#', '')) === 0
  ) {
    return {
      error: `'${second.text}' is no immediate of 'fmov'`,
      operand: 1,
      note: 'use the zero register',
    };
  }
  const last = operands.at(-1);
  // The zero of a comparison may be written as an integer.
  if (/^fc[a-z]+$/.test(mnemonic) && last?.kind === 'immediate' && last.value === 0n) {
    return { mnemonic, operands: [...operands.slice(0, -1), { kind: 'float', text: '#0.0' }] };
  }
  const opposite = Object.hasOwn(opposites, mnemonic) ? opposites[mnemonic] : undefined;
  if (opposite !== undefined && last?.kind === 'immediate' && last.value < 0n) {
    return {
      mnemonic: opposite,
      operands: [...operands.slice(0, -1), { ...last, value: -last.value }],
    };
  }
  return { mnemonic, operands };
}

export { adjustForGnu };
