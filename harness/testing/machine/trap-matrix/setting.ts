import type { RegisterName } from '../../../architecture/registers.ts';

/** The controls of one row of the matrix. */
export interface MatrixSetting {
  readonly name: string;
  readonly values: ReadonlyMap<RegisterName, bigint>;
}

/** EL1 lets EL0 do everything, and EL2 traps nothing. HPMN is 6: all event counters are EL1's. */
const permitting = {
  sctlr_el1:
    0x30c5_0830n | (1n << 9n) | (1n << 14n) | (1n << 15n) | (1n << 16n) | (1n << 18n) | (1n << 26n),
  cntkctl_el1: 0x303n,
  pmuserenr_el0: 0xfn,
  mdscr_el1: 0n,
  cpacr_el1: 3n << 20n,
  hcr_el2: 1n << 31n,
  cptr_el2: 0x33ffn & ~(1n << 10n),
  mdcr_el2: 6n,
  cnthctl_el2: 3n,
} as const satisfies Partial<Record<RegisterName, bigint>>;

/** EL1 lets EL0 do nothing. */
const refusing = {
  ...permitting,
  sctlr_el1: 0x30c5_0830n & ~((1n << 16n) | (1n << 18n)),
  cntkctl_el1: 0n,
  pmuserenr_el0: 0n,
  mdscr_el1: 1n << 12n,
  cpacr_el1: 0n,
} as const;

type Values = Partial<Record<RegisterName, bigint>>;
type Bit = readonly [name: string, register: keyof typeof permitting, bit: number];

const ofEl1: readonly Bit[] = [
  ['SCTLR_EL1.UMA', 'sctlr_el1', 9],
  ['SCTLR_EL1.DZE', 'sctlr_el1', 14],
  ['SCTLR_EL1.UCT', 'sctlr_el1', 15],
  ['SCTLR_EL1.nTWI', 'sctlr_el1', 16],
  ['SCTLR_EL1.nTWE', 'sctlr_el1', 18],
  ['SCTLR_EL1.UCI', 'sctlr_el1', 26],
  ['CNTKCTL_EL1.EL0PCTEN', 'cntkctl_el1', 0],
  ['CNTKCTL_EL1.EL0VCTEN', 'cntkctl_el1', 1],
  ['CNTKCTL_EL1.EL0VTEN', 'cntkctl_el1', 8],
  ['CNTKCTL_EL1.EL0PTEN', 'cntkctl_el1', 9],
  ['PMUSERENR_EL0.EN', 'pmuserenr_el0', 0],
  ['PMUSERENR_EL0.SW', 'pmuserenr_el0', 1],
  ['PMUSERENR_EL0.CR', 'pmuserenr_el0', 2],
  ['PMUSERENR_EL0.ER', 'pmuserenr_el0', 3],
  ['MDSCR_EL1.TDCC', 'mdscr_el1', 12],
  ['CPACR_EL1.FPEN[0]', 'cpacr_el1', 20],
  ['CPACR_EL1.FPEN[1]', 'cpacr_el1', 21],
];

const ofEl2: readonly Bit[] = [
  ['HCR_EL2.TWI', 'hcr_el2', 13],
  ['HCR_EL2.TWE', 'hcr_el2', 14],
  ['HCR_EL2.TID0', 'hcr_el2', 15],
  ['HCR_EL2.TID1', 'hcr_el2', 16],
  ['HCR_EL2.TID2', 'hcr_el2', 17],
  ['HCR_EL2.TID3', 'hcr_el2', 18],
  ['HCR_EL2.TSC', 'hcr_el2', 19],
  ['HCR_EL2.TIDCP', 'hcr_el2', 20],
  ['HCR_EL2.TACR', 'hcr_el2', 21],
  ['HCR_EL2.TSW', 'hcr_el2', 22],
  ['HCR_EL2.TPC', 'hcr_el2', 23],
  ['HCR_EL2.TPU', 'hcr_el2', 24],
  ['HCR_EL2.TTLB', 'hcr_el2', 25],
  ['HCR_EL2.TVM', 'hcr_el2', 26],
  ['HCR_EL2.TGE', 'hcr_el2', 27],
  ['HCR_EL2.TDZ', 'hcr_el2', 28],
  ['HCR_EL2.HCD', 'hcr_el2', 29],
  ['HCR_EL2.TRVM', 'hcr_el2', 30],
  ['CPTR_EL2.TFP', 'cptr_el2', 10],
  ['CPTR_EL2.TTA', 'cptr_el2', 20],
  ['CPTR_EL2.TCPAC', 'cptr_el2', 31],
  ['MDCR_EL2.TPMCR', 'mdcr_el2', 5],
  ['MDCR_EL2.TPM', 'mdcr_el2', 6],
  ['MDCR_EL2.TDE', 'mdcr_el2', 8],
  ['MDCR_EL2.TDA', 'mdcr_el2', 9],
  ['MDCR_EL2.TDOSA', 'mdcr_el2', 10],
  ['MDCR_EL2.TDRA', 'mdcr_el2', 11],
  ['CNTHCTL_EL2.EL1PCTEN', 'cnthctl_el2', 0],
  ['CNTHCTL_EL2.EL1PCEN', 'cnthctl_el2', 1],
];

function setting(name: string, values: Values): MatrixSetting {
  return { name, values: new Map(Object.entries(values) as [RegisterName, bigint][]) };
}

/** With the bit turned. */
function turned(base: typeof permitting | typeof refusing, [, register, bit]: Bit): Values {
  return { ...base, [register]: base[register] ^ (1n << BigInt(bit)) };
}

const tge = 1n << 27n;

/**
 * Each control of EL1 and EL2 turned alone; those of EL2 while EL1 refuses everything, and those of EL1 under HCR_EL2.TGE, which
 * show what comes first.
 */
export const matrixSettings: readonly MatrixSetting[] = [
  setting('nothing', permitting),
  setting('EL1 refuses', refusing),
  ...ofEl1.map((bit) => setting(bit[0], turned(permitting, bit))),
  ...ofEl1.map((bit) => {
    const values = turned(permitting, bit);
    return setting(`${bit[0]} under TGE`, { ...values, hcr_el2: permitting.hcr_el2 | tge });
  }),
  ...ofEl2.map((bit) => setting(bit[0], turned(permitting, bit))),
  ...ofEl2.map((bit) => setting(`${bit[0]}, EL1 refuses`, turned(refusing, bit))),
];
