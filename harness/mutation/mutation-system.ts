import type { Field } from './mutation-field.ts';
import { fieldOf, withField } from './mutation-field.ts';

/** op0[0], op1, CRn, CRm and op2 of MRS and MSR (Arm ARM, C5.3). */
const operand: Field = { low: 5, width: 15 };
const op1: Field = { low: 16, width: 3 };

function encoding(op0: number, op1: number, crn: number, crm: number, op2: number): number {
  return ((op0 & 1) << 14) | (op1 << 11) | (crn << 7) | (crm << 3) | op2;
}

/** Registers of exception handling that are easily taken for each other, in the order of that likeness. */
const alike: readonly number[] = [
  encoding(3, 4, 4, 0, 0), // SPSR_EL2
  encoding(3, 4, 4, 0, 1), // ELR_EL2
  encoding(3, 4, 5, 2, 0), // ESR_EL2
  encoding(3, 4, 6, 0, 0), // FAR_EL2
  encoding(3, 4, 6, 0, 4), // HPFAR_EL2
  encoding(3, 0, 7, 4, 0), // PAR_EL1
  encoding(3, 4, 13, 0, 2), // TPIDR_EL2
  encoding(3, 4, 2, 1, 0), // VTTBR_EL2
  encoding(3, 4, 12, 0, 0), // VBAR_EL2
  encoding(3, 4, 1, 1, 0), // HCR_EL2
];

/** The same access to registers that could be meant instead: the next of those alike, and the one of EL1. */
export function otherSystemRegisters(word: number): number[] {
  const place = alike.indexOf(fieldOf(word, operand));
  const next = place < 0 ? [] : [alike[place - 1], alike[place + 1]];
  const ofEl1 = fieldOf(word, op1) === 4 && hasEl1(word) ? [withField(word, op1, 0)] : [];
  return [
    ...next.flatMap((other) => (other === undefined ? [] : [withField(word, operand, other)])),
    ...ofEl1,
  ];
}

/** Registers of EL2 with one of EL1 in the same place: SPSR, ELR, ESR, FAR, VBAR, TPIDR (CRn 4, 5, 6, 12, 13). */
function hasEl1(word: number): boolean {
  const crn = fieldOf(word, { low: 12, width: 4 });
  const op2 = fieldOf(word, { low: 5, width: 3 });
  return [4, 5, 12].includes(crn) || (crn === 6 && op2 === 0);
}
