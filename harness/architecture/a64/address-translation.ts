import { concat, constant, extract, input, ite, opaque } from '../../expression/expression.ts';
import { faultStatus, physicalAddressBits } from '../fault-status.ts';
import { systemRegisters } from '../system-registers.ts';
import type { Location, Meaning, Value } from './form.ts';
import type { Fields } from './pattern.ts';
import { systemLocations as locations } from './system-location.ts';
import { isZero, not, or, x } from './values.ts';

type SystemRegister = keyof typeof systemRegisters;

/** A translation regime that AT asks, with the registers that say how it translates. */
interface Regime {
  readonly registers: readonly SystemRegister[];
  /** 1 bit each: any of them makes AT more than a copy of the address. Undefined where nothing is known of it. */
  readonly translating: readonly Value[] | undefined;
  /** 1 bit: AArch64 uses the regime. */
  readonly is64: Value;
  /** 1 bit: TBI of the lower range of addresses; the upper range has none that are physical. */
  readonly ignoresTopByte: Value;
}

const bit = (register: SystemRegister, low: number): Value =>
  extract(input<Location>(systemRegisters[register], 64), low, 1);

/** SCTLR_EL1.M; HCR_EL2.DC, with which memory is Normal while stage 1 is off. */
const stage1 = [bit('sctlr_el1', 0), bit('hcr_el2', 12)];
/** HCR_EL2.VM. */
const stage2 = bit('hcr_el2', 0);

const lower = {
  registers: [
    ...(['hcr_el2', 'vtcr_el2', 'vttbr_el2', 'sctlr_el1', 'tcr_el1'] as const),
    ...(['ttbr0_el1', 'ttbr1_el1', 'mair_el1'] as const),
  ],
  // HCR_EL2.RW
  is64: bit('hcr_el2', 31),
  // TCR_EL1.TBI0
  ignoresTopByte: bit('tcr_el1', 37),
} as const;

const regimes = {
  /** S1E2R and S1E2W. */
  el2: {
    registers: ['hcr_el2', 'sctlr_el2', 'tcr_el2', 'ttbr0_el2', 'mair_el2'],
    translating: [bit('sctlr_el2', 0)],
    is64: constant(1, 1),
    // TCR_EL2.TBI
    ignoresTopByte: bit('tcr_el2', 20),
  },
  /** S1E1R, S1E0R and their kin. */
  stage1: { ...lower, translating: stage1 },
  /** S12E1R, S12E0R and their kin. */
  stages12: { ...lower, translating: [...stage1, stage2] },
  /** Of levels and extensions that the machine does not have. */
  other: { ...lower, translating: undefined },
} as const satisfies Readonly<Record<string, Regime>>;

/** CRm of the operations, which all are at CRn 7. */
const crms: ReadonlySet<number> = new Set([8, 9]);

export const isAddressTranslation = ({ CRn = 0, CRm = 0 }: Fields): boolean =>
  CRn === 7 && crms.has(CRm);

function regimeOf({ op1 = 0, CRm = 0, op2 = 0 }: Fields): Regime {
  if (op1 === 0) {
    // CRm 9 has S1E1RP and S1E1WP.
    return op2 < (CRm === 8 ? 4 : 2) ? regimes.stage1 : regimes.other;
  }
  if (op1 !== 4 || CRm !== 8 || op2 === 2 || op2 === 3) {
    return regimes.other;
  }
  return op2 < 2 ? regimes.el2 : regimes.stages12;
}

/** Bits of PAR_EL1 below the page. */
const pageBits = 12;
/** PAR_EL1 of an address that was translated: bit 11, which is RES1, and NS. ATTR of Device-nGnRnE is 0; the engine leaves SH 0. */
const translated = 0xa00;
/** PAR_EL1.F, with bit 11 and FST (Arm ARM, D13.2.92). */
const failed = (status: number): Value => constant(0x801 | (status << 1), 64);

/**
 * What AT does. While nothing is translated PAR_EL1 has the address itself, if that is a physical one
 * (AArch64.TranslateAddressS1Off of the manual), else it depends on the translation tables in memory too.
 */
export function addressTranslation(
  fields: Fields,
): Required<Pick<Meaning, 'writes' | 'controls'>> & Pick<Meaning, 'condition'> {
  const { registers, translating, is64, ignoresTopByte } = regimeOf(fields);
  const address = x(fields['Rt'] ?? 0);
  const names = registers.map((name) => input<Location>(systemRegisters[name], 64));
  const value = opaque('AT', [address, ...names], 64);
  if (translating === undefined) {
    return { writes: [{ location: locations.parEl1, value }], controls: [] };
  }
  const isTranslating = translating.reduce(or);
  const above = (width: number): Value => isZero(extract(address, physicalAddressBits, width));
  const isPhysical = ite(
    is64,
    ite(ignoresTopByte, above(56 - physicalAddressBits), above(64 - physicalAddressBits)),
    constant(1, 1),
  );
  const page = (end: number): Value =>
    concat(extract(address, pageBits, end - pageBits), constant(translated, pageBits));
  const physical = concat(constant(0, 64 - physicalAddressBits), page(physicalAddressBits));
  // For AArch32 bits 63:32 of the address are RES0: the engine copies them.
  const flat = ite(isPhysical, ite(is64, physical, page(64)), failed(faultStatus.addressSize));
  return {
    writes: [{ location: locations.parEl1, value: ite(isTranslating, value, flat) }],
    controls: [not(isTranslating), is64, ignoresTopByte],
    condition: isPhysical,
  };
}
