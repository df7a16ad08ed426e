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

/** By access size in bytes. */
type BySize = Readonly<Record<number, number>>;

/** What an operator such as `:lo12:` means in each field that may carry it (GNU as 2.40, "AArch64 Relocations"): AAELF64 numbers. */
type Meanings = Readonly<
  Partial<Record<Exclude<FieldKind, 'load-store'>, number>> & {
    /** One for all sizes, or one for each. */
    readonly 'load-store'?: number | BySize;
    /** Not with MOVK, which keeps the other bits: the whole number must fit. */
    readonly isWhole?: true;
  }
>;

const operators: Readonly<Record<string, Meanings>> = {
  lo12: { add12: 277, 'load-store': { 1: 278, 2: 284, 4: 285, 8: 286, 16: 299 } },
  pg_hi21: { adrp: 275 },
  pg_hi21_nc: { adrp: 276 },
  abs_g0: { 'move-wide16': 263 },
  abs_g0_nc: { 'move-wide16': 264 },
  abs_g0_s: { 'move-wide16': 270, isWhole: true },
  abs_g1: { 'move-wide16': 265 },
  abs_g1_nc: { 'move-wide16': 266 },
  abs_g1_s: { 'move-wide16': 271, isWhole: true },
  abs_g2: { 'move-wide16': 267 },
  abs_g2_nc: { 'move-wide16': 268 },
  abs_g2_s: { 'move-wide16': 272, isWhole: true },
  abs_g3: { 'move-wide16': 269 },
  prel_g0: { 'move-wide16': 287, isWhole: true },
  prel_g0_nc: { 'move-wide16': 288 },
  prel_g1: { 'move-wide16': 289, isWhole: true },
  prel_g1_nc: { 'move-wide16': 290 },
  prel_g2: { 'move-wide16': 291, isWhole: true },
  prel_g2_nc: { 'move-wide16': 292 },
  prel_g3: { 'move-wide16': 293, isWhole: true },
  // Through the global offset table.
  got: { adrp: 311, literal19: 309 },
  got_lo12: { 'load-store': 312 },
  gotpage_lo15: { 'load-store': 313 },
  gotoff_g0_nc: { 'move-wide16': 301 },
  gotoff_g1: { 'move-wide16': 302 },
  gotoff_lo15: { 'load-store': 310 },
  // Thread-local storage: general dynamic, local dynamic, initial exec, local exec, descriptors.
  tlsgd: { adr: 512, adrp: 513 },
  tlsgd_lo12: { add12: 514 },
  tlsgd_g1: { 'move-wide16': 515, isWhole: true },
  tlsgd_g0_nc: { 'move-wide16': 516 },
  tlsldm: { adr: 517, adrp: 518 },
  tlsldm_lo12_nc: { add12: 519 },
  dtprel_g2: { 'move-wide16': 523 },
  dtprel_g1: { 'move-wide16': 524 },
  dtprel_g1_nc: { 'move-wide16': 525 },
  dtprel_g0: { 'move-wide16': 526 },
  dtprel_g0_nc: { 'move-wide16': 527 },
  dtprel_hi12: { add12: 528 },
  dtprel_lo12: { add12: 529, 'load-store': { 1: 531, 2: 533, 4: 535, 8: 537 } },
  dtprel_lo12_nc: { add12: 530, 'load-store': { 1: 532, 2: 534, 4: 536, 8: 538 } },
  gottprel_g1: { 'move-wide16': 539 },
  gottprel_g0_nc: { 'move-wide16': 540 },
  gottprel: { adrp: 541, literal19: 543 },
  gottprel_lo12: { 'load-store': 542 },
  tprel_g2: { 'move-wide16': 544, isWhole: true },
  tprel_g1: { 'move-wide16': 545, isWhole: true },
  tprel_g1_nc: { 'move-wide16': 546 },
  tprel_g0: { 'move-wide16': 547, isWhole: true },
  tprel_g0_nc: { 'move-wide16': 548 },
  tprel_hi12: { add12: 549 },
  tprel_lo12: { add12: 550, 'load-store': { 1: 552, 2: 554, 4: 556, 8: 558 } },
  tprel_lo12_nc: { add12: 551, 'load-store': { 1: 553, 2: 555, 4: 557, 8: 559 } },
  tlsdesc: { literal19: 560, adr: 561, adrp: 562 },
  tlsdesc_lo12: { 'load-store': 563, add12: 564 },
  tlsdesc_off_g1: { 'move-wide16': 565 },
  tlsdesc_off_g0_nc: { 'move-wide16': 566 },
};

/** What directives say of the instruction behind them, for the linker that replaces a call of a descriptor: AAELF64 numbers. */
export const descriptorRelocations = {
  tlsdescldr: 567,
  tlsdescadd: 568,
  tlsdesccall: 569,
} as const;

/** Whether a symbol behind this relocation is a thread-local one (AAELF64, 5.7.11). */
export function isThreadLocal(type: number): boolean {
  return type >= 512 && type <= 573;
}

/** The R_AARCH64_* number for a symbol in a field, behind an operator or bare; undefined where there is none. */
export function relocationFor(
  field: RelocatableField,
  operator: string | undefined,
): number | undefined {
  if (operator === undefined) {
    return bareSymbols[field.kind];
  }
  const meanings = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (
    meanings === undefined ||
    (meanings.isWhole === true && field.kind === 'move-wide16' && field.keeps)
  ) {
    return undefined;
  }
  const found = meanings[field.kind];
  if (typeof found === 'number' || found === undefined) {
    return found;
  }
  return field.kind === 'load-store' ? found[field.size] : undefined;
}

/** The `lsl` that an operator such as `:abs_g1:` or `:tprel_hi12:` asks for by itself; undefined for other operators. */
export function impliedShift(operator: string | undefined): number | undefined {
  if (operator === 'tprel_hi12') {
    return 12;
  }
  const group = operator === undefined ? undefined : /_g([0-3])(?:_|$)/u.exec(operator)?.[1];
  return group === undefined ? undefined : Number(group) * 16;
}

export function isOperator(operator: string): boolean {
  return Object.hasOwn(operators, operator);
}

/**
 * Relocations that GNU as leaves to the linker even where it knows the distance (binutils 2.40, aarch64_force_relocation): what a symbol's
 * page and the offset in it are is only known at its final address, and so is where the global offset table and a thread's storage lie.
 */
export function isAlwaysLeft(type: number): boolean {
  return alwaysLeft.has(type) || (type >= 300 && type <= 313) || isThreadLocal(type);
}

const alwaysLeft: ReadonlySet<number> = new Set([275, 276, 277, 278, 284, 285, 286, 299]);
