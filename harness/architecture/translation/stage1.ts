import { hcrBits } from '../control-bits.ts';
import { isPhysical } from '../fault-status.ts';
import type { Access } from './access.ts';
import type { Controls } from './controls.ts';
import { defaultCacheable, deviceMemory, memoryOf, untranslatedCode } from './memory-type.ts';
import { guestPermissions, hypervisorPermissions, missing, writeOf } from './permissions.ts';
import type { Permissions } from './permissions.ts';
import type { Regime } from './regime.ts';
import { regimeOf } from './regime.ts';
import type { Failed, FaultKind, MemoryAttributes, Translated } from './result.ts';
import { refused } from './result.ts';
import { unmodelled } from './unmodelled.ts';
import type { Leaf, Tables } from './walk.ts';
import { outputSizeOf, startLevelOf, walk } from './walk.ts';
import type { WalkPort } from './walk-port.ts';

/** TxSZ without FEAT_LVA and FEAT_TTST (Arm ARM, D8.2.8). */
export const inputSizes = { least: 16, most: 39 } as const;

function failure(
  access: Access,
  kind: FaultKind,
  level: number,
  lacks?: keyof Permissions,
): Failed {
  const write = writeOf(access, lacks);
  return { kind: 'fault', fault: { kind, stage: 1, level, walk: false, write, ipa: undefined } };
}

/** Bits 63 or 55 and below, without the tag that the range ignores. */
function untagged(address: bigint, { range }: Regime): bigint {
  return BigInt.asUintN(range.ignoresTopByte ? 56 : 64, address);
}

/** The address itself (Arm ARM, AArch64.S1DisabledOutput). */
function flat(access: Access, regime: Regime): Translated | Failed {
  const address = untagged(access.address, regime);
  if (!isPhysical(address)) {
    return failure(access, 'address-size', 0);
  }
  const memory = flatMemory(access, regime);
  return needsAlignment(access, memory)
    ? failure(access, 'alignment', 0)
    : { kind: 'translated', address, memory };
}

function flatMemory(access: Access, regime: Regime): MemoryAttributes {
  if (regime.defaultCacheable) {
    return defaultCacheable;
  }
  return access.kind === 'fetch' ? untranslatedCode(regime.cachesCode) : deviceMemory;
}

/** Whether the bits above the input size are all those of the range. */
function isInRange(address: bigint, regime: Regime, inputSize: number): boolean {
  const top = regime.range.ignoresTopByte ? 56 : 64;
  const above = untagged(address, regime) >> BigInt(inputSize);
  return above === (regime.range.upper ? (1n << BigInt(top - inputSize)) - 1n : 0n);
}

/** The tables of the address's range, or why there are none. */
function tablesOf(access: Access, regime: Regime): Tables | Failed {
  const { range, ps } = regime;
  const inputSize = 64 - range.size;
  // What is out of range may also count as the nearest that is not: IMPLEMENTATION DEFINED (Arm ARM, D8.2.8).
  const hasSize = range.size >= inputSizes.least && range.size <= inputSizes.most;
  if (range.disabled || !hasSize || !isInRange(access.address, regime, inputSize)) {
    return failure(access, 'translation', 0);
  }
  if (!range.has4KiBGranule) {
    return refused(range.granuleName, 'the granule is not 4 KiB');
  }
  return {
    baseName: range.baseName,
    base: range.base,
    inputSize,
    outputSize: outputSizeOf(ps),
    startLevel: startLevelOf(inputSize),
  };
}

/** Whether Device memory refuses the access (Arm ARM, AArch64.S1HasAlignmentFault). */
export function needsAlignment({ kind, aligned }: Access, { device }: MemoryAttributes): boolean {
  return device && (kind === 'zero' || (aligned === false && kind !== 'fetch'));
}

/** The memory of a leaf, by MAIR_ELx. */
function memoryOfLeaf({ descriptor }: Leaf, { mair, mairName }: Regime): MemoryAttributes | Failed {
  const index = Number((descriptor >> 2n) & 7n);
  const attributes = Number((mair >> BigInt(index * 8)) & 0xffn);
  return (
    memoryOf(attributes, Number((descriptor >> 8n) & 3n)) ??
    refused(
      `${mairName}.Attr${index}`,
      `0x${attributes.toString(16).padStart(2, '0')} is UNPREDICTABLE`,
    )
  );
}

/** GP of a block or a page (Arm ARM, D8.3.2). */
const isGuarded = ({ descriptor }: Leaf): boolean => ((descriptor >> 50n) & 1n) === 1n;

function translated(access: Access, regime: Regime, leaf: Leaf): Translated | Failed {
  const memory = memoryOfLeaf(leaf, regime);
  if ('kind' in memory) {
    return memory;
  }
  if (access.kind === 'fetch' && access.mayBeGuarded === true && isGuarded(leaf)) {
    return refused('GP', 'the page is guarded, and Branch Target Exceptions are not modelled');
  }
  if (needsAlignment(access, memory)) {
    return failure(access, 'alignment', leaf.level);
  }
  const permissions =
    regime.of === 'hypervisor'
      ? hypervisorPermissions(leaf, regime.wxn)
      : guestPermissions(leaf, regime.wxn, access);
  const lacks = missing(access, permissions);
  if (lacks !== undefined && access.kind === 'instruction-cache') {
    return refused('IC IVAU', 'whether EL0 needs permission to read is IMPLEMENTATION DEFINED');
  }
  return lacks === undefined
    ? { kind: 'translated', address: leaf.address, memory }
    : failure(access, 'permission', leaf.level, lacks);
}

/** From the virtual address to the one that stage 2 translates, or to the physical one (Arm ARM, AArch64.S1Translate). */
export function stage1(
  access: Access,
  controls: Controls,
  read: WalkPort['read'],
): Translated | Failed {
  const regime = regimeOf(access, controls);
  if (!regime.translates) {
    return flat(access, regime);
  }
  if (regime.of === 'guest' && (controls.hcr_el2 & hcrBits.rw) === 0n) {
    return refused('HCR_EL2.RW', 'EL1 is in AArch32 state, whose translation tables are others');
  }
  const refusal = unmodelled(regime.of, controls);
  if (refusal !== undefined) {
    return refusal;
  }
  const tables = tablesOf(access, regime);
  if ('kind' in tables) {
    return tables;
  }
  const fail: WalkPort['fail'] = (kind, level) => failure(access, kind, level);
  const leaf = walk(untagged(access.address, regime), tables, { read, fail });
  return leaf.kind === 'leaf' ? translated(access, regime, leaf) : leaf;
}
