import {
  cnthctlBits,
  cntkctlBits,
  cptrBits,
  fpenBits,
  hcrBits,
  mdcrBits,
  mdscrBits,
  pmuserenrBits,
  sctlrBits,
} from './control-bits.ts';
import { eventCounterCount } from './event-counters.ts';
import type { Instruction } from './instruction.ts';
import type { RegisterName } from './registers.ts';
import { isKeyEnabled } from './key-enable.ts';
import type { State } from './state.ts';
import type { SystemEncoding } from './system-encoding.ts';
import { genericName } from './system-encoding.ts';
import { systemOperations } from './system-operations.ts';
import { systemRegisters } from './system-registers.ts';

/** Whether an instruction is one of those that a control traps. */
type Covers = (instruction: Instruction) => boolean;

/** A control that traps instructions. Of several that do, the first one of the table takes the instruction. */
export interface TrapRow {
  /** As the manual writes it: `HCR_EL2.TID1`. */
  readonly name: string;
  readonly control: RegisterName;
  readonly bits: bigint;
  /** It traps while one of the bits is set, or while all of them are clear. */
  readonly trapsWhile: 'set' | 'clear';
  /** The levels at which the instruction is executed; at a lower one it is UNDEFINED, or another row's. */
  readonly from: readonly (0 | 1 | 2)[];
  /** The level that takes it; EL2 in place of EL1 while HCR_EL2.TGE is set. */
  readonly target: 1 | 2;
  readonly covers: Covers;
  /** The extension that the control came with; left out for Armv8.0. */
  readonly feature?: string;
  /** What else must hold for it to trap the instruction; left out where nothing does. */
  readonly provided?: (instruction: Instruction, state: State) => boolean;
  /** Of MSR and MRS of an FP register, which trap as FP instructions do (EC 0x07); of anything else it is its kind. */
  readonly asFloatingPoint?: true;
}

type Name = keyof typeof systemRegisters;

/** What the instruction names, so that a set can hold it: `mrs s3_3_c0_c0_1`, `sys s1_0_c7_c6_2`, `msr-immediate daifset`. */
function subjectOf(instruction: Instruction): string {
  switch (instruction.kind) {
    case 'mrs':
    case 'msr':
    case 'sysl':
      return `${instruction.kind} ${genericName(instruction.encoding)}`;
    case 'tlbi':
    case 'ic':
    case 'dc':
    case 'at':
    case 'sys':
      return `sys ${genericName(instruction.encoding)}`;
    case 'msr-immediate':
      return `msr-immediate ${instruction.operand}`;
    default:
      return instruction.kind;
  }
}

function subjects(each: readonly string[]): Covers {
  const set: ReadonlySet<string> = new Set(each);
  return (instruction) => set.has(subjectOf(instruction));
}

const reads = (...names: readonly Name[]): string[] =>
  names.map((name) => `mrs ${systemRegisters[name]}`);
const writes = (...names: readonly Name[]): string[] =>
  names.map((name) => `msr ${systemRegisters[name]}`);
const accesses = (...names: readonly Name[]): string[] => [...reads(...names), ...writes(...names)];

function operations<Kind extends 'dc' | 'ic' | 'tlbi'>(
  kind: Kind,
  ...names: readonly (keyof (typeof systemOperations)[Kind])[]
): string[] {
  const all = systemOperations[kind] as Readonly<Record<string, { encoding: SystemEncoding }>>;
  return names.map((name) => {
    const { encoding } = all[name as string] as { encoding: SystemEncoding };
    return `sys ${genericName(encoding)}`;
  });
}

/** Names of a register that there are several of: `dbgbvr0_el1` and its like. */
function numbered(before: string, count: number, after: string): Name[] {
  return Array.from({ length: count }, (_, number) => `${before}${number}${after}` as Name);
}

/** Registers of the EL1 translation regime, for HCR_EL2.TVM and TRVM. */
const virtualMemory = [
  ...(['sctlr_el1', 'ttbr0_el1', 'ttbr1_el1', 'tcr_el1', 'esr_el1', 'far_el1'] as const),
  ...(['afsr0_el1', 'afsr1_el1', 'mair_el1', 'amair_el1', 'contextidr_el1'] as const),
];

/** TLBI of EL1: those of Armv8.0, all of which have op1 0. */
const translationOperations = [
  ...(['vmalle1', 'vae1', 'aside1', 'vaae1', 'vale1', 'vaale1'] as const),
  ...(['vmalle1is', 'vae1is', 'aside1is', 'vaae1is', 'vale1is', 'vaale1is'] as const),
];

/** What identifies the processor's features, and the reserved encodings between: they read as zero. */
const featureRegisters: Covers = (instruction) => {
  if (instruction.kind !== 'mrs') {
    return false;
  }
  const { op0, op1, crn, crm } = instruction.encoding;
  return op0 === 3 && op1 === 0 && crn === 0 && crm >= 1 && crm <= 7;
};

/** SYS, SYSL, MSR and MRS of what is left to the implementation (Arm ARM, C5.1.2 and D11.3.3). */
const implementationDefined: Covers = (instruction) => {
  switch (instruction.kind) {
    case 'sys':
    case 'sysl':
    case 'mrs':
    case 'msr': {
      const { op0, crn } = instruction.encoding;
      return (op0 === 1 || op0 === 3) && (crn === 11 || crn === 15);
    }
    default:
      return false;
  }
};

const counters = numbered('pmevcntr', eventCounterCount, '_el0');
const counterTypes = numbered('pmevtyper', eventCounterCount, '_el0');

/** Performance Monitors registers that EL0 reaches by PMUSERENR_EL0.EN alone. */
const monitors: readonly Name[] = [
  ...(['pmcr_el0', 'pmcntenset_el0', 'pmcntenclr_el0', 'pmovsclr_el0', 'pmovsset_el0'] as const),
  ...(['pmccfiltr_el0', 'pmxevtyper_el0', ...counterTypes] as const),
];
const monitorCounts: readonly Name[] = ['pmceid0_el0', 'pmceid1_el0'];
const eventCounts: readonly Name[] = ['pmxevcntr_el0', ...counters];

/** Breakpoints and watchpoints that the Cortex-A72 has, and the rest of the debug registers for MDCR_EL2.TDA. */
const debugAccesses: readonly string[] = [
  ...reads('mdccsr_el0', 'dbgauthstatus_el1', 'dbgdtrrx_el0'),
  ...writes('dbgdtrtx_el0'),
  ...accesses('mdccint_el1', 'mdscr_el1', 'dbgdtr_el0', 'osdtrrx_el1', 'osdtrtx_el1'),
  ...accesses('oseccr_el1', 'dbgclaimset_el1', 'dbgclaimclr_el1'),
  ...accesses(...numbered('dbgbvr', 6, '_el1'), ...numbered('dbgbcr', 6, '_el1')),
  ...accesses(...numbered('dbgwvr', 4, '_el1'), ...numbered('dbgwcr', 4, '_el1')),
];
const osLockAccesses: readonly string[] = [
  ...reads('oslsr_el1'),
  ...writes('oslar_el1'),
  ...accesses('osdlr_el1', 'dbgprcr_el1'),
];
const debugRomAccesses: readonly string[] = reads('mdrar_el1');
const communicationChannel: readonly string[] = [
  ...reads('mdccsr_el0', 'dbgdtrrx_el0'),
  ...writes('dbgdtrtx_el0'),
  ...accesses('dbgdtr_el0'),
];

const isFloatingPoint = subjects(['fp']);

const authenticationKeys: readonly Name[] = (['ia', 'ib', 'da', 'db', 'ga'] as const).flatMap(
  (key): Name[] => [`ap${key}keylo_el1`, `ap${key}keyhi_el1`],
);

type Rest = Pick<TrapRow, 'trapsWhile' | 'from' | 'target' | 'covers' | 'asFloatingPoint'>;

/** EL0's instructions, which EL1 refuses. */
function refused(
  name: string,
  control: RegisterName,
  bits: bigint,
  trapsWhile: 'set' | 'clear',
  covers: Covers,
): TrapRow {
  return { name, control, bits, trapsWhile, from: [0], target: 1, covers };
}

/** Instructions of EL1, or of EL0 and EL1, that EL2 traps. */
function trapped(
  name: string,
  control: RegisterName,
  bits: bigint,
  from: Rest['from'],
  covers: Covers,
  trapsWhile: Rest['trapsWhile'] = 'set',
): TrapRow {
  return { name, control, bits, trapsWhile, from, target: 2, covers };
}

const { en, sw, cr, er } = pmuserenrBits;
const { tde, tda, tdosa, tdra } = mdcrBits;

/** What EL1 traps comes before what EL2 does (Arm ARM, D1.13.2 "Synchronous exception prioritization"). */
export const trapTable: readonly TrapRow[] = [
  // EL1's controls of EL0.
  refused(
    'SCTLR_EL1.UMA',
    'sctlr_el1',
    sctlrBits.uma,
    'clear',
    subjects([...accesses('daif'), 'msr-immediate daifset', 'msr-immediate daifclr']),
  ),
  refused('SCTLR_EL1.DZE', 'sctlr_el1', sctlrBits.dze, 'clear', subjects(operations('dc', 'zva'))),
  refused('SCTLR_EL1.UCT', 'sctlr_el1', sctlrBits.uct, 'clear', subjects(reads('ctr_el0'))),
  refused(
    'SCTLR_EL1.UCI',
    'sctlr_el1',
    sctlrBits.uci,
    'clear',
    subjects([
      ...operations('dc', 'cvau', 'cvac', 'civac', 'cvap', 'cvadp'),
      ...operations('ic', 'ivau'),
    ]),
  ),
  refused('SCTLR_EL1.nTWI', 'sctlr_el1', sctlrBits.ntwi, 'clear', subjects(['wfi'])),
  refused('SCTLR_EL1.nTWE', 'sctlr_el1', sctlrBits.ntwe, 'clear', subjects(['wfe'])),
  refused(
    'CNTKCTL_EL1.EL0PCTEN',
    'cntkctl_el1',
    cntkctlBits.el0pcten,
    'clear',
    subjects(reads('cntpct_el0')),
  ),
  refused(
    'CNTKCTL_EL1.EL0VCTEN',
    'cntkctl_el1',
    cntkctlBits.el0vcten,
    'clear',
    subjects(reads('cntvct_el0')),
  ),
  refused(
    'CNTKCTL_EL1.{EL0PCTEN, EL0VCTEN}',
    'cntkctl_el1',
    cntkctlBits.el0pcten | cntkctlBits.el0vcten,
    'clear',
    subjects(reads('cntfrq_el0')),
  ),
  refused(
    'CNTKCTL_EL1.EL0PTEN',
    'cntkctl_el1',
    cntkctlBits.el0pten,
    'clear',
    subjects(accesses('cntp_ctl_el0', 'cntp_cval_el0', 'cntp_tval_el0')),
  ),
  refused(
    'CNTKCTL_EL1.EL0VTEN',
    'cntkctl_el1',
    cntkctlBits.el0vten,
    'clear',
    subjects(accesses('cntv_ctl_el0', 'cntv_cval_el0', 'cntv_tval_el0')),
  ),
  refused(
    'PMUSERENR_EL0.EN',
    'pmuserenr_el0',
    en,
    'clear',
    subjects([
      ...accesses(...monitors),
      ...reads(...monitorCounts),
      ...writes('pmccntr_el0', ...eventCounts),
    ]),
  ),
  refused('PMUSERENR_EL0.SW', 'pmuserenr_el0', en | sw, 'clear', subjects(writes('pmswinc_el0'))),
  refused('PMUSERENR_EL0.CR', 'pmuserenr_el0', en | cr, 'clear', subjects(reads('pmccntr_el0'))),
  refused(
    'PMUSERENR_EL0.ER',
    'pmuserenr_el0',
    en | er,
    'clear',
    subjects([...reads(...eventCounts), ...accesses('pmselr_el0')]),
  ),
  refused('MDSCR_EL1.TDCC', 'mdscr_el1', mdscrBits.tdcc, 'set', subjects(communicationChannel)),
  {
    name: 'CPACR_EL1.FPEN',
    control: 'cpacr_el1',
    bits: fpenBits.low,
    trapsWhile: 'clear',
    from: [0, 1],
    target: 1,
    covers: isFloatingPoint,
  },
  refused('CPACR_EL1.FPEN', 'cpacr_el1', fpenBits.high, 'clear', isFloatingPoint),

  // EL2's.
  trapped('HCR_EL2.TWI', 'hcr_el2', hcrBits.twi, [0, 1], subjects(['wfi'])),
  trapped('HCR_EL2.TWE', 'hcr_el2', hcrBits.twe, [0, 1], subjects(['wfe'])),
  trapped('HCR_EL2.TID1', 'hcr_el2', hcrBits.tid1, [1], subjects(reads('revidr_el1', 'aidr_el1'))),
  trapped(
    'HCR_EL2.TID2',
    'hcr_el2',
    hcrBits.tid2,
    [1],
    subjects([...reads('ccsidr_el1', 'clidr_el1'), ...accesses('csselr_el1')]),
  ),
  trapped('HCR_EL2.TID2', 'hcr_el2', hcrBits.tid2, [0, 1], subjects(reads('ctr_el0'))),
  trapped('HCR_EL2.TID3', 'hcr_el2', hcrBits.tid3, [1], featureRegisters),
  trapped('HCR_EL2.TSC', 'hcr_el2', hcrBits.tsc, [1], subjects(['smc'])),
  trapped('HCR_EL2.TIDCP', 'hcr_el2', hcrBits.tidcp, [1], implementationDefined),
  trapped('HCR_EL2.TACR', 'hcr_el2', hcrBits.tacr, [1], subjects(accesses('actlr_el1'))),
  trapped(
    'HCR_EL2.TSW',
    'hcr_el2',
    hcrBits.tsw,
    [1],
    subjects(operations('dc', 'isw', 'csw', 'cisw')),
  ),
  trapped('HCR_EL2.TPC', 'hcr_el2', hcrBits.tpc, [1], subjects(operations('dc', 'ivac'))),
  trapped(
    'HCR_EL2.TPC',
    'hcr_el2',
    hcrBits.tpc,
    [0, 1],
    subjects(operations('dc', 'cvac', 'civac', 'cvap', 'cvadp')),
  ),
  trapped(
    'HCR_EL2.TPU',
    'hcr_el2',
    hcrBits.tpu,
    [1],
    subjects(operations('ic', 'iallu', 'ialluis')),
  ),
  trapped(
    'HCR_EL2.TPU',
    'hcr_el2',
    hcrBits.tpu,
    [0, 1],
    subjects([...operations('ic', 'ivau'), ...operations('dc', 'cvau')]),
  ),
  trapped(
    'HCR_EL2.TTLB',
    'hcr_el2',
    hcrBits.ttlb,
    [1],
    subjects(operations('tlbi', ...translationOperations)),
  ),
  trapped('HCR_EL2.TVM', 'hcr_el2', hcrBits.tvm, [1], subjects(writes(...virtualMemory))),
  trapped('HCR_EL2.TRVM', 'hcr_el2', hcrBits.trvm, [1], subjects(reads(...virtualMemory))),
  {
    ...trapped(
      'HCR_EL2.APK',
      'hcr_el2',
      hcrBits.apk,
      [1],
      subjects(accesses(...authenticationKeys)),
      'clear',
    ),
    feature: 'FEAT_PAuth',
  },
  {
    ...trapped(
      'HCR_EL2.API',
      'hcr_el2',
      hcrBits.api,
      [0, 1],
      ({ key }) => key !== undefined,
      'clear',
    ),
    feature: 'FEAT_PAuth',
    provided: ({ key }, state) => key !== undefined && isKeyEnabled(key, state),
  },
  trapped('HCR_EL2.TDZ', 'hcr_el2', hcrBits.tdz, [0, 1], subjects(operations('dc', 'zva'))),
  trapped('CPTR_EL2.TCPAC', 'cptr_el2', cptrBits.tcpac, [1], subjects(accesses('cpacr_el1'))),
  trapped('CPTR_EL2.TFP', 'cptr_el2', cptrBits.tfp, [0, 1, 2], isFloatingPoint),
  {
    ...trapped('CPTR_EL2.TFP', 'cptr_el2', cptrBits.tfp, [2], subjects(accesses('fpexc32_el2'))),
    asFloatingPoint: true,
  },
  trapped(
    'CNTHCTL_EL2.EL1PCTEN',
    'cnthctl_el2',
    cnthctlBits.el1pcten,
    [0, 1],
    subjects(reads('cntpct_el0')),
    'clear',
  ),
  trapped(
    'CNTHCTL_EL2.EL1PCEN',
    'cnthctl_el2',
    cnthctlBits.el1pcen,
    [0, 1],
    subjects(accesses('cntp_ctl_el0', 'cntp_cval_el0', 'cntp_tval_el0')),
    'clear',
  ),
  trapped('MDCR_EL2.TPMCR', 'mdcr_el2', mdcrBits.tpmcr, [0, 1], subjects(accesses('pmcr_el0'))),
  trapped(
    'MDCR_EL2.TPM',
    'mdcr_el2',
    mdcrBits.tpm,
    [0, 1],
    subjects([
      ...accesses(...monitors, ...eventCounts, 'pmccntr_el0', 'pmselr_el0'),
      ...reads(...monitorCounts, 'pmuserenr_el0'),
      ...writes('pmswinc_el0'),
    ]),
  ),
  trapped(
    'MDCR_EL2.TPM',
    'mdcr_el2',
    mdcrBits.tpm,
    [1],
    subjects([...accesses('pmintenset_el1', 'pmintenclr_el1'), ...writes('pmuserenr_el0')]),
  ),
  // TDE counts as all three, and TGE as TDE.
  trapped('MDCR_EL2.TDA', 'mdcr_el2', tde | tda, [1], subjects(debugAccesses)),
  trapped('MDCR_EL2.TDA', 'mdcr_el2', tde | tda, [0], subjects(communicationChannel)),
  trapped('HCR_EL2.TGE', 'hcr_el2', hcrBits.tge, [0], subjects(communicationChannel)),
  trapped('MDCR_EL2.TDOSA', 'mdcr_el2', tde | tdosa, [1], subjects(osLockAccesses)),
  trapped('MDCR_EL2.TDRA', 'mdcr_el2', tde | tdra, [1], subjects(debugRomAccesses)),
];
