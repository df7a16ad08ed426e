/** A function identifier of the SMC calling convention, W0 of an HVC or SMC (Arm DEN 0028, 2.5): 32 bits. */
export interface FunctionIdentifier {
  readonly value: number;
  /** Bit 31: a fast call cannot be interrupted. */
  readonly type: 'fast' | 'yielding';
  /** Bit 30, of a fast call: how wide its arguments are. */
  readonly bits: 32 | 64;
  /** Bits 29:24: 6 bits. */
  readonly owner: number;
  /** Who that is: `standard secure service`. */
  readonly service: string;
  /** Bits 15:0. */
  readonly number: number;
  /** Bits 23:17 of a fast call are not 0, as they must be. */
  readonly isReserved: boolean;
}

/** Owners of fast calls (Arm DEN 0028, table 6-1), up to and with each number. */
const owners: readonly (readonly [last: number, service: string])[] = [
  [0, 'Arm architecture'],
  [1, 'CPU service'],
  [2, 'SiP service'],
  [3, 'OEM service'],
  [4, 'standard secure service'],
  [5, 'standard hypervisor service'],
  [6, 'vendor specific hypervisor service'],
  [47, 'reserved'],
  [49, 'trusted application'],
  [63, 'trusted OS'],
];

/** The last identifiers of yielding calls that are kept for calls older than the convention, and of a trusted OS. */
const yielding = { existing: 0x0100_ffff, firstOfOs: 0x0200_0000, lastOfOs: 0x1fff_ffff };

/** Reads W0: what is above bit 31 does not count. */
export function functionIdentifier(register: bigint): FunctionIdentifier {
  const value = Number(BigInt.asUintN(32, register));
  const isFast = value >= 0x8000_0000;
  const owner = (value >>> 24) & 0x3f;
  return {
    value,
    type: isFast ? 'fast' : 'yielding',
    bits: (value & 0x4000_0000) === 0 ? 32 : 64,
    owner,
    service: isFast ? fastService(owner) : yieldingService(value),
    number: value & 0xffff,
    isReserved: isFast && (value & 0x00fe_0000) !== 0,
  };
}

function fastService(owner: number): string {
  return owners.find(([last]) => owner <= last)?.[1] ?? 'reserved';
}

function yieldingService(value: number): string {
  if (value <= yielding.existing) {
    return 'older than the convention';
  }
  return value >= yielding.firstOfOs && value <= yielding.lastOfOs ? 'trusted OS' : 'reserved';
}
