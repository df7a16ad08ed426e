import { startLevelOf } from '../../../architecture/translation/walk.ts';
import type { Chooser } from './choose.ts';
import { codeAttributes, inputBits, stage1Attributes, tableAttributes } from './descriptors.ts';
import type { Slot, TablePool } from './tree.ts';
import { Tree } from './tree.ts';

/** What a trial places in a range of addresses of stage 1. */
export class RandomStage1 {
  readonly inputSize: number;
  readonly startLevel: number;
  readonly tree: Tree;
  readonly #choose: Chooser;
  readonly #pool: TablePool;
  readonly #upper: boolean;
  readonly #ignoresTopByte: boolean;

  constructor(
    choose: Chooser,
    pool: TablePool,
    options: {
      readonly upper: boolean;
      readonly ignoresTopByte: boolean;
      readonly refer: (table: bigint) => bigint;
    },
  ) {
    this.#choose = choose;
    this.#pool = pool;
    this.#upper = options.upper;
    this.#ignoresTopByte = options.ignoresTopByte;
    this.inputSize = choose.between(25, 48);
    this.startLevel = startLevelOf(this.inputSize);
    this.tree = new Tree(pool, 1, this, options.refer);
  }

  /** The virtual address of so many bits, with its sign, and a tag where that is ignored. */
  signed(input: bigint): bigint {
    const sign = this.#upper ? ((1n << 64n) - 1n) & ~((1n << BigInt(this.inputSize)) - 1n) : 0n;
    const address = sign | input;
    return this.#ignoresTopByte && this.#choose.chance(50)
      ? BigInt.asUintN(56, address) | (this.#choose.bits(8) << 56n)
      : address;
  }

  /** The low bits of an address, in this range. */
  inputOf(address: bigint): bigint {
    return BigInt.asUintN(this.inputSize, address);
  }

  #inputWith(low: bigint): bigint {
    const above = this.#choose.chance(50) ? 0n : this.#choose.bits(18) << 30n;
    return this.inputOf(above | low);
  }

  targetInput(): bigint {
    return this.#inputWith(inputBits(this.#choose));
  }

  /** The region's number ends other than that of a target, in the four bits that every size has. */
  codeInput(): bigint {
    return this.#inputWith((0xd7n << 21n) | (this.#choose.bits(9) << 12n));
  }

  placeCode(input: bigint, page: bigint): readonly Slot[] {
    return this.tree.place(input, 3, () => page | codeAttributes);
  }

  /** `outputOf` gives the output address of a leaf of the level. */
  placeTarget(input: bigint, outputOf: (level: number) => bigint): readonly Slot[] {
    const level = Math.max(this.#choose.between(1, 3), this.startLevel);
    const slots = this.tree.place(
      input,
      level,
      (at) => outputOf(at) | stage1Attributes(this.#choose),
    );
    return slots;
  }

  /** Gives table descriptors attributes. */
  decorate(slots: readonly Slot[]): void {
    const { stores } = this.#pool;
    for (const { address } of slots.slice(0, -1)) {
      stores.set(address, (stores.get(address) ?? 0n) | tableAttributes(this.#choose));
    }
  }
}
