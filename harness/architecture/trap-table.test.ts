import { expect, test } from '@jest/globals';
import { instructionWord } from './a64/word.ts';
import { takeException } from './exception.ts';
import { decodeInstruction } from './instruction.ts';
import type { RegisterName } from './registers.ts';
import { createState } from './state.ts';
import { trapTable } from './trap-table.ts';
import { instructionException } from './traps.ts';

type Given = Partial<Record<RegisterName, bigint>>;

const el0 = 0n;
const el1 = 0x3c5n;
const el2 = 0x3c9n;
const rw = 1n << 31n;
const tge = 1n << 27n;
/** EL1 refuses nothing, and EL2 traps nothing. */
const permitting: Given = {
  scr_el3: 0x531n,
  hcr_el2: rw,
  // UMA, DZE, UCT, nTWI, nTWE, UCI
  sctlr_el1: 0x0405_c200n,
  cpacr_el1: 0x30_0000n,
  cntkctl_el1: 0x303n,
  pmuserenr_el0: 0xfn,
  cnthctl_el2: 3n,
};
const withHcr = (bit: number): Given => ({ hcr_el2: rw | (1n << BigInt(bit)) });

/** EL and ESR, with the ISS put together by hand from the instruction's fields; none where no control traps it. */
test.each<[string, number, bigint, Given, string]>([
  // EL1's controls of EL0.
  ['mrs x3, daif without UMA', 0xd53b4223, el0, { sctlr_el1: 0n }, 'EL1 0x6232d065'],
  ['mrs x3, daif with UMA', 0xd53b4223, el0, {}, 'none'],
  ['mrs x3, daif at EL1 without UMA', 0xd53b4223, el1, { sctlr_el1: 0n }, 'none'],
  [
    'mrs x3, daif under TGE',
    0xd53b4223,
    el0,
    { sctlr_el1: 0n, hcr_el2: rw | tge },
    'EL2 0x6232d065',
  ],
  ['msr daifset, #2 without UMA', 0xd50342df, el0, { sctlr_el1: 0n }, 'EL1 0x620cd3e4'],
  ['mrs x5, ctr_el0 without UCT', 0xd53b0025, el0, { sctlr_el1: 0n }, 'EL1 0x6232c0a1'],
  ['dc cvau, x5 without UCI', 0xd50b7b25, el0, { sctlr_el1: 0n }, 'EL1 0x6212dcb6'],
  ['ic ivau, x5 without UCI', 0xd50b7525, el0, { sctlr_el1: 0n }, 'EL1 0x6212dcaa'],
  ['dc zva, x5 without DZE', 0xd50b7425, el0, { sctlr_el1: 0n }, 'EL1 0x6212dca8'],
  ['mrs x5, cntvct_el0 without EL0VCTEN', 0xd53be045, el0, { cntkctl_el1: 1n }, 'EL1 0x6234f8a1'],
  ['mrs x5, cntfrq_el0 with EL0PCTEN alone', 0xd53be005, el0, { cntkctl_el1: 1n }, 'none'],
  ['mrs x5, cntfrq_el0 without either', 0xd53be005, el0, { cntkctl_el1: 0x300n }, 'EL1 0x6230f8a1'],
  ['msr cntv_cval_el0, x5 without EL0VTEN', 0xd51be345, el0, { cntkctl_el1: 3n }, 'EL1 0x6234f8a6'],
  ['mrs x5, pmccntr_el0 with CR alone', 0xd53b9d05, el0, { pmuserenr_el0: 4n }, 'none'],
  [
    'mrs x5, pmccntr_el0 without EN and CR',
    0xd53b9d05,
    el0,
    { pmuserenr_el0: 8n },
    'EL1 0x6230e4bb',
  ],
  [
    'msr pmswinc_el0, x5 without EN and SW',
    0xd51b9c85,
    el0,
    { pmuserenr_el0: 4n },
    'EL1 0x6238e4b8',
  ],
  ['mrs x5, mdccsr_el0 with TDCC', 0xd5330105, el0, { mdscr_el1: 0x1000n }, 'EL1 0x6220c0a3'],
  ['wfi without nTWI', 0xd503207f, el0, { sctlr_el1: 0n }, 'EL1 0x7e00000'],
  ['wfe without nTWE under TGE', 0xd503205f, el0, { sctlr_el1: 0n, hcr_el2: tge }, 'EL2 0x7e00001'],
  ['fmov d0, x1 with FPEN 01', 0x9e670020, el0, { cpacr_el1: 0x10_0000n }, 'EL1 0x1fe00000'],
  [
    'fmov d0, x1 with FPEN 00 under TGE',
    0x9e670020,
    el0,
    { cpacr_el1: 0n, hcr_el2: rw | tge },
    'EL2 0x2000000',
  ],

  // EL2's.
  ['mrs x5, aidr_el1 with TID1', 0xd53900e5, el1, withHcr(16), 'EL2 0x623e40a1'],
  ['mrs x5, clidr_el1 with TID2', 0xd5390025, el1, withHcr(17), 'EL2 0x623240a1'],
  ['msr csselr_el1, x5 with TID2', 0xd51a0005, el1, withHcr(17), 'EL2 0x623080a0'],
  ['mrs x5, ctr_el0 with TID2', 0xd53b0025, el0, withHcr(17), 'EL2 0x6232c0a1'],
  ['mrs x5, id_aa64pfr0_el1 with TID3', 0xd5380405, el1, withHcr(18), 'EL2 0x623000a9'],
  ['mrs x5, s3_1_c15_c2_1 with TIDCP', 0xd539f225, el1, withHcr(20), 'EL2 0x62327ca5'],
  ['mrs x5, actlr_el1 with TACR', 0xd5381025, el1, withHcr(21), 'EL2 0x623204a1'],
  ['dc isw, x5 with TSW', 0xd5087645, el1, withHcr(22), 'EL2 0x62141cac'],
  ['dc civac, x5 with TPC', 0xd50b7e25, el1, withHcr(23), 'EL2 0x6212dcbc'],
  ['ic iallu with TPU', 0xd508751f, el1, withHcr(24), 'EL2 0x62101fea'],
  ['tlbi vmalle1 with TTLB', 0xd508871f, el1, withHcr(25), 'EL2 0x621023ee'],
  ['mrs x5, ttbr0_el1 with TRVM', 0xd5382005, el1, withHcr(30), 'EL2 0x623008a1'],
  ['smc #9 with TSC', 0xd4000123, el1, withHcr(19), 'EL2 0x5e000009'],
  ['msr cpacr_el1, x5 with TCPAC', 0xd5181045, el1, { cptr_el2: rw }, 'EL2 0x623404a0'],
  ['mrs x5, fpexc32_el2 with TFP', 0xd53c5305, el2, { cptr_el2: 0x400n }, 'EL2 0x1fe00000'],
  ['mrs x5, cntpct_el0 without EL1PCTEN', 0xd53be025, el1, { cnthctl_el2: 2n }, 'EL2 0x6232f8a1'],
  ['msr cntp_ctl_el0, x5 without EL1PCEN', 0xd51be225, el1, { cnthctl_el2: 1n }, 'EL2 0x6232f8a4'],
  ['mrs x5, pmcr_el0 with TPM', 0xd53b9c05, el1, { mdcr_el2: 0x46n }, 'EL2 0x6230e4b9'],
  ['msr pmcr_el0, x5 with TPMCR', 0xd51b9c05, el0, { mdcr_el2: 0x26n }, 'EL2 0x6230e4b8'],
  ['mrs x5, dbgbvr0_el1 with TDA', 0xd5300085, el1, { mdcr_el2: 0x206n }, 'EL2 0x622800a1'],
  ['msr oslar_el1, x5 with TDOSA', 0xd5101085, el1, { mdcr_el2: 0x406n }, 'EL2 0x622804a0'],
  ['mrs x5, mdrar_el1 with TDRA', 0xd5301005, el1, { mdcr_el2: 0x806n }, 'EL2 0x622004a1'],
  ['mrs x5, mdrar_el1 with TDE', 0xd5301005, el1, { mdcr_el2: 0x106n }, 'EL2 0x622004a1'],
  ['mrs x5, mdccsr_el0 under TGE', 0xd5330105, el0, { hcr_el2: rw | tge }, 'EL2 0x6220c0a3'],

  // What comes first.
  [
    'mrs x5, ctr_el0 without UCT, with TID2',
    0xd53b0025,
    el0,
    { sctlr_el1: 0n, ...withHcr(17) },
    'EL1 0x6232c0a1',
  ],
  [
    'mrs x5, pmcr_el0 without EN, with TPM',
    0xd53b9c05,
    el0,
    { pmuserenr_el0: 0n, mdcr_el2: 0x46n },
    'EL1 0x6230e4b9',
  ],
  [
    'fmov d0, x1 with FPEN 00 and TFP',
    0x9e670020,
    el1,
    { cpacr_el1: 0n, cptr_el2: 0x400n },
    'EL1 0x1fe00000',
  ],
  // UNDEFINED at EL0, which the engine says.
  ['tlbi vmalle1 at EL0 with TTLB', 0xd508871f, el0, withHcr(25), 'none'],
  ['ic iallu at EL0 with TPU', 0xd508751f, el0, withHcr(24), 'none'],
  ['dc isw, x5 at EL0 with TSW', 0xd5087645, el0, withHcr(22), 'none'],
  ['mrs x5, ttbr0_el1 at EL0 with TRVM', 0xd5382005, el0, withHcr(30), 'none'],
  ['mrs x5, id_aa64pfr0_el1 at EL0 with TID3', 0xd5380405, el0, withHcr(18), 'none'],
  // EL2's own.
  ['mrs x5, pmcr_el0 at EL2 with TPM', 0xd53b9c05, el2, { mdcr_el2: 0x46n }, 'none'],
  ['msr cpacr_el1, x5 at EL2 with TCPAC', 0xd5181045, el2, { cptr_el2: rw }, 'none'],
])('%s', (_what, word, pstate, given, expected) => {
  const state = createState();
  state.set('pstate', pstate);
  for (const [name, value] of Object.entries({ ...permitting, ...given })) {
    state.set(name as RegisterName, value);
  }
  const cause = instructionException(decodeInstruction(instructionWord(word)), state);
  const entry = cause === undefined ? undefined : takeException(cause, state);

  const found = `EL${entry?.targetEl} 0x${entry?.esr?.toString(16)}`;
  expect(entry === undefined ? 'none' : found).toBe(expected);
});

test('what EL1 takes is before what EL2 takes', () => {
  const targets = trapTable.map(({ target }) => target);

  expect(targets).toEqual(targets.toSorted((one, other) => one - other));
});

/**
 * Every control of EL2 in the manual that traps instructions of AArch64 state and that a Cortex-A72 has, or max. The A72 has none for HCR_EL2.TID0 and
 * HSTR_EL2, which are of AArch32 state, CPTR_EL2.TTA, as its trace unit has no system registers, HCR_EL2.HCD, as it has EL3, and the
 * GIC's registers, as ID_AA64PFR0_EL1.GIC is 0.
 */
test('every control of EL2 has a row', () => {
  const named = new Set(trapTable.map(({ name }) => name));

  expect([...named].filter((name) => name.includes('_EL2')).toSorted()).toEqual([
    'CNTHCTL_EL2.EL1PCEN',
    'CNTHCTL_EL2.EL1PCTEN',
    'CPTR_EL2.TCPAC',
    'CPTR_EL2.TFP',
    'HCR_EL2.API',
    'HCR_EL2.APK',
    'HCR_EL2.TACR',
    'HCR_EL2.TDZ',
    'HCR_EL2.TGE',
    'HCR_EL2.TID1',
    'HCR_EL2.TID2',
    'HCR_EL2.TID3',
    'HCR_EL2.TIDCP',
    'HCR_EL2.TPC',
    'HCR_EL2.TPU',
    'HCR_EL2.TRVM',
    'HCR_EL2.TSC',
    'HCR_EL2.TSW',
    'HCR_EL2.TTLB',
    'HCR_EL2.TVM',
    'HCR_EL2.TWE',
    'HCR_EL2.TWI',
    'MDCR_EL2.TDA',
    'MDCR_EL2.TDOSA',
    'MDCR_EL2.TDRA',
    'MDCR_EL2.TPM',
    'MDCR_EL2.TPMCR',
  ]);
});
