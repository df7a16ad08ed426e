import type { Controls } from '../../../architecture/translation/controls.ts';
import { translationRegisters } from '../../../architecture/translation/controls.ts';
import type { Random } from '../../random.ts';
import { Chooser } from './choose.ts';
import { GuestMapping } from './guest-mapping.ts';
import { hypervisorMapping } from './hypervisor-mapping.ts';
import type { MatrixAccess } from './instruction.ts';
import { matrixAccesses } from './instruction.ts';
import type { Mapping } from './mapping.ts';
import { mutated, randomMair } from './descriptors.ts';
import { TablePool } from './tree.ts';
import type { Trial } from './trial.ts';

type Values = Partial<Controls>;

const sctlrEl1 = 0x30d0_0800n | (1n << 14n) | (1n << 26n);
const sctlrEl2 = 0x30c5_0830n;
const hcrRw = 1n << 31n;
const hcrTge = 1n << 27n;

/** M as given; C, I and WXN. */
const cachesAndWxn = (choose: Chooser): bigint => choose.some([2, 12], 50) | choose.some([19], 15);

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
