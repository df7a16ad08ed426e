import { hcrBits, sctlrBits } from '../control-bits.ts';
import type { Access } from './access.ts';
import { isMaintenance } from './access.ts';
import type { Controls, TranslationRegister } from './controls.ts';
import type { Failed } from './result.ts';
import { refused } from './result.ts';

/** Bits that make translation another one than is modelled. */
interface Row {
  readonly register: TranslationRegister;
  readonly field: string;
  readonly bits: bigint;
  readonly reason: string;
}

const bit = (at: number): bigint => 1n << BigInt(at);

const absent = 'a Cortex-A72 does not have';
const accessFlagUpdate = `the access flag is updated by hardware, which ${absent} (FEAT_HAFDBS)`;
const dirtyUpdate = `the dirty state is updated by hardware, which ${absent} (FEAT_HAFDBS)`;
const noHierarchy = `permissions of tables are disabled, which ${absent} (FEAT_HPDS)`;
const taggedCode = `tags are ignored in addresses of data alone, which ${absent} (FEAT_PAuth)`;
const noWalk = `walks of unprivileged accesses are disabled, which ${absent}`;
const largeAddresses = `descriptors have 52-bit addresses, which ${absent} (FEAT_LPA2)`;
const bigEndianTables = 'translation tables are big-endian';
const bigEndianData = 'data is big-endian';

const tcrEl1: readonly Row[] = (
  [
    [39, 'HA', accessFlagUpdate],
    [40, 'HD', dirtyUpdate],
    [41, 'HPD0', noHierarchy],
    [42, 'HPD1', noHierarchy],
    [51, 'TBID0', taggedCode],
    [52, 'TBID1', taggedCode],
    [53, 'NFD0', noWalk],
    [54, 'NFD1', noWalk],
    [55, 'E0PD0', noWalk],
    [56, 'E0PD1', noWalk],
    [59, 'DS', largeAddresses],
  ] as const
).map(([at, field, reason]) => ({ register: 'tcr_el1', field, bits: bit(at), reason }));

const ofEveryAccess: readonly Row[] = [
  {
    register: 'hcr_el2',
    field: 'E2H',
    bits: hcrBits.e2h,
    reason: `EL2 is a host's level, which ${absent} (FEAT_VHE)`,
  },
];

/** While EL1's stage 1 translates. */
const ofGuestTables: readonly Row[] = [
  ...tcrEl1,
  { register: 'sctlr_el1', field: 'EE', bits: sctlrBits.ee, reason: bigEndianTables },
];

/** While EL2's stage 1 does. */
const ofHypervisorTables: readonly Row[] = [
  { register: 'tcr_el2', field: 'HA', bits: bit(21), reason: accessFlagUpdate },
  { register: 'tcr_el2', field: 'HD', bits: bit(22), reason: dirtyUpdate },
  { register: 'tcr_el2', field: 'HPD', bits: bit(24), reason: noHierarchy },
  { register: 'tcr_el2', field: 'TBID', bits: bit(29), reason: taggedCode },
  { register: 'tcr_el2', field: 'DS', bits: bit(32), reason: largeAddresses },
  { register: 'sctlr_el2', field: 'EE', bits: sctlrBits.ee, reason: bigEndianTables },
];

/** While stage 2 does. */
const ofStage2Tables: readonly Row[] = [
  {
    register: 'hcr_el2',
    field: 'FWB',
    bits: hcrBits.fwb,
    reason: `stage 2 forces Write-Back, which ${absent} (FEAT_S2FWB)`,
  },
  { register: 'vtcr_el2', field: 'HA', bits: bit(21), reason: accessFlagUpdate },
  { register: 'vtcr_el2', field: 'HD', bits: bit(22), reason: dirtyUpdate },
  { register: 'vtcr_el2', field: 'DS', bits: bit(32), reason: largeAddresses },
  { register: 'vtcr_el2', field: 'SL2', bits: bit(33), reason: largeAddresses },
  { register: 'sctlr_el2', field: 'EE', bits: sctlrBits.ee, reason: bigEndianTables },
];

const tables = {
  all: ofEveryAccess,
  guest: ofGuestTables,
  hypervisor: ofHypervisorTables,
  stage2: ofStage2Tables,
} as const;

/** All bits of a register that enable what is not modelled. */
export function unmodelledBits(register: TranslationRegister): bigint {
  return Object.values(tables)
    .flat()
    .filter((row) => row.register === register)
    .reduce((bits, row) => bits | row.bits, 0n);
}

function refusalOf({ register, field, reason }: Row): Failed {
  return refused(`${register.toUpperCase()}.${field}`, reason);
}

/** What a control enables that is not modelled, of every access or of those that read such tables. */
export function unmodelled(of: keyof typeof tables, controls: Controls): Failed | undefined {
  const row = tables[of].find(({ register, bits }) => (controls[register] & bits) !== 0n);
  return row && refusalOf(row);
}

const byteOrders: Readonly<Record<Access['level'], Omit<Row, 'reason'>>> = {
  0: { register: 'sctlr_el1', field: 'E0E', bits: sctlrBits.e0e },
  1: { register: 'sctlr_el1', field: 'EE', bits: sctlrBits.ee },
  2: { register: 'sctlr_el2', field: 'EE', bits: sctlrBits.ee },
};

const ofData: ReadonlySet<Access['kind']> = new Set(['load', 'store', 'atomic']);

/** Big-endian data, which is no more modelled than such tables are. */
export function bigEndianAccess(access: Access, controls: Controls): Failed | undefined {
  const row = byteOrders[access.level];
  const isData = ofData.has(access.kind) && !isMaintenance(access);
  return isData && (controls[row.register] & row.bits) !== 0n
    ? refusalOf({ ...row, reason: bigEndianData })
    : undefined;
}
