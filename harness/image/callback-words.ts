import { encodeForm, nop } from '../architecture/a64/instructions.ts';
import { decode } from '../architecture/a64/decode.ts';
import type { InstructionWord } from '../architecture/a64/word.ts';
import { instructionWord } from '../architecture/a64/word.ts';

/** What a callback makes; structurally that of abi.yaml. */
export type CallbackWords =
  | { readonly kind: 'words'; readonly words: readonly number[] }
  | { readonly kind: 'mask'; readonly mask: bigint; readonly tag: bigint }
  | { readonly kind: 'value'; readonly value: bigint };

/** Callbacks that move 64 bits to a register (arch/arm64/kvm/va_layout.c, since 5.11 and 5.12). */
const movers: ReadonlySet<string> = new Set([
  'kvm_get_kimage_voffset',
  'kvm_compute_final_ctr_el0',
]);

/**
 * The instructions that a callback makes in place of the original ones, or why it cannot.
 */
export function callbackWords(
  callback: string,
  patch: CallbackWords,
  original: readonly InstructionWord[],
): readonly InstructionWord[] | { readonly reason: string } {
  switch (patch.kind) {
    case 'words':
      return patch.words.length === original.length
        ? patch.words.map(instructionWord)
        : { reason: `it has ${original.length} instructions, and ${patch.words.length} are given` };
    case 'mask':
      return callback === 'kvm_update_va_mask'
        ? maskWords(patch, original)
        : { reason: 'only kvm_update_va_mask takes a mask: give its words' };
    case 'value':
      return movers.has(callback)
        ? moveWords(patch.value, original)
        : { reason: `only ${[...movers].join(' and ')} take a value: give its words` };
  }
}

/**
 * kern_hyp_va as kvm_update_va_mask leaves it (arch/arm64/kvm/va_layout.c, since 4.17): AND with the mask; then, where a tag stands
 * above the mask, a rotation that brings its place down to bit 0, two additions of 12 bits each, and the rotation back. Without a tag the
 * AND alone. Each instruction keeps its registers.
 */
function maskWords(
  { mask, tag }: { readonly mask: bigint; readonly tag: bigint },
  original: readonly InstructionWord[],
): readonly InstructionWord[] | { readonly reason: string } {
  const bits = mask.toString(2).length;
  if (mask === 0n || mask !== (1n << BigInt(bits)) - 1n || bits > 63) {
    return { reason: `the mask 0x${mask.toString(16)} is no row of ones from bit 0 on` };
  }
  const value = tag >> BigInt(bits);
  if (value << BigInt(bits) !== tag || value >= 1n << 24n) {
    return {
      reason: `the tag 0x${tag.toString(16)} does not fit: 24 bits from bit ${bits} on, where the mask ends`,
    };
  }
  if (original.length !== 5 && (original.length !== 1 || value !== 0n)) {
    return { reason: `it has ${original.length} instructions, expected 5` };
  }
  const registers = original.map(registersOf);
  if (registers.includes(undefined)) {
    return { reason: 'one of its instructions has no destination register' };
  }
  const words = [
    // N = 1, immr = 0, imms = bits - 1: ones from bit 0 on (Arm ARM, DecodeBitMasks).
    ({ Rd, Rn }: Registers) =>
      encodeForm('AND/ORR/EOR/ANDS (immediate)', {
        sf: 1,
        opc: 0,
        N: 1,
        immr: 0,
        imms: bits - 1,
        Rn,
        Rd,
      }),
    ({ Rd, Rn }: Registers) => rotate(Rd, Rn, bits),
    ({ Rd, Rn }: Registers) => add(Rd, Rn, Number(value & 0xfffn), 0),
    ({ Rd, Rn }: Registers) => add(Rd, Rn, Number(value >> 12n), 1),
    ({ Rd, Rn }: Registers) => rotate(Rd, Rn, 64 - bits),
  ];
  return original.map((_, index) => {
    const make = words[index];
    const own = registers[index];
    return make === undefined || own === undefined || (value === 0n && index > 0) ? nop : make(own);
  });
}

interface Registers {
  readonly Rd: number;
  readonly Rn: number;
}

/** Of an instruction that names both, or Rd alone. */
function registersOf(word: InstructionWord): Registers | undefined {
  const { Rd, Rn = Rd } = decode(word)?.fields ?? {};
  return Rd === undefined || Rn === undefined ? undefined : { Rd, Rn };
}

/** ROR (immediate) is EXTR of one register (Arm ARM, C6.2). */
function rotate(Rd: number, Rn: number, amount: number): InstructionWord {
  return encodeForm('EXTR', { sf: 1, N: 1, Rm: Rn, imms: amount, Rn, Rd });
}

function add(Rd: number, Rn: number, imm12: number, sh: number): InstructionWord {
  return encodeForm('ADD/SUB (immediate)', { sf: 1, op: 0, S: 0, sh, imm12, Rn, Rd });
}

/** MOVZ and three MOVKs of the register of the first instruction. */
function moveWords(
  value: bigint,
  original: readonly InstructionWord[],
): readonly InstructionWord[] | { readonly reason: string } {
  const [first] = original;
  if (original.length !== 4 || first === undefined) {
    return { reason: `it has ${original.length} instructions, expected 4` };
  }
  const { Rd } = registersOf(first) ?? {};
  if (Rd === undefined) {
    return { reason: 'its first instruction has no destination register' };
  }
  return original.map((_, hw) =>
    encodeForm('MOVN/MOVZ/MOVK', {
      sf: 1,
      opc: hw === 0 ? 2 : 3,
      hw,
      imm16: Number((value >> BigInt(16 * hw)) & 0xffffn),
      Rd,
    }),
  );
}
