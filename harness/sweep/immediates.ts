/** HVC immediates: 16 bits. */
export const immediateCount = 0x1_0000;

/**
 * Immediates that are no ABI's number and no value that code leaves in a register: what the rest of the space does is
 * learned from them, so that `x1 = 0x16` at immediate 0x16 is not taken for `x1 = immediate`.
 */
export const plainImmediates: readonly number[] = [0xa5c3, 0x5e97, 0x1d2b];

/** Samples besides the notable immediates. */
const sampleCount = 256;

/** So many, spread over all; an immediate may come again. */
export function randomImmediates(count: number, seed: number): number[] {
  let state = seed >>> 0;
  return Array.from({ length: count }, () => {
    // Numerical Recipes' linear congruential generator; its upper half is good enough to spread samples.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 16;
  });
}

/** Each number and its neighbours, as far as they are immediates. */
export function aroundEach(numbers: Iterable<number>): number[] {
  return [...numbers].flatMap((number) =>
    [number - 1, number, number + 1].filter((near) => near >= 0 && near < immediateCount),
  );
}

/** Each number, its neighbours, all powers of two with theirs, and seeded samples; ascending. */
export function sampledImmediates(numbers: Iterable<number>, seed: number): number[] {
  const powers = Array.from({ length: 17 }, (_, exponent) => 2 ** exponent);
  const chosen = new Set<number>([...plainImmediates, ...aroundEach([...numbers, ...powers])]);
  randomImmediates(sampleCount, seed).forEach((immediate) => chosen.add(immediate));
  return [...chosen].toSorted((a, b) => a - b);
}
