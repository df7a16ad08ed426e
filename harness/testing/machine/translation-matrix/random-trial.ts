import type { Controls } from '../../../architecture/translation/controls.ts';
import { translationRegisters } from '../../../architecture/translation/controls.ts';
import { outputSizeOf } from '../../../architecture/translation/walk.ts';
import type { Random } from '../../random.ts';
import { Chooser } from './choose.ts';
import type { MatrixAccess } from './instruction.ts';
import { matrixAccesses } from './instruction.ts';
import { layout } from './layout.ts';
import { elsewhere, mutated, physicalOutput, randomMair } from './mappings.ts';
import { RandomStage1 } from './stage1-random.ts';
import { RandomStage2 } from './stage2-random.ts';
import type { Slot } from './tree.ts';
import { TablePool } from './tree.ts';
import type { Trial } from './trial.ts';

type Values = Partial<Controls>;

/** How a random mapping came out: where code and target are, and what must not be changed. */
interface Mapping {
  readonly values: Values;
  readonly code: bigint;
  readonly target: bigint;
  readonly codeSlots: readonly Slot[];
  readonly targetSlots: readonly Slot[];
}

const sctlrEl1 = 0x30d0_0800n | (1n << 14n) | (1n << 26n);
const sctlrEl2 = 0x30c5_0830n;
const hcrRw = 1n << 31n;
const hcrTge = 1n << 27n;

/** M as given; C, I and WXN. */
const cachesAndWxn = (choose: Chooser): bigint => choose.some([2, 12], 50) | choose.some([19], 15);

class GuestMapping {
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

  /** Of a leaf of stage 1 at the level, above the low bits of the virtual address. */
  #outputOf(level: number, input: bigint): bigint {
    const base = this.#stage2?.targetBase(level, 0n) ?? physicalOutput(this.#choose, level);
    this.#target = base | BigInt.asUintN(39 - 9 * level, input);
    return base;
  }

  #target = 0n;

  make(): Mapping {
    return this.#translates ? this.#translated() : this.#flat();
  }

  #flat(): Mapping {
    const choose = this.#choose;
    const stage2 = this.#stage2;
    const code = stage2?.codeAddress() ?? layout.code[1];
    const target =
      stage2?.targetBase(3, 0n) ??
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
    let tcr =
      (BigInt(this.#ps) << 32n) | choose.some([37, 38], 30) | (choose.bits(6) << 8n) | (2n << 30n);
    const ranges = [this.#range(false, tcr), this.#range(true, tcr)] as const;
    const codeRange = choose.number(2) as 0 | 1;
    const targetRange = choose.number(2) as 0 | 1;
    const of = { code: ranges[codeRange], target: ranges[targetRange] };

    const codeInput = of.code.codeInput();
    const codeIpa = stage2?.codeAddress() ?? layout.code[1];
    const codeSlots = [...of.code.placeCode(codeInput, codeIpa)];
    const input = of.target.targetInput();
    const targetSlots = [...of.target.placeTarget(input, (level) => this.#outputOf(level, input))];
    const own = targetSlots.filter(
      ({ address }) => !codeSlots.some((slot) => slot.address === address),
    );
    of.target.decorate(own);

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
        ...stage2.placeTarget(this.#target),
      );
    }

    const sizes = ranges.map((range, index) =>
      index !== codeRange && choose.chance(8) ? choose.number(64) : 64 - range.inputSize,
    );
    tcr |= BigInt(sizes[0] as number) | (BigInt(sizes[1] as number) << 16n);
    if (choose.chance(4)) {
      tcr |= codeRange === 0 ? 1n << 23n : 1n << 7n;
    }
    if (choose.chance(1)) {
      tcr ^= codeRange === 0 ? choose.bits(2) << 30n : choose.bits(2) << 14n;
    }
    const bases = ranges.map((range, index) => {
      const wild =
        index !== codeRange && choose.chance(4) ? choose.some([7, 10, 33, 37, 41, 45], 25) : 0n;
      return this.#refer(range.tree.root) | (choose.bits(8) << 48n) | wild;
    });
    return {
      values: {
        ...stage2?.controls,
        tcr_el1: tcr,
        ttbr0_el1: bases[0] as bigint,
        ttbr1_el1: bases[1] as bigint,
      },
      code: of.code.signed(codeInput),
      target:
        of.target.signed(input) ^ (choose.chance(4) ? 1n << BigInt(choose.between(25, 63)) : 0n),
      codeSlots,
      targetSlots,
    };
  }
}

function hypervisorMapping(choose: Chooser, pool: TablePool, isOn: boolean): Mapping {
  const tbi = choose.chance(30);
  if (!isOn) {
    return {
      values: { tcr_el2: 0x8080_0000n | (tbi ? 1n << 20n : 0n) },
      code: layout.code[2],
      target: choose.chance(80)
        ? layout.targets + (choose.bits(10) << 12n)
        : choose.of(elsewhere) | choose.some([44, 55, 56, 63], 10),
      codeSlots: [],
      targetSlots: [],
    };
  }
  const range = new RandomStage1(choose, pool, {
    upper: false,
    ignoresTopByte: tbi,
    refer: (table) => table,
  });
  const codeInput = range.codeInput();
  const codeSlots = range.placeCode(codeInput, layout.code[2]);
  const input = range.targetInput();
  const targetSlots = range.placeTarget(input, (level) => physicalOutput(choose, level));
  range.decorate(
    targetSlots.filter(({ address }) => !codeSlots.some((slot) => slot.address === address)),
  );
  const size = BigInt(64 - range.inputSize);
  return {
    values: {
      tcr_el2:
        0x8080_0000n |
        size |
        (choose.bits(6) << 8n) |
        (choose.bits(3) << 16n) |
        (tbi ? 1n << 20n : 0n),
      ttbr0_el2: range.tree.root,
    },
    code: range.signed(codeInput),
    target: range.signed(input) ^ (choose.chance(4) ? 1n << BigInt(choose.between(25, 63)) : 0n),
    codeSlots,
    targetSlots,
  };
}

/** Makes mistakes in descriptors of the target that code does not need, too. */
function spoil(
  choose: Chooser,
  pool: TablePool,
  { codeSlots, targetSlots }: Mapping,
  usesCode: boolean,
): void {
  const needed = new Set(codeSlots.map(({ address }) => address));
  const free = targetSlots.filter(({ address }) => !needed.has(address));
  const count = free.length === 0 ? 0 : choose.of([0, 0, 0, 1, 1, 1, 2]);
  for (let done = 0; done < count; done += 1) {
    const { address, level } = choose.of(free);
    pool.stores.set(address, mutated(choose, pool.stores.get(address) ?? 0n, level));
  }
  const ofStage2 = codeSlots.filter(({ stage }) => stage === 2);
  if (usesCode && ofStage2.length > 0 && choose.chance(3)) {
    const { address } = choose.of(ofStage2);
    const bit = choose.of([0n, 10n, 6n, 54n]);
    pool.stores.set(address, (pool.stores.get(address) ?? 0n) ^ (1n << bit));
  }
}

function randomHcr(choose: Chooser, level: 0 | 1): bigint {
  return (
    hcrRw |
    choose.some([0], 60) |
    choose.some([12], 6) |
    choose.some([2], 20) |
    choose.some([32, 33], 10) |
    (level === 0 && choose.chance(8) ? hcrTge : 0n)
  );
}

function randomOffset(choose: Chooser, access: MatrixAccess | undefined): bigint {
  if (access === undefined) {
    return choose.bits(9) << 3n;
  }
  const offset = choose.chance(3) ? 0x1000n - BigInt(choose.between(1, 8)) : choose.bits(12);
  return access.strict === true || choose.chance(92)
    ? offset & ~BigInt(access.alignment - 1)
    : offset;
}

/** An address that PC can have: branches and exception returns drop the tag (Arm ARM, AArch64.BranchAddr). */
function untagged(
  level: Trial['level'],
  { tcr_el1 = 0n, tcr_el2 = 0n }: Values,
  address: bigint,
): bigint {
  const isUpper = ((address >> 55n) & 1n) === 1n;
  const tbi = level === 2 ? tcr_el2 >> 20n : tcr_el1 >> (isUpper ? 38n : 37n);
  if ((tbi & 1n) === 0n) {
    return address;
  }
  return BigInt.asUintN(64, level === 2 ? BigInt.asUintN(56, address) : BigInt.asIntN(56, address));
}

/** A random access, at any level. */
export function randomTrial(random: Random): Trial {
  const choose = new Chooser(random);
  const pool = new TablePool();
  const level = choose.of([0, 0, 1, 1, 1, 2] as const);
  const hcr = level === 2 ? hcrRw : randomHcr(choose, level);
  const isOn = choose.chance((hcr & hcrTge) === 0n ? 80 : 20);
  const mapping =
    level === 2
      ? hypervisorMapping(choose, pool, isOn)
      : new GuestMapping(choose, pool, hcr, isOn).make();
  const instruction = choose.chance(20) ? undefined : choose.of(matrixAccesses);
  // Where none of the instructions comes from there, the vectors alone need the page.
  spoil(choose, pool, mapping, instruction !== undefined);
  const on = (at: 1 | 2): bigint => (isOn && (level === 2) === (at === 2) ? 1n : 0n);
  const values: Values = {
    sctlr_el1: sctlrEl1 | on(1) | cachesAndWxn(choose) | (choose.chance(1) ? 1n << 25n : 0n),
    sctlr_el2: sctlrEl2 | on(2) | (level === 2 ? cachesAndWxn(choose) : 0n),
    mair_el1: randomMair(choose),
    mair_el2: randomMair(choose),
    tcr_el2: 0x8080_0000n,
    hcr_el2: hcr,
    ...mapping.values,
  };
  const address = BigInt.asUintN(64, mapping.target + randomOffset(choose, instruction));
  return {
    level,
    controls: Object.fromEntries(
      translationRegisters.map((name) => [name, values[name] ?? 0n]),
    ) as Record<(typeof translationRegisters)[number], bigint>,
    stores: pool.stores,
    code: untagged(level, mapping.values, mapping.code),
    instruction,
    address: instruction === undefined ? untagged(level, mapping.values, address) : address,
  };
}
