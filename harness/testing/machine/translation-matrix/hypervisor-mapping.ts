import type { Chooser } from './choose.ts';
import { layout } from './layout.ts';
import type { Mapping } from './mapping.ts';
import { elsewhere, physicalOutput } from './descriptors.ts';
import { RandomStage1 } from './random-stage1.ts';
import type { TablePool } from './tree.ts';

/** Makes a mapping of EL2. */
export function hypervisorMapping(choose: Chooser, pool: TablePool, isOn: boolean): Mapping {
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
