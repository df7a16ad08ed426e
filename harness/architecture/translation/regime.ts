import { hcrBits, sctlrBits } from '../control-bits.ts';
import type { Access } from './access.ts';
import type { Controls } from './controls.ts';

/** One range of addresses of a stage 1, by its own fields of TCR_ELx. */
interface AddressRange {
  readonly upper: boolean;
  readonly baseName: 'TTBR0_EL1' | 'TTBR1_EL1' | 'TTBR0_EL2';
  readonly base: bigint;
  /** TxSZ, 6 bits. */
  readonly size: number;
  readonly sizeName: string;
  /** EPDx: a walk is a fault. */
  readonly disabled: boolean;
  /** TBIx. */
  readonly ignoresTopByte: boolean;
  readonly has4KiBGranule: boolean;
  readonly granuleName: string;
}

/** How stage 1 translates an address (Arm ARM, D8.2). */
export interface Regime {
  /** Whose tables they are. */
  readonly of: 'guest' | 'hypervisor';
  readonly translates: boolean;
  /** HCR_EL2.DC in effect. */
  readonly defaultCacheable: boolean;
  readonly range: AddressRange;
  /** IPS or PS, 3 bits. */
  readonly ps: number;
  /** SCTLR_ELx.WXN and I. */
  readonly wxn: boolean;
  readonly cachesCode: boolean;
  readonly mairName: 'MAIR_EL1' | 'MAIR_EL2';
  readonly mair: bigint;
}

const field = (register: bigint, low: number, width: number): number =>
  Number((register >> BigInt(low)) & ((1n << BigInt(width)) - 1n));
const bit = (register: bigint, at: number): boolean => field(register, at, 1) === 1;

function hypervisor({ sctlr_el2, tcr_el2, ttbr0_el2, mair_el2 }: Controls): Regime {
  return {
    of: 'hypervisor',
    translates: (sctlr_el2 & sctlrBits.m) !== 0n,
    defaultCacheable: false,
    range: {
      upper: false,
      baseName: 'TTBR0_EL2',
      base: ttbr0_el2,
      size: field(tcr_el2, 0, 6),
      sizeName: 'TCR_EL2.T0SZ',
      disabled: false,
      ignoresTopByte: bit(tcr_el2, 20),
      has4KiBGranule: field(tcr_el2, 14, 2) === 0,
      granuleName: 'TCR_EL2.TG0',
    },
    ps: field(tcr_el2, 16, 3),
    wxn: (sctlr_el2 & sctlrBits.wxn) !== 0n,
    cachesCode: (sctlr_el2 & sctlrBits.i) !== 0n,
    mairName: 'MAIR_EL2',
    mair: mair_el2,
  };
}

function lowerRange({ tcr_el1, ttbr0_el1 }: Controls): AddressRange {
  return {
    upper: false,
    baseName: 'TTBR0_EL1',
    base: ttbr0_el1,
    size: field(tcr_el1, 0, 6),
    sizeName: 'TCR_EL1.T0SZ',
    disabled: bit(tcr_el1, 7),
    ignoresTopByte: bit(tcr_el1, 37),
    has4KiBGranule: field(tcr_el1, 14, 2) === 0,
    granuleName: 'TCR_EL1.TG0',
  };
}

function upperRange({ tcr_el1, ttbr1_el1 }: Controls): AddressRange {
  return {
    upper: true,
    baseName: 'TTBR1_EL1',
    base: ttbr1_el1,
    size: field(tcr_el1, 16, 6),
    sizeName: 'TCR_EL1.T1SZ',
    disabled: bit(tcr_el1, 23),
    ignoresTopByte: bit(tcr_el1, 38),
    has4KiBGranule: field(tcr_el1, 30, 2) === 2,
    granuleName: 'TCR_EL1.TG1',
  };
}

/** Bit 55 of the address chooses between the two ranges of EL1, whether or not the top byte is ignored. */
function guest(address: bigint, controls: Controls): Regime {
  const { sctlr_el1, tcr_el1, mair_el1, hcr_el2 } = controls;
  return {
    of: 'guest',
    // SCTLR_EL1.M counts as 0 then (Arm ARM, AArch64.S1Enabled).
    translates: (sctlr_el1 & sctlrBits.m) !== 0n && (hcr_el2 & (hcrBits.dc | hcrBits.tge)) === 0n,
    defaultCacheable: (hcr_el2 & hcrBits.dc) !== 0n,
    range: bit(address, 55) ? upperRange(controls) : lowerRange(controls),
    ps: field(tcr_el1, 32, 3),
    wxn: (sctlr_el1 & sctlrBits.wxn) !== 0n,
    cachesCode: (sctlr_el1 & sctlrBits.i) !== 0n,
    mairName: 'MAIR_EL1',
    mair: mair_el1,
  };
}

export function regimeOf({ address, level }: Access, controls: Controls): Regime {
  return level === 2 ? hypervisor(controls) : guest(address, controls);
}
