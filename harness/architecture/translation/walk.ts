import { physicalAddressBits } from '../fault-status.ts';
import { contiguousRefusal } from './contiguous.ts';
import type { Failed } from './result.ts';
import { refused } from './result.ts';
import type { WalkPort } from './walk-port.ts';

/** The tables of a stage, with a granule of 4 KiB (Arm ARM, D8.2). */
export interface Tables {
  /** The register of the base, as it is written: `TTBR0_EL1`. */
  readonly baseName: string;
  /** TTBRx_ELx or VTTBR_EL2. */
  readonly base: bigint;
  /** Bits of the addresses that are translated. */
  readonly inputSize: number;
  /** Bits of the addresses that descriptors may have. */
  readonly outputSize: number;
  /** The level of the first lookup. */
  readonly startLevel: number;
}

/** Where a walk ends. */
export interface Leaf {
  readonly kind: 'leaf';
  /** A block or page descriptor, 64 bits. */
  readonly descriptor: bigint;
  readonly level: number;
  /** The output address. */
  readonly address: bigint;
  /** Bits 63:59 of the table descriptors on the way, in their place: what is set in any of them. */
  readonly tableAttributes: bigint;
}

const lastLevel = 3;
const pageBits = 12;
const stride = 9;

/** TCR_ELx.IPS or PS, VTCR_EL2.PS: bits; what is reserved is the largest (Arm ARM, D8.1.7, and PARange). */
export function outputSizeOf(ps: number): number {
  return Math.min([32, 36, 40, 42, 44, 48][ps] ?? 48, physicalAddressBits);
}

/** Address bits that one descriptor of the level spans. */
export const spanBits = (level: number): number => pageBits + stride * (lastLevel - level);

/** The level at which the walk of so many bits starts, without concatenated tables. */
export function startLevelOf(inputSize: number): number {
  return lastLevel + 1 - Math.ceil((inputSize - pageBits) / stride);
}

const mask = (bits: number): bigint => (1n << BigInt(bits)) - 1n;

/** Bits 47:12 of a descriptor. */
const addressMask = mask(48) & ~mask(pageBits);
const tableAttributesMask = 0b1_1111n << 59n;
const accessFlag = 1n << 10n;

/** The address of the first table, below bit 48; bit 0 of the register is RES0 here (FEAT_TTCNP). */
function baseOf({ baseName, base, inputSize, outputSize, startLevel }: Tables, port: WalkPort) {
  // At least 64 bytes.
  const alignment = Math.max(inputSize - spanBits(startLevel) + 3, 6);
  const address = base & mask(48) & ~1n;
  if ((address & mask(alignment)) !== 0n) {
    return refused(
      `${baseName}.BADDR`,
      `it is not a multiple of the table's ${2 ** alignment} bytes, which is CONSTRAINED UNPREDICTABLE`,
    );
  }
  return address >> BigInt(outputSize) === 0n ? address : port.fail('address-size', 0);
}

/** Looks an address of the input size up (Arm ARM, AArch64.S1Walk and AArch64.S2Walk). */
export function walk(input: bigint, tables: Tables, port: WalkPort): Leaf | Failed {
  const { inputSize, outputSize, startLevel } = tables;
  let table = baseOf(tables, port);
  let tableAttributes = 0n;
  let high = inputSize;
  for (let level = startLevel; ; level += 1) {
    if (typeof table !== 'bigint') {
      return table;
    }
    const low = spanBits(level);
    const at = table | (((input & mask(high)) >> BigInt(low)) << 3n);
    const descriptor = port.read(at, level);
    if (typeof descriptor !== 'bigint') {
      return descriptor;
    }
    const isTable = (descriptor & 0b10n) !== 0n && level < lastLevel;
    // A block of level 0 and the block of level 3 are reserved.
    const isLeaf = level === lastLevel ? (descriptor & 0b10n) !== 0n : !isTable && level > 0;
    if ((descriptor & 1n) === 0n || !(isTable || isLeaf)) {
      return port.fail('translation', level);
    }
    const output = descriptor & addressMask;
    if (output >> BigInt(outputSize) !== 0n) {
      return port.fail('address-size', level);
    }
    if (!isTable) {
      const entry = { descriptor, level, at, spanBits: low };
      const refusal = contiguousRefusal(entry, inputSize, port.read);
      if (refusal !== undefined) {
        return refusal;
      }
      if ((descriptor & accessFlag) === 0n) {
        return port.fail('access-flag', level);
      }
      const address = (output & ~mask(low)) | (input & mask(low));
      return { kind: 'leaf', descriptor, level, address, tableAttributes };
    }
    table = output;
    tableAttributes |= descriptor & tableAttributesMask;
    high = low;
  }
}
