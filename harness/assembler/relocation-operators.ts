import type { RelocatableField } from './encoder/field.ts';

type FieldKind = RelocatableField['kind'];

/** The relocation of a bare symbol in a PC-relative operand. */
const bareSymbols: Readonly<Partial<Record<FieldKind, number>>> = {
  jump26: 282,
  call26: 283,
  branch19: 280,
  'test-branch14': 279,
  literal19: 273,
  adr: 274,
  adrp: 275,
};

/** R_AARCH64_LDST*_ABS_LO12_NC by access size in bytes. */
const loadStores: Readonly<Record<number, number>> = { 1: 278, 2: 284, 4: 285, 8: 286, 16: 299 };

/** What an operator such as `:lo12:` means in each field that may carry it (GNU as 2.40, "AArch64 Relocations"): AAELF64 numbers. Those of thread-local storage are left out: nothing at EL2 has threads. */
const operators: Readonly<Record<string, Readonly<Partial<Record<FieldKind, number>>>>> = {
  lo12: { add12: 277 },
  pg_hi21: { adrp: 275 },
  pg_hi21_nc: { adrp: 276 },
  abs_g0: { 'move-wide16': 263 },
  abs_g0_nc: { 'move-wide16': 264 },
  abs_g0_s: { 'move-wide16': 270 },
  abs_g1: { 'move-wide16': 265 },
  abs_g1_nc: { 'move-wide16': 266 },
  abs_g1_s: { 'move-wide16': 271 },
  abs_g2: { 'move-wide16': 267 },
  abs_g2_nc: { 'move-wide16': 268 },
  abs_g2_s: { 'move-wide16': 272 },
  abs_g3: { 'move-wide16': 269 },
  prel_g0: { 'move-wide16': 287 },
  prel_g0_nc: { 'move-wide16': 288 },
  prel_g1: { 'move-wide16': 289 },
  prel_g1_nc: { 'move-wide16': 290 },
  prel_g2: { 'move-wide16': 291 },
  prel_g2_nc: { 'move-wide16': 292 },
  prel_g3: { 'move-wide16': 293 },
  got: { adrp: 311, literal19: 309 },
  got_lo12: { 'load-store': 312 },
};

/** The R_AARCH64_* number for a symbol in a field, behind an operator or bare; undefined where there is none. */
export function relocationFor(
  field: RelocatableField,
  operator: string | undefined,
): number | undefined {
  if (operator === undefined) {
    return bareSymbols[field.kind];
  }
  if (operator === 'lo12' && field.kind === 'load-store') {
    return loadStores[field.size];
  }
  return operators[operator]?.[field.kind];
}

/** The `lsl` of the 16 bits that a group operator such as `:abs_g1:` selects; undefined for other operators. */
export function groupShift(operator: string | undefined): number | undefined {
  const group = operator === undefined ? undefined : /_g([0-3])(?:_|$)/u.exec(operator)?.[1];
  return group === undefined ? undefined : Number(group) * 16;
}

export function isOperator(operator: string): boolean {
  return Object.hasOwn(operators, operator);
}

/**
 * Relocations that GNU as leaves to the linker even where it knows the distance (binutils 2.40, aarch64_force_relocation): what a symbol's
 * page and the offset in it are is only known at its final address.
 */
export const alwaysLeft: ReadonlySet<number> = new Set([
  275, 276, 277, 278, 284, 285, 286, 299, 309, 311, 312,
]);
