/** What an instruction's effect hangs on, where it goes one of two ways. */
export type Choice =
  /** B.cond, the CSEL family, CCMP, CCMN, FCSEL and FCCMP: PSTATE.NZCV against a condition. */
  | {
      readonly kind: 'flags';
      readonly instruction: 'branch' | 'select' | 'compare';
      /** `pstate` in SPSR layout. */
      readonly holds: (pstate: bigint) => boolean;
    }
  /** CBZ, CBNZ, TBZ and TBNZ: a register. */
  | {
      readonly kind: 'register';
      /** Bytes to the target. */
      readonly offset: number;
    };

/** ConditionHolds of the Arm manual (J1.3, shared/functions/system), by cond<3:1>; cond<0> turns it round. */
const conditions: readonly ((n: boolean, z: boolean, c: boolean, v: boolean) => boolean)[] = [
  (_n, z) => z,
  (_n, _z, c) => c,
  (n) => n,
  (_n, _z, _c, v) => v,
  (_n, z, c) => c && !z,
  (n, _z, _c, v) => n === v,
  (n, z, _c, v) => n === v && !z,
];

/** Instructions with a condition: mask, value, the lowest bit of `cond` (Arm ARM, C4.1). */
const conditional: readonly {
  readonly instruction: 'branch' | 'select' | 'compare';
  readonly mask: number;
  readonly value: number;
  readonly low: number;
}[] = [
  { instruction: 'branch', mask: 0xff000010, value: 0x54000000, low: 0 },
  { instruction: 'select', mask: 0x3fe00800, value: 0x1a800000, low: 12 },
  { instruction: 'compare', mask: 0x3fe00410, value: 0x3a400000, low: 12 },
  { instruction: 'select', mask: 0xff200c00, value: 0x1e200c00, low: 12 },
  { instruction: 'compare', mask: 0xff200c00, value: 0x1e200400, low: 12 },
];

/** The choice that the instruction in a word makes; undefined where it makes none, as with condition AL. */
export function choiceOf(word: number): Choice | undefined {
  const encoding = conditional.find(({ mask, value }) => (word & mask) >>> 0 === value);
  if (encoding !== undefined) {
    const code = (word >>> encoding.low) & 0xf;
    const condition = conditions[code >> 1];
    return condition === undefined
      ? undefined
      : {
          kind: 'flags',
          instruction: encoding.instruction,
          holds: (pstate) => {
            const bit = (position: bigint): boolean => ((pstate >> position) & 1n) === 1n;
            return condition(bit(31n), bit(30n), bit(29n), bit(28n)) !== ((code & 1) === 1);
          },
        };
  }
  if ((word & 0x7e000000) >>> 0 === 0x34000000) {
    return { kind: 'register', offset: signed(word >>> 5, 19) * 4 };
  }
  if ((word & 0x7e000000) >>> 0 === 0x36000000) {
    return { kind: 'register', offset: signed(word >>> 5, 14) * 4 };
  }
  return undefined;
}

function signed(bits: number, width: number): number {
  return (bits << (32 - width)) >> (32 - width);
}
