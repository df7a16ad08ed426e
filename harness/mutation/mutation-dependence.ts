import type { Field } from './mutation-field.ts';
import { fieldOf, matches, rd, rm, rn, rt2 } from './mutation-field.ts';

/** What an instruction reads and writes, as far as the order of two instructions hangs on it. */
interface Effects {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Register 31 of these fields is SP; elsewhere it is the zero register, on which nothing depends. */
function general(word: number, field: Field, isSp = false): string[] {
  const number = fieldOf(word, field);
  return number === 31 ? (isSp ? ['sp'] : []) : [`x${number}`];
}

const effects: readonly {
  readonly mask: number;
  readonly value: number;
  readonly of: (word: number) => Effects;
}[] = [
  {
    // MRS, MSR (register)
    mask: 0xffd00000,
    value: 0xd5100000,
    of: (word) => {
      const system = [`system ${(word >>> 5) & 0x7fff}`];
      const register = general(word, rd);
      return (word & 0x200000) === 0
        ? { reads: register, writes: system }
        : { reads: system, writes: register };
    },
  },
  {
    // ADD, SUB (immediate)
    mask: 0x1f800000,
    value: 0x11000000,
    of: (word) => ({
      reads: general(word, rn, true),
      writes: [...general(word, rd, !setsFlags(word)), ...flags(setsFlags(word))],
    }),
  },
  {
    // AND, ORR, EOR, ANDS (immediate)
    mask: 0x1f800000,
    value: 0x12000000,
    of: (word) => {
      const isAnds = ((word >>> 29) & 3) === 3;
      return {
        reads: general(word, rn),
        writes: [...general(word, rd, !isAnds), ...flags(isAnds)],
      };
    },
  },
  {
    // MOVN, MOVZ, MOVK
    mask: 0x1f800000,
    value: 0x12800000,
    of: (word) => ({
      reads: ((word >>> 29) & 3) === 3 ? general(word, rd) : [],
      writes: general(word, rd),
    }),
  },
  {
    // SBFM, BFM, UBFM
    mask: 0x1f800000,
    value: 0x13000000,
    of: (word) => ({
      reads: [...general(word, rn), ...(((word >>> 29) & 3) === 1 ? general(word, rd) : [])],
      writes: general(word, rd),
    }),
  },
  {
    // AND, ORR, EOR, ANDS (shifted register)
    mask: 0x1f000000,
    value: 0x0a000000,
    of: (word) => ({
      reads: [...general(word, rn), ...general(word, rm)],
      writes: [...general(word, rd), ...flags(((word >>> 29) & 3) === 3)],
    }),
  },
  {
    // ADD, SUB (shifted register)
    mask: 0x1f200000,
    value: 0x0b000000,
    of: (word) => ({
      reads: [...general(word, rn), ...general(word, rm)],
      writes: [...general(word, rd), ...flags(setsFlags(word))],
    }),
  },
  {
    // CSEL, CSINC, CSINV, CSNEG
    mask: 0x3fe00800,
    value: 0x1a800000,
    of: (word) => ({
      reads: ['flags', ...general(word, rn), ...general(word, rm)],
      writes: general(word, rd),
    }),
  },
  {
    // LDP, STP of general registers
    mask: 0x3e000000,
    value: 0x28000000,
    of: (word) => accessed(word, [rd, rt2], ((word >>> 23) & 3) !== 2),
  },
  {
    // LDR, STR (unsigned offset) of general registers
    mask: 0x3f000000,
    value: 0x39000000,
    of: (word) => accessed(word, [rd], false),
  },
  {
    // LDR, STR (unscaled, post-indexed, pre-indexed) of general registers
    mask: 0x3f200000,
    value: 0x38000000,
    of: (word) => accessed(word, [rd], (word & 0x400) !== 0),
  },
];

/**
 * Whether two instructions in a row may do something else in the other order. Two stores through one base go to two
 * places, so memory does not count; neither do branches and barriers, which nothing here knows.
 */
export function depend(first: number, second: number): boolean {
  const [a, b] = [effectsOf(first), effectsOf(second)];
  if (a === undefined || b === undefined) {
    return false;
  }
  return (
    a.writes.some((name) => b.reads.includes(name) || b.writes.includes(name)) ||
    a.reads.some((name) => b.writes.includes(name))
  );
}

function effectsOf(word: number): Effects | undefined {
  return effects.find(({ mask, value }) => matches(word, mask, value))?.of(word);
}

function accessed(word: number, fields: readonly Field[], writesBack: boolean): Effects {
  const base = general(word, rn, true);
  const values = fields.flatMap((field) => general(word, field));
  const isLoad = (word & 0x400000) !== 0;
  return {
    reads: [...base, ...(isLoad ? [] : values)],
    writes: [...(writesBack ? base : []), ...(isLoad ? values : [])],
  };
}

function setsFlags(word: number): boolean {
  return (word & 0x20000000) !== 0;
}

function flags(are: boolean): string[] {
  return are ? ['flags'] : [];
}
