import type { ProcessorModel, ProcessorName } from './processor-model.ts';
import type { SystemEncoding } from './system-encoding.ts';
import { genericName } from './system-encoding.ts';
import { systemRegisters } from './system-registers.ts';

/**
 * System registers that read as one value at EL2, whatever runs: what identifies the processor, here the Cortex-A72, as the machine
 * has it (Arm ARM, D13.2 and D13.3). At EL1 some of them are what EL2 says: VPIDR_EL2, VMPIDR_EL2, DCZID_EL0.DZP by HCR_EL2.TDZ.
 */
const constants = {
  midr_el1: 0x410f_d083n,
  mpidr_el1: 0x8000_0000n,
  revidr_el1: 0n,
  aidr_el1: 0n,
  clidr_el1: 0x0a20_0023n,
  ctr_el0: 0x8444_c004n,
  dczid_el0: 0x4n,
  // 62.5 MHz
  cntfrq_el0: 0x03b9_aca0n,
  mdrar_el1: 0n,
  pmceid0_el0: 0x2_0001n,
  pmceid1_el0: 0n,
  id_aa64pfr0_el1: 0x2222n,
  id_aa64pfr1_el1: 0n,
  id_aa64dfr0_el1: 0x1030_5106n,
  id_aa64dfr1_el1: 0n,
  id_aa64afr0_el1: 0n,
  id_aa64afr1_el1: 0n,
  id_aa64isar0_el1: 0x1_1120n,
  id_aa64isar1_el1: 0n,
  id_aa64isar2_el1: 0n,
  id_aa64mmfr0_el1: 0x1124n,
  id_aa64mmfr1_el1: 0n,
  id_aa64mmfr2_el1: 0n,
  id_aa64smfr0_el1: 0n,
  id_aa64zfr0_el1: 0n,
  id_pfr0_el1: 0x131n,
  id_pfr1_el1: 0x1_1011n,
  id_pfr2_el1: 0n,
  id_dfr0_el1: 0x0301_0066n,
  id_dfr1_el1: 0n,
  id_afr0_el1: 0n,
  id_mmfr0_el1: 0x1020_1105n,
  id_mmfr1_el1: 0x4000_0000n,
  id_mmfr2_el1: 0x0126_0000n,
  id_mmfr3_el1: 0x0210_2211n,
  id_mmfr4_el1: 0n,
  id_mmfr5_el1: 0n,
  id_isar0_el1: 0x0210_1110n,
  id_isar1_el1: 0x1311_2111n,
  id_isar2_el1: 0x2123_2042n,
  id_isar3_el1: 0x0111_2131n,
  id_isar4_el1: 0x1_1142n,
  id_isar5_el1: 0x1_1121n,
  id_isar6_el1: 0n,
  mvfr0_el1: 0x1011_0222n,
  mvfr1_el1: 0x1211_1111n,
  mvfr2_el1: 0x43n,
} as const satisfies Partial<Readonly<Record<keyof typeof systemRegisters, bigint>>>;

type Constants = Readonly<Record<keyof typeof constants, bigint>>;

/**
 * hcall's max: no model of Arm's (implementer 0 is software's), and its features, each in its field (Arm ARM, D13.2): PFR0 FP and
 * AdvSIMD 1; PFR1 BT 1; ISAR0 TS 2, FHM, DP, SM4, SM3, SHA3 and RDM 1, Atomic 2, SHA2 2; ISAR1 SB and FRINTTS 1, GPA 1, LRCPC 2, FCMA
 * and JSCVT 1, APA 1, DPB 2; MMFR1 PAN 1; MMFR2 UAO 1. AArch32 is the A72's.
 */
const constantsOfMax: Constants = {
  ...constants,
  midr_el1: 0xf_0510n,
  id_aa64pfr0_el1: 0x11_2222n,
  id_aa64pfr1_el1: 0x1n,
  id_aa64isar0_el1: 0x0021_1111_1021_2120n,
  id_aa64isar1_el1: 0x0011_0121_1012n,
  id_aa64mmfr1_el1: 0x10_0000n,
  id_aa64mmfr2_el1: 0x10n,
};

const byEncodingOf = (values: Constants): ReadonlyMap<string, bigint> =>
  new Map(
    Object.entries(values).map(([name, value]) => [
      systemRegisters[name as keyof Constants],
      value,
    ]),
  );

const byEncoding: Readonly<Record<ProcessorName, ReadonlyMap<string, bigint>>> = {
  'cortex-a72': byEncodingOf(constants),
  max: byEncodingOf(constantsOfMax),
};

/** Those that no control of EL2 makes another value of at EL1: what MRS gives at every level that has access. */
export const featureRegisters = (Object.keys(constants) as (keyof Constants)[]).filter((name) =>
  /^(id_|mvfr)/.test(name),
);

/** What MRS of the register always gives at EL2, 64 bits; undefined where that is not one value, or not known. */
export function systemConstant(
  encoding: SystemEncoding,
  { name }: ProcessorModel,
): bigint | undefined {
  return byEncoding[name].get(genericName(encoding));
}
