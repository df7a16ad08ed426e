import { outputSizeOf } from '../../../architecture/translation/walk.ts';
import type { Chooser } from './choose.ts';
import { layout } from './layout.ts';
import type { Mapping } from './mapping.ts';
import { elsewhere, physicalOutput } from './descriptors.ts';
import { RandomStage1 } from './random-stage1.ts';
import { RandomStage2 } from './random-stage2.ts';
import type { Slot, TablePool } from './tree.ts';

type Ranges = readonly [lower: RandomStage1, upper: RandomStage1];

const hcrTge = 1n << 27n;

/** Makes a mapping of EL1&0. */
export class GuestMapping {
  readonly #choose: Chooser;
  readonly #pool: TablePool;
  readonly #translates: boolean;
  readonly #ps: number;
  readonly #stage2: RandomStage2 | undefined;
  readonly #tables: bigint;

  constructor(choose: Chooser, pool: TablePool, hcr: bigint, isOn: boolean) {
    this.#choose = choose;
    this.#pool = pool;
    this.#translates = isOn && (hcr & ((1n << 12n) | hcrTge)) === 0n;
    this.#ps = choose.number(8);
    const outputSize = this.#translates ? outputSizeOf(this.#ps) : 44;
    const hasStage2 = (hcr & ((1n << 12n) | 1n)) !== 0n;
    this.#stage2 = hasStage2 ? new RandomStage2(choose, pool, outputSize) : undefined;
    this.#tables = this.#stage2?.tables() ?? layout.tables;
  }

  /** The address that stage 1 has of one of its tables. */
  readonly #refer = (table: bigint): bigint => table - layout.tables + this.#tables;

  /** Of a leaf of stage 1 at the level. */
  #outputOf(level: number): bigint {
    return this.#stage2?.targetBase(level) ?? physicalOutput(this.#choose, level);
  }

  /** The output address of what was placed, where that is a leaf. */
  #outputAt(slots: readonly Slot[], input: bigint): bigint {
    const { address, level } = slots.at(-1) as Slot;
    const span = 39 - 9 * level;
    const output = (this.#pool.stores.get(address) ?? 0n) & 0xffff_ffff_f000n;
    return ((output >> BigInt(span)) << BigInt(span)) | BigInt.asUintN(span, input);
  }

  make(): Mapping {
    return this.#translates ? this.#translated() : this.#flat();
  }

  #flat(): Mapping {
    const choose = this.#choose;
    const stage2 = this.#stage2;
    const code = stage2?.codeAddress() ?? layout.code[1];
    const target =
      stage2?.targetBase(3) ??
      (choose.chance(85) ? layout.targets + (choose.bits(10) << 12n) : choose.of(elsewhere));
    const wild = choose.chance(4) ? 1n << BigInt(choose.between(44, 63)) : 0n;
    return {
      values: { ...this.#stage2?.controls, tcr_el1: choose.bits(2) << 37n },
      code,
      target: target | wild,
      codeSlots: stage2?.placePage(code, layout.code[1], true) ?? [],
      targetSlots: stage2?.placeTarget(target) ?? [],
    };
  }

  #range(upper: boolean, tcr: bigint): RandomStage1 {
    const ignoresTopByte = ((tcr >> (upper ? 38n : 37n)) & 1n) === 1n;
    return new RandomStage1(this.#choose, this.#pool, {
      upper,
      ignoresTopByte,
      refer: this.#refer,
    });
  }

  /** Code is in one range, the target in either. */
  #translated(): Mapping {
    const choose = this.#choose;
    const stage2 = this.#stage2;
    const tcr = (BigInt(this.#ps) << 32n) | choose.some([37, 38], 30) | (choose.bits(6) << 8n);
    const ranges: Ranges = [this.#range(false, tcr), this.#range(true, tcr)];
    const codeRange = choose.number(2) as 0 | 1;
    const targetRange = choose.number(2) as 0 | 1;
    const of = { code: ranges[codeRange], target: ranges[targetRange] };

    const codeInput = of.code.codeInput();
    const codeIpa = stage2?.codeAddress() ?? layout.code[1];
    const codeSlots = [...of.code.placeCode(codeInput, codeIpa)];
    const input = of.target.targetInput();
    const targetSlots = [...of.target.placeTarget(input, (level) => this.#outputOf(level))];
    const own = targetSlots.filter(
      ({ address }) => !codeSlots.some((slot) => slot.address === address),
    );
    of.target.decorate(own);
    const output = this.#outputAt(targetSlots, input);

    if (stage2 !== undefined) {
      const codePages = new Set(codeSlots.map(({ address }) => address & ~0xfffn));
      const targetPages = new Set(targetSlots.map(({ address }) => address & ~0xfffn));
      const place = (page: bigint, isOpen: boolean): readonly Slot[] =>
        stage2.placePage(this.#refer(page), page, isOpen);
      codeSlots.push(
        ...[...codePages].flatMap((page) => place(page, true)),
        ...stage2.placePage(codeIpa, layout.code[1], true),
      );
      targetSlots.push(
        ...[...targetPages]
          .filter((page) => !codePages.has(page))
          .flatMap((page) => place(page, choose.chance(75))),
        ...stage2.placeTarget(output),
      );
    }

    return {
      values: {
        ...stage2?.controls,
        tcr_el1: tcr | this.#sizes(ranges, codeRange),
        ttbr0_el1: this.#base(ranges[0], codeRange === 0),
        ttbr1_el1: this.#base(ranges[1], codeRange === 1),
      },
      code: of.code.signed(codeInput),
      target:
        of.target.signed(input) ^ (choose.chance(4) ? 1n << BigInt(choose.between(25, 63)) : 0n),
      codeSlots,
      targetSlots,
    };
  }

  /** T0SZ, T1SZ and what goes wrong in the range that code is not in. */
  #sizes(ranges: Ranges, codeRange: 0 | 1): bigint {
    const choose = this.#choose;
    const [lower, upper] = ranges.map(({ inputSize }, index) =>
      BigInt(index !== codeRange && choose.chance(8) ? choose.number(64) : 64 - inputSize),
    ) as [bigint, bigint];
    const other = codeRange === 0 ? { epd: 23n, granule: 30n } : { epd: 7n, granule: 14n };
    const disabled = choose.chance(4) ? 1n << other.epd : 0n;
    const granule = choose.chance(1) ? choose.bits(2) << other.granule : 0n;
    // TG1 is 2 for 4 KiB, TG0 is 0.
    return lower | (upper << 16n) | disabled | ((2n << 30n) ^ granule);
  }

  #base({ tree }: RandomStage1, hasCode: boolean): bigint {
    const choose = this.#choose;
    const wild = !hasCode && choose.chance(4) ? choose.some([7, 10, 33, 37, 41, 45], 25) : 0n;
    return this.#refer(tree.root) | (choose.bits(8) << 48n) | wild;
  }
}
