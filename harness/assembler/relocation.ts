import type { AddressField } from '../architecture/a64/address-field.ts';
import { withAddress } from '../architecture/a64/address-field.ts';
import { instructionWord } from '../architecture/a64/word.ts';

/** What a relocation's result is computed from, in the letters of AAELF64 5.7: S + A, S + A - P, or Page(S + A) - Page(P). */
type Formula = 'absolute' | 'relative' | 'page';

/** Where the result goes: a datum, or a field of an A64 instruction. */
type Field = 'data' | AddressField;

/** A static relocation of the ELF for the Arm 64-bit architecture (AAELF64 5.7). */
export interface Relocation {
  /** The number in r_info. */
  readonly type: number;
  readonly name: string;
  readonly formula: Formula;
  readonly field: Field;
  /** Bytes that are read and written at the place. */
  readonly size: 2 | 4 | 8;
  /** Bits of the result, from this one up, that the field holds; those below must be zero where `aligned`. */
  readonly shift: number;
  readonly aligned: boolean;
  /** The result must be within [-2^signed, 2^signed), [0, 2^unsigned) or [-2^either, 2^(either + 1)), as AAELF64 says of it. */
  readonly range?:
    { readonly signed: number } | { readonly unsigned: number } | { readonly either: number };
}

function data(type: number, name: string, formula: Formula, size: 2 | 4 | 8): Relocation {
  const bits = size * 8 - 1;
  const range = size === 8 ? {} : { range: { either: bits } };
  return { type, name, formula, field: 'data', size, shift: 0, aligned: false, ...range };
}

function code(
  type: number,
  name: string,
  formula: Formula,
  field: Field,
  shift: number,
  more: Pick<Relocation, 'range'> & { readonly aligned?: boolean } = {},
): Relocation {
  return { type, name, formula, field, size: 4, shift, aligned: false, ...more };
}

const rows: readonly Relocation[] = [
  data(257, 'R_AARCH64_ABS64', 'absolute', 8),
  data(258, 'R_AARCH64_ABS32', 'absolute', 4),
  data(259, 'R_AARCH64_ABS16', 'absolute', 2),
  data(260, 'R_AARCH64_PREL64', 'relative', 8),
  data(261, 'R_AARCH64_PREL32', 'relative', 4),
  data(262, 'R_AARCH64_PREL16', 'relative', 2),
  code(263, 'R_AARCH64_MOVW_UABS_G0', 'absolute', 'move-wide', 0, { range: { unsigned: 16 } }),
  code(264, 'R_AARCH64_MOVW_UABS_G0_NC', 'absolute', 'move-wide', 0),
  code(265, 'R_AARCH64_MOVW_UABS_G1', 'absolute', 'move-wide', 16, { range: { unsigned: 32 } }),
  code(266, 'R_AARCH64_MOVW_UABS_G1_NC', 'absolute', 'move-wide', 16),
  code(267, 'R_AARCH64_MOVW_UABS_G2', 'absolute', 'move-wide', 32, { range: { unsigned: 48 } }),
  code(268, 'R_AARCH64_MOVW_UABS_G2_NC', 'absolute', 'move-wide', 32),
  code(269, 'R_AARCH64_MOVW_UABS_G3', 'absolute', 'move-wide', 48),
  code(270, 'R_AARCH64_MOVW_SABS_G0', 'absolute', 'move-wide-signed', 0, { range: { signed: 16 } }),
  code(271, 'R_AARCH64_MOVW_SABS_G1', 'absolute', 'move-wide-signed', 16, {
    range: { signed: 32 },
  }),
  code(272, 'R_AARCH64_MOVW_SABS_G2', 'absolute', 'move-wide-signed', 32, {
    range: { signed: 48 },
  }),
  code(273, 'R_AARCH64_LD_PREL_LO19', 'relative', 'branch19', 2, {
    range: { signed: 20 },
    aligned: true,
  }),
  code(274, 'R_AARCH64_ADR_PREL_LO21', 'relative', 'adr21', 0, { range: { signed: 20 } }),
  code(275, 'R_AARCH64_ADR_PREL_PG_HI21', 'page', 'adr21', 12, { range: { signed: 32 } }),
  code(276, 'R_AARCH64_ADR_PREL_PG_HI21_NC', 'page', 'adr21', 12),
  code(277, 'R_AARCH64_ADD_ABS_LO12_NC', 'absolute', 'immediate12', 0),
  code(278, 'R_AARCH64_LDST8_ABS_LO12_NC', 'absolute', 'immediate12', 0),
  code(279, 'R_AARCH64_TSTBR14', 'relative', 'branch14', 2, {
    range: { signed: 15 },
    aligned: true,
  }),
  code(280, 'R_AARCH64_CONDBR19', 'relative', 'branch19', 2, {
    range: { signed: 20 },
    aligned: true,
  }),
  code(282, 'R_AARCH64_JUMP26', 'relative', 'branch26', 2, {
    range: { signed: 27 },
    aligned: true,
  }),
  code(283, 'R_AARCH64_CALL26', 'relative', 'branch26', 2, {
    range: { signed: 27 },
    aligned: true,
  }),
  code(284, 'R_AARCH64_LDST16_ABS_LO12_NC', 'absolute', 'immediate12', 1, { aligned: true }),
  code(285, 'R_AARCH64_LDST32_ABS_LO12_NC', 'absolute', 'immediate12', 2, { aligned: true }),
  code(286, 'R_AARCH64_LDST64_ABS_LO12_NC', 'absolute', 'immediate12', 3, { aligned: true }),
  code(287, 'R_AARCH64_MOVW_PREL_G0', 'relative', 'move-wide-signed', 0, { range: { signed: 16 } }),
  code(288, 'R_AARCH64_MOVW_PREL_G0_NC', 'relative', 'move-wide', 0),
  code(289, 'R_AARCH64_MOVW_PREL_G1', 'relative', 'move-wide-signed', 16, {
    range: { signed: 32 },
  }),
  code(290, 'R_AARCH64_MOVW_PREL_G1_NC', 'relative', 'move-wide', 16),
  code(291, 'R_AARCH64_MOVW_PREL_G2', 'relative', 'move-wide-signed', 32, {
    range: { signed: 48 },
  }),
  code(292, 'R_AARCH64_MOVW_PREL_G2_NC', 'relative', 'move-wide', 32),
  code(293, 'R_AARCH64_MOVW_PREL_G3', 'relative', 'move-wide-signed', 48),
  code(299, 'R_AARCH64_LDST128_ABS_LO12_NC', 'absolute', 'immediate12', 4, { aligned: true }),
  data(314, 'R_AARCH64_PLT32', 'relative', 4),
];

const byType: ReadonlyMap<number, Relocation> = new Map(rows.map((row) => [row.type, row]));
const byName: ReadonlyMap<string, Relocation> = new Map(rows.map((row) => [row.name, row]));

/** The relocation with this number; undefined for one that is dynamic, needs a GOT or thread-local storage, or does not exist. */
export function relocationOf(type: number): Relocation | undefined {
  return byType.get(type);
}

/** The relocation with this name of AAELF64; undefined as for {@link relocationOf}. */
export function relocationNamed(name: string): Relocation | undefined {
  return byName.get(name);
}

/** What applying a relocation gives: the new word, or why the value does not fit. Lower case, values quoted. */
export type Applied = { readonly word: bigint } | { readonly error: string };

/**
 * Puts an address into the instruction or datum at a place (AAELF64 5.7), with the range and alignment checks that it asks for.
 *
 * @param type R_AARCH64_*, the number
 * @param word what is at the place now, unsigned, of the relocation's size; a field's old content is replaced
 * @param place P: the address of the word
 * @param value S + A: the symbol's address and the addend; any 64-bit value, signed or unsigned
 */
export function applyRelocation(type: number, word: bigint, place: bigint, value: bigint): Applied {
  const relocation = byType.get(type);
  if (relocation === undefined) {
    return { error: `relocation type ${type} is not known` };
  }
  const result = BigInt.asIntN(64, compute(relocation.formula, place, value));
  const error = misfit(relocation, result, value);
  if (error !== undefined) {
    return { error: `${error} (${relocation.name})` };
  }
  return { word: insert(relocation, word, result) };
}

const offsetInPage = 0xfffn;

function compute(formula: Formula, place: bigint, value: bigint): bigint {
  switch (formula) {
    case 'absolute':
      return value;
    case 'relative':
      return value - place;
    case 'page':
      return (value & ~offsetInPage) - (place & ~offsetInPage);
  }
}

function misfit(relocation: Relocation, result: bigint, value: bigint): string | undefined {
  const { shift, range, aligned } = relocation;
  if (aligned && (result & ((1n << BigInt(shift)) - 1n)) !== 0n) {
    return `the target ${hexadecimal(value)} is not a multiple of ${1 << shift}`;
  }
  if (range === undefined) {
    return undefined;
  }
  const [low, high] = bounds(range);
  const wide = 'unsigned' in range ? BigInt.asUintN(64, result) : result;
  if (wide >= low && wide < high) {
    return undefined;
  }
  const what = relocation.formula === 'absolute' ? 'the value' : 'the distance';
  return `${what} ${hexadecimal(wide)} is out of range, expected ${hexadecimal(low)} to ${hexadecimal(high - 1n)}`;
}

function bounds(range: NonNullable<Relocation['range']>): readonly [bigint, bigint] {
  if ('signed' in range) {
    return [-(1n << BigInt(range.signed)), 1n << BigInt(range.signed)];
  }
  if ('unsigned' in range) {
    return [0n, 1n << BigInt(range.unsigned)];
  }
  return [-(1n << BigInt(range.either)), 1n << BigInt(range.either + 1)];
}

function insert({ field, shift, size }: Relocation, word: bigint, result: bigint): bigint {
  if (field === 'data') {
    return BigInt.asUintN(size * 8, result);
  }
  const value = (field === 'immediate12' ? result & offsetInPage : result) >> BigInt(shift);
  return BigInt(withAddress(instructionWord(Number(word)), field, value));
}

function hexadecimal(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
