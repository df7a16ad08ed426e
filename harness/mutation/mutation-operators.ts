import type { Field } from './mutation-field.ts';
import { fieldOf, matches, rd, rm, rn, rt2, withField } from './mutation-field.ts';
import { otherSystemRegisters } from './mutation-system.ts';

/** What kind of small mistake a mutant is. */
export const operators = {
  delete: 'the instruction is missing',
  'swap-registers': 'source and destination are swapped',
  'other-register': 'a neighbour of the register is used',
  'negate-condition': 'the condition is turned round',
  'drop-condition': 'the branch is always taken',
  'other-immediate': 'an immediate is one off',
  'other-shift': 'a shift, a bit number or the end of a bit field is one off',
  'other-operation': 'a related operation is done instead',
  'other-system-register': 'another system register is meant',
  'read-for-write': 'what shall be read is written, or the other way round',
  'other-offset': 'an address is one element off',
  'other-write-back': 'the base is written back at another time, or not at all',
  'other-size': 'more or fewer bytes are accessed',
  'drop-link': 'a call is a jump',
  'swap-order': 'two instructions that depend on each other are swapped',
  'wrong-slot': 'the branch of the next slot is taken',
} as const;
export type Operator = keyof typeof operators;

/** Another word for an instruction. */
export interface Replacement {
  readonly operator: Operator;
  readonly word: number;
}

const nop = 0xd503201f;

/** All that is made of one class of instructions (Arm ARM, C4.1); the first class that fits counts. */
interface InstructionClass {
  readonly mask: number;
  readonly value: number;
  readonly replacements: (word: number) => Iterable<Replacement>;
}

/** Every single-word mutant of an instruction, without doubles and without the instruction itself. */
export function replacementsOf(word: number): Replacement[] {
  const found = classes.find(({ mask, value }) => matches(word, mask, value));
  const all = [{ operator: 'delete' as const, word: nop }, ...(found?.replacements(word) ?? [])];
  const seen = new Set([word]);
  return all.filter(({ word: other }) => {
    const fresh = !seen.has(other);
    seen.add(other);
    return fresh;
  });
}

const classes: readonly InstructionClass[] = [
  // Hints: NOP and its kin do nothing that could be changed.
  { mask: 0xfffff01f, value: 0xd503201f, replacements: () => [] },
  // B, BL
  { mask: 0xfc000000, value: 0x14000000, replacements: () => [] },
  {
    mask: 0xfc000000,
    value: 0x94000000,
    replacements: (word) => [{ operator: 'drop-link', word: (word & 0x7fffffff) >>> 0 }],
  },
  // B.cond
  {
    mask: 0xff000010,
    value: 0x54000000,
    replacements: (word) => [
      { operator: 'negate-condition', word: flip(word, 0) },
      { operator: 'drop-condition', word: branch(signed(fieldOf(word, imm19), 19)) },
    ],
  },
  // CBZ, CBNZ
  {
    mask: 0x7e000000,
    value: 0x34000000,
    replacements: (word) => [
      { operator: 'negate-condition', word: flip(word, 24) },
      { operator: 'drop-condition', word: branch(signed(fieldOf(word, imm19), 19)) },
      ...neighbours(word, rd),
    ],
  },
  // TBZ, TBNZ
  {
    mask: 0x7e000000,
    value: 0x36000000,
    replacements: (word) => [
      { operator: 'negate-condition', word: flip(word, 24) },
      { operator: 'drop-condition', word: branch(signed(fieldOf(word, imm14), 14)) },
      ...neighbours(word, rd),
      ...offByOne(word, { low: 19, width: 5 }, 'other-shift'),
    ],
  },
  // BR, BLR, RET
  {
    mask: 0xff9ffc1f,
    value: 0xd61f0000,
    replacements: (word) => [
      ...(fieldOf(word, { low: 21, width: 2 }) === 1
        ? [{ operator: 'drop-link' as const, word: withField(word, { low: 21, width: 2 }, 0) }]
        : []),
      ...neighbours(word, rn),
    ],
  },
  // ERET -> RET
  {
    mask: 0xffffffff,
    value: 0xd69f03e0,
    replacements: () => [{ operator: 'other-operation', word: 0xd65f03c0 }],
  },
  // SVC, HVC, SMC, BRK, HLT
  {
    mask: 0xff00001c,
    value: 0xd4000000,
    replacements: (word) => offByOne(word, imm16, 'other-immediate'),
  },
  // MRS, MSR (register)
  {
    mask: 0xffd00000,
    value: 0xd5100000,
    replacements: (word) => [
      { operator: 'read-for-write', word: flip(word, 21) },
      ...otherSystemRegisters(word).map((other): Replacement => ({
        operator: 'other-system-register',
        word: other,
      })),
      ...neighbours(word, rd),
    ],
  },
  // MSR (immediate)
  {
    mask: 0xfff8f01f,
    value: 0xd500401f,
    replacements: (word) => [
      ...offByOne(word, { low: 8, width: 4 }, 'other-immediate'),
      // DAIFSet and DAIFClr differ in op2[0].
      { operator: 'other-operation', word: flip(word, 5) },
    ],
  },
  // Barriers
  { mask: 0xfffff000, value: 0xd5033000, replacements: () => [] },
  // SYS: AT, DC, IC, TLBI
  {
    mask: 0xfff80000,
    value: 0xd5080000,
    replacements: (word) => [
      { operator: 'other-operation', word: flip(word, 5) },
      ...(fieldOf(word, rd) === 31 ? [] : neighbours(word, rd)),
    ],
  },
  // ADD, SUB (immediate)
  {
    mask: 0x1f800000,
    value: 0x11000000,
    replacements: (word) => [
      { operator: 'other-operation', word: flip(word, 30) },
      ...offByOne(word, imm12, 'other-immediate'),
      ...registerMistakes(word, [rd, rn]),
    ],
  },
  // AND, ORR, EOR, ANDS (immediate)
  {
    mask: 0x1f800000,
    value: 0x12000000,
    replacements: (word) => [
      ...[1, 2].map((change): Replacement => ({
        operator: 'other-operation',
        word: withField(word, opc, fieldOf(word, opc) ^ change),
      })),
      ...offByOne(word, { low: 10, width: 6 }, 'other-shift').filter(
        ({ word: other }) => (other & 0xfc00) !== 0xfc00,
      ),
      ...registerMistakes(word, [rd, rn]),
    ],
  },
  // MOVN, MOVZ, MOVK
  {
    mask: 0x1f800000,
    value: 0x12800000,
    replacements: (word) => [
      ...offByOne(word, imm16, 'other-immediate'),
      // Zero is zero wherever it stands.
      ...(fieldOf(word, imm16) === 0
        ? []
        : [{ operator: 'other-shift' as const, word: flip(word, 21) }]),
      ...neighbours(word, rd),
    ],
  },
  // SBFM, BFM, UBFM: shifts by immediates and bit fields
  {
    mask: 0x1f800000,
    value: 0x13000000,
    replacements: (word) => [...bitField(word), ...registerMistakes(word, [rd, rn])],
  },
  // AND, ORR, EOR, ANDS and their complements (shifted register)
  {
    mask: 0x1f000000,
    value: 0x0a000000,
    replacements: (word) => [
      // ORR from the zero register is MOV: there the kind of OR does not matter.
      ...(fieldOf(word, rn) === 31
        ? []
        : [
            {
              operator: 'other-operation' as const,
              word: withField(word, opc, fieldOf(word, opc) ^ 1),
            },
          ]),
      ...shiftedRegister(word),
    ],
  },
  // ADD, SUB (shifted register, extended register)
  {
    mask: 0x1f000000,
    value: 0x0b000000,
    replacements: (word) => [
      { operator: 'other-operation', word: flip(word, 30) },
      ...((word & 0x200000) === 0 ? shiftedRegister(word) : registerMistakes(word, [rd, rn, rm])),
    ],
  },
  // CCMP, CCMN
  {
    mask: 0x3fe00410,
    value: 0x3a400000,
    replacements: (word) => [
      { operator: 'negate-condition', word: flip(word, 12) },
      ...offByOne(word, { low: 0, width: 4 }, 'other-immediate'),
      ...((word & 0x800) === 0
        ? neighbours(word, rm)
        : offByOne(word, { low: 16, width: 5 }, 'other-immediate')),
      ...neighbours(word, rn),
    ],
  },
  // CSEL, CSINC, CSINV, CSNEG
  {
    mask: 0x3fe00800,
    value: 0x1a800000,
    replacements: (word) => [
      { operator: 'negate-condition', word: flip(word, 12) },
      { operator: 'other-operation', word: flip(word, 10) },
      ...registerMistakes(word, [rd, rn, rm]),
    ],
  },
  // LDP, STP, LDPSW
  { mask: 0x3a000000, value: 0x28000000, replacements: pairAccess },
  // LDR, STR (unsigned offset)
  {
    mask: 0x3b000000,
    value: 0x39000000,
    replacements: (word) => [...offByOne(word, imm12, 'other-offset'), ...access(word)],
  },
  // LDR, STR (unscaled, post-indexed, pre-indexed)
  {
    mask: 0x3b200000,
    value: 0x38000000,
    replacements: (word) => [
      ...[-8, 8].map((distance): Replacement => ({
        operator: 'other-offset',
        word: withField(word, imm9, fieldOf(word, imm9) + distance),
      })),
      ...((word & 0xc00) === 0
        ? []
        : [
            { operator: 'other-write-back' as const, word: flip(word, 11) },
            { operator: 'other-write-back' as const, word: (word & ~0xc00) >>> 0 },
          ]),
      ...access(word),
    ],
  },
  // LDR, STR (register offset)
  {
    mask: 0x3b200c00,
    value: 0x38200800,
    replacements: (word) => [
      { operator: 'other-shift', word: flip(word, 12) },
      ...neighbours(word, rm),
      ...access(word),
    ],
  },
  // Data processing, 1, 2 and 3 sources
  {
    mask: 0x1f000000,
    value: 0x1b000000,
    replacements: (word) => registerMistakes(word, [rd, rn, rm, rt2]),
  },
  {
    mask: 0x5fe00000,
    value: 0x1ac00000,
    replacements: (word) => registerMistakes(word, [rd, rn, rm]),
  },
  { mask: 0x5fe00000, value: 0x5ac00000, replacements: (word) => registerMistakes(word, [rd, rn]) },
];

const imm9: Field = { low: 12, width: 9 };
const imm12: Field = { low: 10, width: 12 };
const imm14: Field = { low: 5, width: 14 };
const imm16: Field = { low: 5, width: 16 };
const imm19: Field = { low: 5, width: 19 };
const imms: Field = { low: 10, width: 6 };
const immr: Field = { low: 16, width: 6 };
const opc: Field = { low: 29, width: 2 };
const pairMode: Field = { low: 23, width: 2 };

/**
 * One more and one less of what the source says: the amount of LSL, LSR and ASR, the position and the width of the
 * others (Arm ARM, C6.2 "UBFM", alias conditions).
 */
function bitField(word: number): Replacement[] {
  const last = (word & 0x80000000) === 0 ? 31 : 63;
  const rotate = fieldOf(word, immr);
  const end = fieldOf(word, imms);
  const isRight = end === last;
  const isLeft = !isRight && rotate === end + 1;
  const isInsert = !isLeft && end < rotate;
  return [-1, 1].flatMap((change) => {
    const moved = isRight
      ? { rotate: rotate + change, end }
      : isInsert
        ? { rotate: rotate - change, end }
        : { rotate: rotate + change, end: end + change };
    const widened = isRight || isLeft ? [] : [{ rotate, end: end + change }];
    return [moved, ...widened]
      .filter((fields) => fields.rotate >= 0 && fields.end >= 0)
      .filter((fields) => fields.rotate <= last && fields.end <= last)
      .map((fields): Replacement => ({
        operator: 'other-shift',
        word: withField(withField(word, immr, fields.rotate), imms, fields.end),
      }));
  });
}

/** LDP and STP: bits 24:23 are 01 post-indexed, 10 offset, 11 pre-indexed. */
function pairAccess(word: number): Replacement[] {
  const mode = fieldOf(word, pairMode);
  const modes = [1, 2, 3].filter((other) => mode !== 0 && other !== mode);
  const first = fieldOf(word, rd);
  const second = fieldOf(word, rt2);
  return [
    ...offByOne(word, { low: 15, width: 7 }, 'other-offset'),
    ...modes.map((other): Replacement => ({
      operator: 'other-write-back',
      word: withField(word, pairMode, other),
    })),
    { operator: 'swap-registers', word: withField(withField(word, rd, second), rt2, first) },
    { operator: 'read-for-write', word: flip(word, 22) },
    ...[rd, rt2, rn].flatMap((field) => neighbours(word, field)),
  ];
}

/** What can be wrong with any access of one register: direction, size, registers. */
function access(word: number): Replacement[] {
  const isVector = (word & 0x4000000) !== 0;
  return [
    { operator: 'read-for-write', word: flip(word, 22) },
    ...(isVector ? [] : [{ operator: 'other-size' as const, word: flip(word, 30) }]),
    ...neighbours(word, rd),
    ...neighbours(word, rn),
  ];
}

function shiftedRegister(word: number): Replacement[] {
  const amount: Field = { low: 10, width: 6 };
  return [
    ...(fieldOf(word, amount) === 0 ? [] : offByOne(word, amount, 'other-shift')),
    ...registerMistakes(word, [rd, rn, rm]),
  ];
}

/** Neighbours in each field, and the destination, which is the first, swapped with each source. */
function registerMistakes(word: number, fields: readonly [Field, ...Field[]]): Replacement[] {
  const [destination, ...sources] = fields;
  const swaps = sources
    .filter((source) => ![fieldOf(word, source), fieldOf(word, destination)].includes(31))
    .map((source): Replacement => ({
      operator: 'swap-registers',
      word: withField(
        withField(word, destination, fieldOf(word, source)),
        source,
        fieldOf(word, destination),
      ),
    }));
  return [...swaps, ...fields.flatMap((field) => neighbours(word, field))];
}

/** The registers before and after; register 31, the zero register or SP, has none that a slip would give. */
function neighbours(word: number, field: Field): Replacement[] {
  const register = fieldOf(word, field);
  if (register === 31) {
    return [];
  }
  return [register - 1, register + 1]
    .filter((other) => other >= 0 && other <= 30)
    .map((other) => ({ operator: 'other-register', word: withField(word, field, other) }));
}

/** One less and one more, without wrapping round. */
function offByOne(word: number, field: Field, operator: Operator): Replacement[] {
  const value = fieldOf(word, field);
  return [value - 1, value + 1]
    .filter((other) => other >= 0 && other < 2 ** field.width)
    .map((other) => ({ operator, word: withField(word, field, other) }));
}

function flip(word: number, bit: number): number {
  return (word ^ (2 ** bit)) >>> 0;
}

function branch(words: number): number {
  return withField(0x14000000, { low: 0, width: 26 }, words < 0 ? words + 2 ** 26 : words);
}

function signed(bits: number, width: number): number {
  return (bits << (32 - width)) >> (32 - width);
}
