import { hcrBits } from '../control-bits.ts';
import { physicalAddressBits } from '../fault-status.ts';
import type { Access } from './access.ts';
import type { Controls } from './controls.ts';
import { combined } from './memory-type.ts';
import { missing, stage2Permissions, writeOf } from './permissions.ts';
import type { Permissions } from './permissions.ts';
import type { Failed, FaultKind, MemoryAttributes, ReadDescriptor, Translated } from './result.ts';
import { refused } from './result.ts';
import { inputSizes, needsAlignment } from './stage1.ts';
import { unmodelled } from './unmodelled.ts';
import type { Leaf, Tables } from './walk.ts';
import { outputSizeOf, spanBits, walk } from './walk.ts';
import type { WalkPort } from './walk-port.ts';

/** What stage 1 gives to stage 2. */
export interface IntermediateAccess {
  /** Why it is translated. */
  readonly access: Access;
  /** The read of a descriptor of stage 1 by its walk, instead of the access itself. */
  readonly walk: boolean;
  /** The intermediate physical address. */
  readonly ipa: bigint;
  readonly memory: MemoryAttributes;
}

/** HCR_EL2.DC counts as VM, too. */
export function hasStage2({ level }: Access, { hcr_el2 }: Controls): boolean {
  return level < 2 && (hcr_el2 & (hcrBits.vm | hcrBits.dc)) !== 0n;
}

function failure(
  { access, walk, ipa }: IntermediateAccess,
  kind: FaultKind,
  level: number,
  lacks?: keyof Permissions,
): Failed {
  // A walk only reads, and reports what the access is.
  const write = writeOf(access, walk ? undefined : lacks);
  return { kind: 'fault', fault: { kind, stage: 2, level, walk, write, ipa } };
}

const reservedStart = 3;

/** The tables, or why there are none (Arm ARM, AArch64.S2InvalidSL and AArch64.S2InconsistentSL). */
function tablesOf(wanted: IntermediateAccess, { vtcr_el2, vttbr_el2 }: Controls): Tables | Failed {
  const field = (low: bigint, width: number): number =>
    Number(BigInt.asUintN(width, vtcr_el2 >> low));
  const size = field(0n, 6);
  const inputSize = 64 - size;
  const start = field(6n, 2);
  if (field(14n, 2) !== 0) {
    return refused('VTCR_EL2.TG0', 'the granule is not 4 KiB');
  }
  const startLevel = 2 - start;
  // At least one bit is looked up first, and at most 16 tables are concatenated there.
  const firstBits = inputSize - spanBits(startLevel);
  if (
    // More than the physical addresses have: it may also count as those (AArch64.S2MinTxSZ).
    size < Math.max(inputSizes.least, 64 - physicalAddressBits) ||
    size > inputSizes.most ||
    start === reservedStart ||
    firstBits < 1 ||
    firstBits > 13 ||
    wanted.ipa >> BigInt(inputSize) !== 0n
  ) {
    return failure(wanted, 'translation', 0);
  }
  const outputSize = outputSizeOf(field(16n, 3));
  return { baseName: 'VTTBR_EL2', base: vttbr_el2, inputSize, outputSize, startLevel };
}

function translated(
  wanted: IntermediateAccess,
  { hcr_el2 }: Controls,
  leaf: Leaf,
): Translated | Failed {
  const { access, walk: isWalk } = wanted;
  const memAttr = Number((leaf.descriptor >> 2n) & 0xfn);
  const shareability = Number((leaf.descriptor >> 8n) & 3n);
  const uncached = access.kind === 'fetch' && !isWalk ? hcrBits.id : hcrBits.cd;
  const memory = combined(wanted.memory, memAttr, shareability, (hcr_el2 & uncached) !== 0n);
  if (memory === undefined) {
    return refused('MemAttr of stage 2', `0b${memAttr.toString(2).padStart(4, '0')} is reserved`);
  }
  if (!isWalk && needsAlignment(access, memory)) {
    return failure(wanted, 'alignment', leaf.level);
  }
  const isProtected = (hcr_el2 & (hcrBits.ptw | hcrBits.tge)) === hcrBits.ptw;
  if (isWalk && isProtected && memory.device) {
    return failure(wanted, 'permission', leaf.level);
  }
  const made: Access = isWalk ? { ...access, kind: 'load' } : access;
  const lacks = missing(made, stage2Permissions(leaf));
  if (lacks !== undefined && made.kind === 'instruction-cache') {
    return refused('IC IVAU', 'whether EL0 needs permission to read is IMPLEMENTATION DEFINED');
  }
  return lacks === undefined
    ? { kind: 'translated', address: leaf.address, memory }
    : failure(wanted, 'permission', leaf.level, lacks);
}

/** From the intermediate physical address to the physical one (Arm ARM, AArch64.S2Translate). */
export function stage2(
  wanted: IntermediateAccess,
  controls: Controls,
  readDescriptor: ReadDescriptor,
): Translated | Failed {
  const tables = unmodelled('stage2', controls) ?? tablesOf(wanted, controls);
  if ('kind' in tables) {
    return tables;
  }
  const fail: WalkPort['fail'] = (kind, level) => failure(wanted, kind, level);
  const read: WalkPort['read'] = (address, level) =>
    readDescriptor(address) ?? fail('external', level);
  const leaf = walk(wanted.ipa, tables, { read, fail });
  return leaf.kind === 'leaf' ? translated(wanted, controls, leaf) : leaf;
}
