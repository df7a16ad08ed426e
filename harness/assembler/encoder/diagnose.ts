import type { Refusal } from './encoder.ts';
import type { Operand } from './operand.ts';

/** What an operand could have been instead, to see whether it alone is to blame. */
interface Alternative {
  readonly operand: Operand;
  /** What is wrong with the operand if this one fits. */
  readonly error: string;
}

/**
 * Finds the operand that keeps a known instruction from being encoded: the one that, exchanged for something like it, makes the
 * rest fit. Without such an operand the refusal names none.
 */
export function diagnose(
  mnemonic: string,
  operands: readonly Operand[],
  fits: (operands: readonly Operand[]) => boolean,
): Refusal {
  for (const [index, operand] of operands.entries()) {
    for (const alternative of alternatives(operand, mnemonic)) {
      if (fits(operands.with(index, alternative.operand))) {
        return { error: alternative.error, operand: index };
      }
    }
  }
  if (operands.length > 0 && fits(operands.slice(0, -1))) {
    const index = operands.length - 1;
    return {
      error: `'${operands[index]?.text ?? ''}' is one operand too many for '${mnemonic}'`,
      operand: index,
    };
  }
  return {
    error: `'${mnemonic}' has no form with ${operands.length === 0 ? 'no operands' : `the operands '${operands.map(({ text }) => text).join(', ')}'`}`,
  };
}

function alternatives(operand: Operand, mnemonic: string): Alternative[] {
  switch (operand.kind) {
    case 'immediate':
      return [0n, 1n, 16n].map((value) => ({
        operand: { ...operand, value },
        error: `'${operand.text}' cannot be an immediate of '${mnemonic}' here: it is out of range or not of the form that can be encoded`,
      }));
    case 'modifier':
      return [0n, 1n, 2n, 3n, 12n].map((amount) => ({
        operand: { ...operand, amount },
        error: `the amount of '${operand.text}' is out of range`,
      }));
    case 'register':
      return registerAlternatives(operand);
    case 'memory':
      return [
        {
          operand: { ...operand, parts: [] },
          error: `the offset of '${operand.text}' is out of range, or not a multiple of the access size`,
        },
      ];
    case 'float':
      return [
        {
          operand: { ...operand, text: '#1.0' },
          error: `'${operand.text}' has no 8-bit encoding: expected n / 16 * 2^r, n 16 to 31, r -3 to 4`,
        },
      ];
    case 'list':
    case 'updated':
    case 'name':
      return [];
  }
}

function registerAlternatives(operand: Operand & { kind: 'register' }): Alternative[] {
  const { bank, text } = operand;
  if (bank === 'x' || bank === 'w') {
    const other = bank === 'x' ? 'w' : 'x';
    const plain = { ...operand, number: 0, stack: false };
    return [
      ...(operand.number === 31
        ? [{ operand: plain, error: `'${text}' is not possible here: expected a general register` }]
        : []),
      {
        operand: { ...plain, bank: other },
        error: `expected a ${other === 'x' ? 64 : 32}-bit register, found '${text}'`,
      },
    ];
  }
  return ['16b', '8h', '4s', '2d', '8b', '4h', '2s', '1d']
    .filter((arrangement) => bank === 'v' && arrangement !== operand.arrangement)
    .map((arrangement) => ({
      operand: { ...operand, arrangement },
      error: `'${text}' does not have the arrangement of the other operands: expected '.${arrangement}'`,
    }));
}
