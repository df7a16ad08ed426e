import { conditionNames } from '../../../architecture/a64/branches.ts';
import type { Random } from './sample.ts';

/** A form with every `$name` replaced by an operand of that kind. */
export function sampleForm(form: string, random: Random): string {
  return form.replace(/\$([a-z0-9]+)/g, (_, kind: string) => {
    const sample = kinds[kind];
    if (sample === undefined) {
      throw new TypeError(`no such operand kind: ${kind}`);
    }
    return String(sample(random));
  });
}

type Sample = (random: Random) => string | number;

const register =
  (bank: string, last: string): Sample =>
  (random) => {
    const number = random(32);
    return number === 31 ? last : `${bank}${number}`;
  };
const unsigned =
  (bits: number, scale = 1): Sample =>
  (random) =>
    random(2 ** bits) * scale;
const signed =
  (bits: number, scale = 1): Sample =>
  (random) =>
    (random(2 ** bits) - 2 ** (bits - 1)) * scale;
const oneOf =
  (...choices: readonly string[]): Sample =>
  (random) =>
    choices[random(choices.length)] ?? '';
const simd =
  (bank: string): Sample =>
  (random) =>
    `${bank}${random(32)}`;

/** A logical immediate: a rotated run of ones in elements of 2 to `width` bits (Arm ARM, DecodeBitMasks). */
const bitmask =
  (width: number): Sample =>
  (random) => {
    const element = 2 ** (1 + random(Math.log2(width)));
    const ones = 1 + random(element - 1);
    const turn = BigInt(random(element));
    const size = BigInt(element);
    const run = (1n << BigInt(ones)) - 1n;
    const rotated = ((run >> turn) | (run << (size - turn))) & ((1n << size) - 1n);
    let value = 0n;
    for (let at = 0n; at < BigInt(width); at += size) {
      value |= rotated << at;
    }
    return `0x${value.toString(16)}`;
  };

const conditions = oneOf(...conditionNames.flatMap((names) => names.slice(0, 2)));

const kinds: Readonly<Record<string, Sample>> = {
  x: register('x', 'xzr'),
  w: register('w', 'wzr'),
  xsp: register('x', 'sp'),
  wsp: register('w', 'wsp'),
  v: simd('v'),
  q: simd('q'),
  d: simd('d'),
  s: simd('s'),
  h: simd('h'),
  b: simd('b'),
  u2: unsigned(2),
  u3: unsigned(3),
  u4: unsigned(4),
  u5: unsigned(5),
  u6: unsigned(6),
  u7: unsigned(7),
  u12: unsigned(12),
  u16: unsigned(16),
  m2: unsigned(12, 2),
  m4: unsigned(12, 4),
  m8: unsigned(12, 8),
  m16: unsigned(12, 16),
  s9: signed(9),
  p4: signed(7, 4),
  p8: signed(7, 8),
  p16: signed(7, 16),
  pc14: signed(14, 4),
  pc19: signed(19, 4),
  pc26: signed(26, 4),
  adr: signed(21),
  amount: (random) => random(5),
  half32: (random) => random(2) * 16,
  half64: (random) => random(4) * 16,
  shift: oneOf('lsl', 'lsr', 'asr'),
  rotate: oneOf('lsl', 'lsr', 'asr', 'ror'),
  extend32: oneOf('uxtb', 'uxth', 'uxtw', 'sxtb', 'sxth', 'sxtw'),
  extend64: oneOf('uxtx', 'sxtx', 'lsl'),
  cond: conditions,
  bitmask32: bitmask(32),
  bitmask64: bitmask(64),
};
