import type { SystemEncoding } from './system-encoding.ts';
import { systemRegisterName } from './system-register-name.ts';

/** System registers that came after Armv8.0, by their names, and with which extension (Arm ARM, D19 and its index of registers). */
const rows: readonly (readonly [names: RegExp, feature: string])[] = [
  [/^ap(ia|ib|da|db|ga)key(lo|hi)_el1$/, 'FEAT_PAuth'],
  [/^pan$/, 'FEAT_PAN'],
  [/^uao$/, 'FEAT_UAO'],
  [/^dit$/, 'FEAT_DIT'],
  [/^ssbs$/, 'FEAT_SSBS'],
  [/^rndr(rs)?$/, 'FEAT_RNG'],
  [/^lor(c|ea|id|n|sa)_el1$/, 'FEAT_LOR'],
  [/_el[01]2$/, 'FEAT_VHE'],
  [/^(contextidr_el2|ttbr1_el2|cnthv_(ctl|cval|tval)_el2)$/, 'FEAT_VHE'],
  [/^cnth(ps|vs)_/, 'FEAT_SEL2'],
  [/^(vsttbr|vstcr)_el2$/, 'FEAT_SEL2'],
  [/^pmmir_el1$/, 'FEAT_PMUv3p4'],
  [/^(tco|gcr_el1|rgsr_el1|gmid_el1|tfsre?\d?_el\d+)$/, 'FEAT_MTE'],
  [/^zcr_el\d+$/, 'FEAT_SVE'],
  [/^(smcr_el\d+|svcr|smpri_el1|smprimap_el2|smidr_el1|tpidr2_el0)$/, 'FEAT_SME'],
  [/^(v?disr_el\d|vsesr_el2|er[rx][a-z0-9]+_el1)$/, 'FEAT_RAS'],
  [/^hcrx_el2$/, 'FEAT_HCX'],
  [/^(hfg|hdfg|hafg)[a-z0-9]+_el2$/, 'FEAT_FGT'],
  [/^vncr_el2$/, 'FEAT_NV2'],
  [/^mpam/, 'FEAT_MPAM'],
  [/^am[ce]/, 'FEAT_AMUv1'],
  [/^pm[sb][a-z]+_el(1|2|12)$/, 'FEAT_SPE'],
  [/^trb/, 'FEAT_TRBE'],
  [/^trfcr_el\d+$/, 'FEAT_TRF'],
  [/^brb/, 'FEAT_BRBE'],
  [/^(cntpctss|cntvctss|cntpoff|cntscale)/, 'FEAT_ECV'],
  [/^scxtnum_el\d+$/, 'FEAT_CSV2_2'],
  [/^allint$/, 'FEAT_NMI'],
  [/^accdata_el1$/, 'FEAT_LS64_ACCDATA'],
  [/^(gpccr|gptbr|mfar)_el3$/, 'FEAT_RME'],
];

/** ID registers read as zero where what they describe is absent (Arm ARM, D13.1.1 "ID group"). */
const isOfIdGroup = ({ op0, op1, crn }: SystemEncoding): boolean =>
  op0 === 3 && op1 === 0 && crn === 0;

/** The extension that a system register came with; undefined for Armv8.0, and for one that has no name. */
export function systemRegisterFeature(encoding: SystemEncoding): string | undefined {
  if (isOfIdGroup(encoding)) {
    return undefined;
  }
  const name = systemRegisterName(encoding);
  return rows.find(([names]) => names.test(name))?.[1];
}
