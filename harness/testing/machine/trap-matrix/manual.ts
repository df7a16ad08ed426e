/*
 * What the manual says of each instruction, register by register, as the accessibility pseudocode of D13 has it. Nothing
 * here comes from the table that the machine goes by: bits are numbers, and each line stands for itself.
 *
 * A cell is what comes of the instruction at a level: `-` UNDEFINED, `?` an access that the machine refuses by name, or conditions in
 * their order, `register[bits]=0>LEVEL`: while all of the bits are 0 it is trapped to the level; with `=1` while any is 1. Where none
 * holds, it runs.
 */

const uma = 'sctlr_el1[9]=0>1';
const uci = 'sctlr_el1[26]=0>1';
const dze = 'sctlr_el1[14]=0>1';
const uct = 'sctlr_el1[15]=0>1';
const enabled = 'pmuserenr_el0[0]=0>1';
const monitors = 'mdcr_el2[6]=1>2';
const debug = 'mdcr_el2[8,9]=1>2';
const locks = 'mdcr_el2[8,10]=1>2';
const channel = 'mdscr_el1[12]=1>1 mdcr_el2[8,9]=1>2 hcr_el2[27]=1>2';
const physicalTimer = 'cnthctl_el2[1]=0>2';
const group1 = 'hcr_el2[16]=1>2';
const group2 = 'hcr_el2[17]=1>2';
const group3 = 'hcr_el2[18]=1>2';
const own = 'hcr_el2[20]=1>2';
const coherency = 'hcr_el2[23]=1>2';
const unification = 'hcr_el2[24]=1>2';
const setWay = 'hcr_el2[22]=1>2';
const invalidations = 'hcr_el2[25]=1>2';
const [writesOfMemory, readsOfMemory] = ['hcr_el2[26]=1>2', 'hcr_el2[30]=1>2'];
const fp0 = 'cpacr_el1[20]=0>1 cpacr_el1[21]=0>1 cptr_el2[10]=1>2';
const fp1 = 'cpacr_el1[20]=0>1 cptr_el2[10]=1>2';

type Cells = readonly [el0Read: string, el0Write: string, el1Read: string, el1Write: string];

const range = (before: string, count: number, after: string): string =>
  Array.from({ length: count }, (_, n) => `${before}${n}${after}`).join(' ');

/** Names, and what MRS and MSR do at EL0 and EL1. What is not here is UNDEFINED on a Cortex-A72 below EL2. */
const registerRows: readonly (readonly [names: string, ...Cells])[] = [
  ['tpidr_el0 nzcv', '', '', '', ''],
  ['tpidrro_el0', '', '-', '', ''],
  ['fpcr fpsr', fp0, fp0, fp1, fp1],
  ['daif', uma, uma, '', ''],
  ['dczid_el0', '', '-', '', '-'],
  ['ctr_el0', `${uct} ${group2}`, '-', group2, '-'],
  ['currentel midr_el1 mpidr_el1 isr_el1', '-', '-', '', '-'],
  ['revidr_el1 aidr_el1', '-', '-', group1, '-'],
  ['ccsidr_el1 clidr_el1', '-', '-', group2, '-'],
  ['csselr_el1', '-', '-', group2, group2],
  ['id_pfr0_el1 id_pfr1_el1 id_pfr2_el1 id_dfr0_el1 id_dfr1_el1', '-', '-', group3, '-'],
  ['id_afr0_el1 mvfr0_el1 mvfr1_el1 mvfr2_el1', '-', '-', group3, '-'],
  [range('id_mmfr', 6, '_el1'), '-', '-', group3, '-'],
  [range('id_isar', 7, '_el1'), '-', '-', group3, '-'],
  ['id_aa64pfr0_el1 id_aa64pfr1_el1 id_aa64zfr0_el1 id_aa64smfr0_el1', '-', '-', group3, '-'],
  ['id_aa64dfr0_el1 id_aa64dfr1_el1 id_aa64afr0_el1 id_aa64afr1_el1', '-', '-', group3, '-'],
  ['id_aa64isar0_el1 id_aa64isar1_el1 id_aa64isar2_el1', '-', '-', group3, '-'],
  ['id_aa64mmfr0_el1 id_aa64mmfr1_el1 id_aa64mmfr2_el1', '-', '-', group3, '-'],
  // Reserved, and of the same group: they read as zero.
  ['s3_0_c0_c3_7 s3_0_c0_c7_7', '-', '-', group3, '-'],
  ['sctlr_el1 ttbr0_el1 ttbr1_el1 tcr_el1', '-', '-', readsOfMemory, writesOfMemory],
  ['esr_el1 far_el1 afsr0_el1 afsr1_el1', '-', '-', readsOfMemory, writesOfMemory],
  ['mair_el1 amair_el1 contextidr_el1', '-', '-', readsOfMemory, writesOfMemory],
  ['actlr_el1', '-', '-', 'hcr_el2[21]=1>2', 'hcr_el2[21]=1>2'],
  ['cpacr_el1', '-', '-', 'cptr_el2[31]=1>2', 'cptr_el2[31]=1>2'],
  ['spsr_el1 spsr_svc elr_el1 par_el1 vbar_el1 tpidr_el1 cntkctl_el1', '-', '-', '', ''],
  ['sp_el0 spsel', '-', '-', '', ''],

  ['cntfrq_el0', 'cntkctl_el1[0,1]=0>1', '-', '', '-'],
  ['cntpct_el0', 'cntkctl_el1[0]=0>1 cnthctl_el2[0]=0>2', '-', 'cnthctl_el2[0]=0>2', '-'],
  ['cntvct_el0', 'cntkctl_el1[1]=0>1', '-', '', '-'],
  [
    'cntp_ctl_el0 cntp_cval_el0',
    `cntkctl_el1[9]=0>1 ${physicalTimer}`,
    `cntkctl_el1[9]=0>1 ${physicalTimer}`,
    physicalTimer,
    physicalTimer,
  ],
  [
    'cntp_tval_el0',
    `cntkctl_el1[9]=0>1 ${physicalTimer}`,
    `cntkctl_el1[9]=0>1 ${physicalTimer} ?`,
    physicalTimer,
    `${physicalTimer} ?`,
  ],
  ['cntv_ctl_el0 cntv_cval_el0', 'cntkctl_el1[8]=0>1', 'cntkctl_el1[8]=0>1', '', ''],
  ['cntv_tval_el0', 'cntkctl_el1[8]=0>1', 'cntkctl_el1[8]=0>1 ?', '', '?'],

  [
    'pmcr_el0',
    `${enabled} mdcr_el2[5,6]=1>2`,
    `${enabled} mdcr_el2[5,6]=1>2`,
    'mdcr_el2[5,6]=1>2',
    'mdcr_el2[5,6]=1>2',
  ],
  [
    'pmcntenset_el0 pmcntenclr_el0 pmovsset_el0 pmovsclr_el0 pmccfiltr_el0',
    `${enabled} ${monitors}`,
    `${enabled} ${monitors}`,
    monitors,
    monitors,
  ],
  [
    `pmxevtyper_el0 ${range('pmevtyper', 4, '_el0')}`,
    `${enabled} ${monitors}`,
    `${enabled} ${monitors}`,
    monitors,
    monitors,
  ],
  [
    'pmevtyper4_el0 pmevtyper5_el0',
    `${enabled} ${monitors} ?`,
    `${enabled} ${monitors} ?`,
    `${monitors} ?`,
    `${monitors} ?`,
  ],
  [
    `pmxevcntr_el0 ${range('pmevcntr', 4, '_el0')}`,
    `pmuserenr_el0[0,3]=0>1 ${monitors}`,
    `${enabled} ${monitors}`,
    monitors,
    monitors,
  ],
  [
    'pmevcntr4_el0 pmevcntr5_el0',
    `pmuserenr_el0[0,3]=0>1 ${monitors} ?`,
    `${enabled} ${monitors} ?`,
    `${monitors} ?`,
    `${monitors} ?`,
  ],
  [
    'pmselr_el0',
    `pmuserenr_el0[0,3]=0>1 ${monitors}`,
    `pmuserenr_el0[0,3]=0>1 ${monitors}`,
    monitors,
    monitors,
  ],
  [
    'pmccntr_el0',
    `pmuserenr_el0[0,2]=0>1 ${monitors}`,
    `${enabled} ${monitors}`,
    monitors,
    monitors,
  ],
  ['pmswinc_el0', '-', `pmuserenr_el0[0,1]=0>1 ${monitors}`, '-', monitors],
  ['pmceid0_el0 pmceid1_el0', `${enabled} ${monitors}`, '-', monitors, '-'],
  ['pmuserenr_el0', monitors, '-', monitors, monitors],
  ['pmintenset_el1 pmintenclr_el1', '-', '-', monitors, monitors],

  ['mdscr_el1 mdccint_el1', '-', '-', debug, debug],
  [range('dbgbvr', 6, '_el1'), '-', '-', debug, debug],
  [range('dbgbcr', 6, '_el1'), '-', '-', debug, debug],
  [range('dbgwvr', 4, '_el1'), '-', '-', debug, debug],
  [range('dbgwcr', 4, '_el1'), '-', '-', debug, debug],
  ['osdtrrx_el1 osdtrtx_el1 oseccr_el1', '-', '-', `${debug} ?`, `${debug} ?`],
  ['dbgclaimset_el1 dbgclaimclr_el1', '-', '-', `${debug} ?`, `${debug} ?`],
  ['dbgauthstatus_el1', '-', '-', debug, '-'],
  ['mdccsr_el0', channel, '-', debug, '-'],
  [
    'dbgdtr_el0 dbgdtrrx_el0 dbgdtrtx_el0',
    `${channel} ?`,
    `${channel} ?`,
    `${debug} ?`,
    `${debug} ?`,
  ],
  ['oslsr_el1', '-', '-', locks, '-'],
  ['oslar_el1', '-', '-', '-', locks],
  ['osdlr_el1', '-', '-', locks, locks],
  ['dbgprcr_el1', '-', '-', `${locks} ?`, `${locks} ?`],
  ['mdrar_el1', '-', '-', 'mdcr_el2[8,11]=1>2', '-'],

  // Of the implementation, and what no Cortex-A72 has of that space.
  ['s3_1_c15_c2_0 s3_1_c15_c2_1', '-', '-', own, `${own} ?`],
  ['s3_1_c11_c0_2 s3_1_c11_c0_3', '-', '-', `${own} ?`, `${own} ?`],
  ['s3_0_c11_c0_0 s3_3_c15_c0_0', '-', '-', `${own} -`, `${own} -`],
];

/** Other instructions, and what they do at EL0 and EL1. */
const instructionRows: readonly (readonly [names: string, el0: string, el1: string])[] = [
  ['msr daifset, #2', uma, ''],
  ['msr daifclr, #2', uma, ''],
  ['msr spsel, #1', '-', ''],
  ['dc zva', `${dze} hcr_el2[28]=1>2`, 'hcr_el2[28]=1>2'],
  ['dc cvac', `${uci} ${coherency}`, coherency],
  ['dc civac', `${uci} ${coherency}`, coherency],
  ['dc cvau', `${uci} ${unification}`, unification],
  ['dc ivac', '-', coherency],
  ['dc isw', '-', setWay],
  ['dc csw', '-', setWay],
  ['dc cisw', '-', setWay],
  ['ic ivau', `${uci} ${unification}`, unification],
  ['ic iallu', '-', unification],
  ['ic ialluis', '-', unification],
  ...['vmalle1', 'vae1', 'aside1', 'vaae1', 'vale1', 'vaale1'].flatMap((name) =>
    ['', 'is'].map((domain) => [`tlbi ${name}${domain}`, '-', invalidations] as const),
  ),
  ...['alle1', 'alle2', 'vae2', 'vmalls12e1', 'ipas2e1', 'alle3'].map(
    (name) => [`tlbi ${name}`, '-', '-'] as const,
  ),
  ...['s1e1r', 's1e1w', 's1e0r', 's1e0w'].map((name) => [`at ${name}`, '-', ''] as const),
  ...['s12e1r', 's12e0w', 's1e2r', 's1e3r'].map((name) => [`at ${name}`, '-', '-'] as const),
  ['sys #0, c15, c4, #7', '-', `${own} -`],
  ['sys #3, c11, c0, #0', '-', `${own} -`],
  ['sysl #0, c15, c4, #7', '-', `${own} -`],
  ['wfi', 'sctlr_el1[16]=0>1 hcr_el2[13]=1>2', 'hcr_el2[13]=1>2'],
  ['wfe', 'sctlr_el1[18]=0>1 hcr_el2[14]=1>2', 'hcr_el2[14]=1>2'],
  ['fmov d0, x1', fp0, fp1],
  ['ldr q0, [x2]', fp0, fp1],
  ['smc #9', '-', 'hcr_el2[19]=1>2'],
  ['hvc #9', '-', '>2'],
  ['svc #9', '>1', '>1'],
  ['brk #9', 'mdcr_el2[8]=1>2 >1', 'mdcr_el2[8]=1>2 >1'],
  ['hlt #9', '-', '-'],
  ['udf #9', '-', '-'],
  ['isb', '', ''],
  ['dsb sy', '', ''],
  ['nop', '', ''],
];

const registers: ReadonlyMap<string, Cells> = new Map(
  registerRows.flatMap(([names, ...cells]) =>
    names.split(' ').map((name): [string, Cells] => [name, cells]),
  ),
);
const instructions: ReadonlyMap<string, readonly [string, string]> = new Map(
  instructionRows.map(([name, ...cells]) => [name, cells]),
);

/** The texts of all instructions that are no MSR or MRS of a register. */
export const otherInstructions: readonly string[] = [...instructions.keys()];

/** Registers without a name, in the generic spelling. */
export const namelessRegisters: readonly string[] = [...registers.keys()].filter((name) =>
  name.startsWith('s3_'),
);

/** The cell of an instruction: `mrs NAME`, `msr NAME`, or one of `otherInstructions`. */
export function cellOf(text: string, level: 0 | 1): string {
  const other = instructions.get(text);
  if (other !== undefined) {
    return other[level];
  }
  const [kind, name = ''] = text.split(' ');
  return registers.get(name)?.[level * 2 + (kind === 'mrs' ? 0 : 1)] ?? '-';
}
