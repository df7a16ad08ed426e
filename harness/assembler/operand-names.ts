const register =
  /^(?:[xwbhsdqvzp](?:\d|[12]\d|3[01])|pn\d+|[xw]zr|w?sp|lr|fp|ip[01]|za(?:\d+[hv]?|[hv])?|zt0|ffr)(?:\.\w+)?$/i;
export const modifier = /^(?:lsl|lsr|asr|ror|msl|[us]xt[bhwx]|mul)$/i;
export const float = /^[+-]?(?:\d+\.\d*(?:e[+-]?\d+)?|\d+e[+-]?\d+)$/i;

/** Operands that are names of the architecture rather than symbols, by mnemonic. */
const keywords: ReadonlyMap<string, readonly number[]> = new Map([
  ...entries(
    [0],
    'msr dc ic at tlbi tlbip cfp cpp dvp cosp brb trcit dmb dsb isb prfm prfum rprfm bti psb tsb csb smstart smstop gcsb chkfeat',
  ),
  ...entries([1], 'mrs mrrs cset csetm'),
  ...entries([0, 1], 'msrr'),
  ...entries([1, 2], 'sys sysp'),
  ...entries([2, 3], 'sysl'),
  ...entries([2], 'cinc cinv cneg'),
  ...entries([3], 'csel csinc csinv csneg ccmp ccmn fcsel fccmp fccmpe'),
]);

/** Operands that are always places, whatever a register may be called, by mnemonic. */
const places: ReadonlyMap<string, readonly number[]> = new Map([
  ...entries([0], 'b bl'),
  ...entries([1], 'cbz cbnz adr adrp'),
  ...entries([2], 'tbz tbnz'),
]);

const conditionalBranch = /^bc?\.\w\w$/u;

function entries(
  indexes: readonly number[],
  mnemonics: string,
): (readonly [string, readonly number[]])[] {
  return mnemonics.split(' ').map((mnemonic) => [mnemonic, indexes]);
}

/** Conditional comparisons, whose third operand is a number or the names of flags, which stand before symbols and aliases. */
const conditionalComparison = /^(?:ccm[np]|fccmpe?)$/u;
const flagsOperand = 2;

/** Whether a word is the flags of a conditional comparison: `nZcv`. */
export function isFlags(mnemonic: string, operand: number, word: string): boolean {
  return operand === flagsOperand && /^nzcv$/iu.test(word) && conditionalComparison.test(mnemonic);
}

/** A register's own name, with an arrangement or without. */
export function isRegister(name: string): boolean {
  return register.test(name);
}

/** Indexes of the operands that are names of the architecture rather than symbols. */
export function keywordOperands(mnemonic: string): readonly number[] {
  return keywords.get(mnemonic) ?? [];
}

/** Indexes of the operands that are always places, whatever a register may be called. */
export function placeOperands(mnemonic: string): readonly number[] {
  return places.get(mnemonic) ?? (conditionalBranch.test(mnemonic) ? [0] : []);
}
