import type { Random } from '../../random.ts';

/** Random choices of a trial. */
export class Chooser {
  readonly number: Random;

  constructor(random: Random) {
    this.number = random;
  }

  /** True so many times of a hundred. */
  chance(percent: number): boolean {
    return this.number(100) < percent;
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.number(values.length)] as Value;
  }

  /** From `low` up to `high`. */
  between(low: number, high: number): number {
    return low + this.number(high - low + 1);
  }

  bits(width: number): bigint {
    let value = 0n;
    for (let done = 0; done < width; done += 16) {
      value = (value << 16n) | BigInt(this.number(0x1_0000));
    }
    return BigInt.asUintN(width, value);
  }

  /** Those of the bits that are chosen, each so many times of a hundred. */
  some(bits: readonly number[], percent: number): bigint {
    return bits.reduce(
      (value, bit) => (this.chance(percent) ? value | (1n << BigInt(bit)) : value),
      0n,
    );
  }
}
