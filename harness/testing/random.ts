/** A number from 0 up to the limit, without it. */
export type Random = (limit: number) => number;

/** mulberry32 */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

const halves = new Uint32Array(2);
const whole = new BigUint64Array(halves.buffer);

const corners = [0n, 1n, 0xffff_ffffn, 0x8000_0000n, 0x7fff_ffffn, 1n << 63n, (1n << 64n) - 1n];

/** 64 bits, of which a third is at an edge. */
export function randomWord(random: Random): bigint {
  const corner = random(3) === 0 ? corners[random(corners.length)] : undefined;
  if (corner !== undefined) {
    return corner;
  }
  halves[0] = random(2 ** 32);
  halves[1] = random(2 ** 32);
  return whole[0] as bigint;
}
