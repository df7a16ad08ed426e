import type { SystemEncoding } from '../system-encoding.ts';
import { genericName } from '../system-encoding.ts';
import { systemRegisters } from '../system-registers.ts';
import type { Location } from './form.ts';

/** The location of a system register, by whichever of its names it is accessed: as `s3_4_c12_c0_0`, but for FPCR and FPSR. */
export function systemLocation(encoding: SystemEncoding): Location {
  const { op0, op1, crn, crm } = encoding;
  // FEAT_VHE: SCTLR_EL12 is SCTLR_EL1 as EL2 names it, CNTP_CTL_EL02 is CNTP_CTL_EL0.
  const isTimer = crn === 14 && (crm === 2 || crm === 3);
  const level = op0 === 3 && op1 === 5 ? (isTimer ? 3 : 0) : op1;
  const name = genericName({ ...encoding, op1: level });
  return aliases.get(name) ?? name;
}

/** What PSTATE and the banked stack pointers are as system registers (Arm ARM, C5.2). */
export const systemLocations = {
  nzcv: systemRegisters.nzcv,
  /** PSTATE.D, A, I and F at bits 9 to 6. */
  daif: systemRegisters.daif,
  /** FEAT_SME: PSTATE.SM is bit 0, PSTATE.ZA bit 1. */
  svcr: systemRegisters.svcr,
  dit: systemRegisters.dit,
  ssbs: systemRegisters.ssbs,
  tco: systemRegisters.tco,
  spSel: systemRegisters.spsel,
  /** The level at bits 3 and 2. */
  currentEl: systemRegisters.currentel,
  pan: systemRegisters.pan,
  uao: systemRegisters.uao,
  allInt: systemRegisters.allint,
  /** The stack pointers that are not selected; the one that is, is `sp`. */
  spEl0: systemRegisters.sp_el0,
  spEl1: systemRegisters.sp_el1,
  spEl2: systemRegisters.sp_el2,
  elrEl1: systemRegisters.elr_el1,
  elrEl2: systemRegisters.elr_el2,
  spsrEl1: systemRegisters.spsr_el1,
  spsrEl2: systemRegisters.spsr_el2,
  hcrEl2: systemRegisters.hcr_el2,
  parEl1: systemRegisters.par_el1,
  /** FEAT_RAS: what ESB deferred. */
  disrEl1: systemRegisters.disr_el1,
  /** FEAT_MTE: the tags that are not chosen, and the seed of those that are. */
  gcrEl1: systemRegisters.gcr_el1,
  rgsrEl1: systemRegisters.rgsr_el1,
  /** FEAT_LS64_ACCDATA: what ST64BV0 stores first. */
  accDataEl1: systemRegisters.accdata_el1,
  /** FEAT_THE: RCWMASK_EL1 and RCWSMASK_EL1, the bits that a read-check-write may change. */
  rcwMaskEl1: 's3_0_c13_c0_6',
  rcwsMaskEl1: 's3_0_c13_c0_3',
  /** FEAT_FPMR: the formats of 8-bit floating point. */
  fpmr: 's3_3_c4_c4_2',
} as const satisfies Readonly<Record<string, Location>>;

const aliases: ReadonlyMap<string, Location> = new Map<string, Location>([
  [systemRegisters.fpcr, 'fpcr'],
  [systemRegisters.fpsr, 'fpsr'],
]);
