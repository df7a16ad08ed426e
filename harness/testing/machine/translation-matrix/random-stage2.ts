import type { Controls } from '../../../architecture/translation/controls.ts';
import { outputSizeOf } from '../../../architecture/translation/walk.ts';
import type { Chooser } from './choose.ts';
import { inputBits, openStage2, physicalOutput, stage2Attributes } from './descriptors.ts';
import type { Slot, TablePool } from './tree.ts';
import { Tree } from './tree.ts';

/** The least PS of so many bits. */
const leastPs = (bits: number): number => [0, 1, 2, 3].find((ps) => outputSizeOf(ps) >= bits) ?? 4;

/** What a trial places in stage 2. */
export class RandomStage2 {
  readonly controls: Pick<Controls, 'vtcr_el2' | 'vttbr_el2'>;
  readonly #choose: Chooser;
  readonly #tree: Tree;
  /** Bits of the addresses that stage 1 may give. */
  readonly #addressBits: number;
  readonly #startLevel: number;

  /** `outputSize` is that of stage 1. */
  constructor(choose: Chooser, pool: TablePool, outputSize: number) {
    this.#choose = choose;
    const inputSize = choose.between(25, 44);
    // With 1 to 13 bits that the first lookup takes.
    const levels = [0, 1, 2].filter((level) => {
      const bits = inputSize - (39 - 9 * level);
      return bits >= 1 && bits <= 13;
    });
    this.#startLevel = choose.of(levels);
    this.#tree = new Tree(pool, 2, { startLevel: this.#startLevel, inputSize });
    this.#addressBits = Math.min(inputSize, outputSize);
    this.controls = {
      vtcr_el2: this.#control(inputSize),
      vttbr_el2:
        this.#tree.root |
        (choose.bits(8) << 48n) |
        (choose.chance(2) ? choose.some([7, 9, 44, 46], 40) : 0n),
    };
  }

  #control(inputSize: number): bigint {
    const choose = this.#choose;
    let size = 64 - inputSize;
    let start = 2 - this.#startLevel;
    if (choose.chance(8)) {
      size = choose.number(64);
      start = choose.number(4);
    }
    const granule = choose.chance(1) ? choose.bits(2) : 0n;
    // Mostly no less than the input size.
    const ps = BigInt(
      choose.chance(95)
        ? choose.between(start === 2 ? 4 : leastPs(inputSize), 7)
        : choose.number(8),
    );
    return (
      (1n << 31n) |
      BigInt(size) |
      (BigInt(start) << 6n) |
      (choose.bits(6) << 8n) |
      (granule << 14n) |
      (ps << 16n) |
      (choose.chance(1) ? choose.some([21, 22], 60) : 0n)
    );
  }

  /** An address in the region of 2 MiB whose number ends so, of as many bits as stage 1 and 2 have. */
  #addressIn(region: bigint, low: bigint): bigint {
    const above = this.#choose.chance(50) ? 0n : this.#choose.bits(14) << 30n;
    return BigInt.asUintN(this.#addressBits, above | (region << 21n) | low);
  }

  /** The output address of a leaf of stage 1. */
  targetBase(level: number): bigint {
    const span = BigInt(39 - 9 * level);
    const low = inputBits(this.#choose);
    return (this.#addressIn(low >> 21n, low & 0x1f_f000n) >> span) << span;
  }

  /** The first address of the tables of stage 1. */
  tables(): bigint {
    return this.#addressIn(0xc8n, 0n);
  }

  codeAddress(): bigint {
    return this.#addressIn(0xd7n, this.#choose.bits(9) << 12n);
  }

  /** Maps a page of the machine's own: code, or a table of stage 1. */
  placePage(ipa: bigint, page: bigint, isOpen: boolean): readonly Slot[] {
    return this.#tree.place(
      ipa,
      3,
      () => page | (isOpen ? openStage2 : stage2Attributes(this.#choose)),
    );
  }

  /** Maps what is accessed. */
  placeTarget(ipa: bigint): readonly Slot[] {
    const level = Math.max(this.#choose.between(1, 3), this.#startLevel);
    return this.#tree.place(
      ipa,
      level,
      (at) => physicalOutput(this.#choose, at) | stage2Attributes(this.#choose),
    );
  }
}
