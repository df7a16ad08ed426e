import type { SystemEncoding } from '../registers.ts';
import type { Location } from './form.ts';

/** The location of a system register, by whichever of its names it is accessed: as `s3_4_c12_c0_0`, but for FPCR and FPSR. */
export function systemLocation({ op0, op1, crn, crm, op2 }: SystemEncoding): Location {
  // FEAT_VHE: SCTLR_EL12 is SCTLR_EL1 as EL2 names it, CNTP_CTL_EL02 is CNTP_CTL_EL0.
  const isTimer = crn === 14 && (crm === 2 || crm === 3);
  const level = op0 === 3 && op1 === 5 ? (isTimer ? 3 : 0) : op1;
  const name = `s${op0}_${level}_c${crn}_c${crm}_${op2}` as const;
  return aliases.get(name) ?? name;
}

/** What PSTATE and the banked stack pointers are as system registers (Arm ARM, C5.2). */
export const systemLocations = {
  nzcv: 's3_3_c4_c2_0',
  /** PSTATE.D, A, I and F at bits 9 to 6. */
  daif: 's3_3_c4_c2_1',
  /** FEAT_SME: PSTATE.SM is bit 0, PSTATE.ZA bit 1. */
  svcr: 's3_3_c4_c2_2',
  dit: 's3_3_c4_c2_5',
  ssbs: 's3_3_c4_c2_6',
  tco: 's3_3_c4_c2_7',
  spSel: 's3_0_c4_c2_0',
  /** The level at bits 3 and 2. */
  currentEl: 's3_0_c4_c2_2',
  pan: 's3_0_c4_c2_3',
  uao: 's3_0_c4_c2_4',
  allInt: 's3_0_c4_c3_0',
  /** The stack pointers that are not selected; the one that is, is `sp`. */
  spEl0: 's3_0_c4_c1_0',
  spEl1: 's3_4_c4_c1_0',
  spEl2: 's3_6_c4_c1_0',
  elrEl1: 's3_0_c4_c0_1',
  elrEl2: 's3_4_c4_c0_1',
  spsrEl1: 's3_0_c4_c0_0',
  spsrEl2: 's3_4_c4_c0_0',
  parEl1: 's3_0_c7_c4_0',
  /** FEAT_RAS: what ESB deferred. */
  disrEl1: 's3_0_c12_c1_1',
  /** FEAT_MTE: the tags that are not chosen, and the seed of those that are. */
  gcrEl1: 's3_0_c1_c0_6',
  rgsrEl1: 's3_0_c1_c0_5',
} as const satisfies Readonly<Record<string, Location>>;

const aliases: ReadonlyMap<string, Location> = new Map<string, Location>([
  ['s3_3_c4_c4_0', 'fpcr'],
  ['s3_3_c4_c4_1', 'fpsr'],
]);
