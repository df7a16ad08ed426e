const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Branch records, of which there are 32 each (Arm ARM, D19.2). */
const branchRecords = ['brbinf', 'brbsrc', 'brbtgt'].flatMap((name) =>
  Array.from({ length: 32 }, (_, index) => `${name}${index}_el1`),
);

/** System registers that MRS alone reaches (Arm ARM, D19), as GNU as 2.40 knows them. */
const readOnly: ReadonlySet<string> = new Set([
  ...branchRecords,
  ...words(`
  aidr_el1 amcfgr_el0 amcg1idr_el0 amcgcr_el0 amevtyper00_el0 amevtyper01_el0 amevtyper02_el0
  amevtyper03_el0 brbidr0_el1 ccsidr2_el1 ccsidr_el1 clidr_el1 cntpct_el0 cntpctss_el0 cntvct_el0
  cntvctss_el0 csridr_el0 csrptridx_el0 csrptridx_el1 csrptridx_el2 ctr_el0 currentel
  dbgauthstatus_el1 dbgdtrrx_el0 dczid_el0 erridr_el1 erxfr_el1 erxpfgf_el1 gmid_el1 icc_hppir0_el1
  icc_hppir1_el1 icc_iar0_el1 icc_iar1_el1 icc_nmiar1_el1 icc_rpr_el1 ich_eisr_el2 ich_elrsr_el2
  ich_misr_el2 ich_vtr_el2 id_aa64afr0_el1 id_aa64afr1_el1 id_aa64dfr0_el1 id_aa64dfr1_el1
  id_aa64isar0_el1 id_aa64isar1_el1 id_aa64isar2_el1 id_aa64mmfr0_el1 id_aa64mmfr1_el1
  id_aa64mmfr2_el1 id_aa64pfr0_el1 id_aa64pfr1_el1 id_aa64smfr0_el1 id_aa64zfr0_el1 id_afr0_el1
  id_dfr0_el1 id_dfr1_el1 id_isar0_el1 id_isar1_el1 id_isar2_el1 id_isar3_el1 id_isar4_el1
  id_isar5_el1 id_isar6_el1 id_mmfr0_el1 id_mmfr1_el1 id_mmfr2_el1 id_mmfr3_el1 id_mmfr4_el1
  id_mmfr5_el1 id_pfr0_el1 id_pfr1_el1 id_pfr2_el1 isr_el1 lorid_el1 mdccsr_el0 mdrar_el1 midr_el1
  mpamidr_el1 mpidr_el1 mvfr0_el1 mvfr1_el1 mvfr2_el1 oslsr_el1 pmbidr_el1 pmceid0_el0 pmceid1_el0
  pmmir_el1 pmsidr_el1 revidr_el1 rndr rndrrs rvbar_el1 rvbar_el2 rvbar_el3 smidr_el1 trbidr_el1
  trcauthstatus trccidr0 trccidr1 trccidr2 trccidr3 trcdevaff0 trcdevaff1 trcdevarch trcdevid
  trcdevtype trcidr0 trcidr1 trcidr10 trcidr11 trcidr12 trcidr13 trcidr2 trcidr3 trcidr4 trcidr5
  trcidr6 trcidr7 trcidr8 trcidr9 trclsr trcoslsr trcpdsr trcpidr0 trcpidr1 trcpidr2 trcpidr3
  trcpidr4 trcpidr5 trcpidr6 trcpidr7 trcstatr
`),
]);

/** Those that MSR alone reaches. */
const writeOnly: ReadonlySet<string> = new Set(
  words(`
  dbgdtrtx_el0 icc_asgi1r_el1 icc_dir_el1 icc_eoir0_el1 icc_eoir1_el1 icc_sgi0r_el1 icc_sgi1r_el1
  oslar_el1 pmswinc_el0 trclar trcoslar
`),
);

/** Whether an instruction that reads or writes a system register can do so. The name is in small letters. */
export function isReachedBy(mnemonic: 'mrs' | 'msr', name: string): boolean {
  return !(mnemonic === 'mrs' ? writeOnly : readOnly).has(name);
}
