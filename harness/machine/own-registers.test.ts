import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { engines } from '../testing/machine/engines.ts';
import type { Machine, Observation, Outcome } from './machine.ts';

const code = 0x4001_0000n;
const vectors1 = 0x4002_0000n;
const el0 = 0x3c0n;
const el1 = 0x3c5n;
const el2 = 0x3c9n;

type Given = Partial<Record<RegisterName, bigint>>;

/** EL1 lets EL0 have the counters and timers. */
const permitting: Given = {
  cntkctl_el1: 0x303n,
  pmuserenr_el0: 0xfn,
  vbar_el1: vectors1,
  x1: 0xffff_ffff_ffff_ffffn,
};

describe.each(engines)('the registers that the machine has itself, on %s', (_engine, create) => {
  let machine: Machine;
  beforeEach(() => {
    machine = create();
    machine.map([
      { name: 'code', address: code, size: 0x1000 },
      { name: 'vectors', address: vectors1, size: 0x1000 },
    ]);
  });
  afterEach(() => machine.close());

  function run(
    words: readonly number[],
    pstate: bigint,
    given: Given,
    watch: 'nothing' | 'steps',
  ): Observation {
    const bytes = new Uint8Array(Uint32Array.from([...words, 0xd503_201f]).buffer);
    machine.write({ address: code, bytes, execute: true });
    const state = machine.resetState();
    for (const [name, value] of Object.entries({ ...permitting, ...given })) {
      state.set(name as RegisterName, value);
    }
    state.set('pc', code);
    state.set('pstate', pstate);
    const out = machine.newObservation();
    const stops = new Map<bigint, Outcome>([[code + BigInt(words.length * 4), 'returned']]);
    machine.run({ state, start: 'code', budget: 99, stops, watch }, out);
    return out;
  }

  describe.each(['nothing', 'steps'] as const)('watching %s', (watch) => {
    /** x0 after the words; x1 is all ones. */
    test.each<[string, readonly number[], bigint, Given, bigint]>([
      ['PMCR_EL0 after reset', [0xd53b9c00], el2, {}, 0x4102_3000n],
      ['PMCR_EL0.N at EL1 is HPMN', [0xd53b9c00], el1, { mdcr_el2: 2n }, 0x4102_1000n],
      ['PMCR_EL0.N at EL0 is HPMN', [0xd53b9c00], el0, { mdcr_el2: 2n }, 0x4102_1000n],
      ['PMCR_EL0.N at EL2 is not', [0xd53b9c00], el2, { mdcr_el2: 2n }, 0x4102_3000n],
      ['PMCR_EL0 keeps E, D, X, DP and LC', [0xd51b9c01, 0xd53b9c00], el2, {}, 0x4102_3079n],
      ['MDCR_EL2.HPMN after reset', [0xd53c1120], el2, {}, 6n],
      ['PMCNTENSET_EL0 has six counters and C', [0xd51b9c21, 0xd53b9c20], el2, {}, 0x8000_003fn],
      [
        'PMCNTENSET_EL0 at EL1 has those below HPMN',
        [0xd51b9c21, 0xd53b9c20],
        el1,
        { mdcr_el2: 2n, pmcntenset_el0: 8n },
        0x8000_0003n,
      ],
      ['PMCNTENCLR_EL0 clears them', [0xd51b9c41, 0xd53b9c20], el2, { pmcntenset_el0: 0x3fn }, 0n],
      ['PMINTENSET_EL1', [0xd5189e21, 0xd5389e20], el2, {}, 0x8000_003fn],
      ['PMOVSSET_EL0', [0xd51b9e61, 0xd53b9c60], el2, {}, 0x8000_003fn],
      ['OSDLR_EL1', [0xd5301380], el1, { x0: 7n }, 0n],
      ['MDCCSR_EL0', [0xd5330100], el0, { x0: 7n }, 0n],
      ['DBGAUTHSTATUS_EL1', [0xd5307ec0], el1, {}, 0xaan],
      ['RVBAR_EL2', [0xd53cc020], el2, { x0: 7n }, 0n],
      ['CPUACTLR_EL1', [0xd539f200], el1, { x0: 7n }, 0n],
      ['CPUECTLR_EL1', [0xd539f220], el1, {}, 0x1b_0000_0000n],
      ['CNTV_CTL_EL0 at EL0 has two bits', [0xd51be321, 0xd53be320], el0, {}, 3n],
      ['CNTV_CVAL_EL0 at EL0', [0xd51be341, 0xd53be340], el0, {}, 0xffff_ffff_ffff_ffffn],
      ['CNTP_CVAL_EL0 at EL1', [0xd51be241, 0xd53be240], el1, {}, 0xffff_ffff_ffff_ffffn],
      ['CNTHP_CTL_EL2', [0xd51ce221, 0xd53ce220], el2, {}, 3n],
      ['ISR_EL1 at EL1 with VI and IMO', [0xd538c100], el1, { hcr_el2: 0x8000_0090n }, 0x80n],
      ['ISR_EL1 at EL2 with VI and IMO', [0xd538c100], el2, { hcr_el2: 0x8000_0090n }, 0n],
    ])('%s', (_what, words, pstate, given, x0) => {
      const { outcome, after } = run(words, pstate, given, watch);

      expect([outcome, after.get('x0')]).toEqual(['returned', x0]);
    });

    test.each<[string, number, bigint, Given, string]>([
      ['MSR CNTV_TVAL_EL0', 0xd51be301, el0, {}, 'CNTV_TVAL_EL0 counts from a time'],
      ['MSR CNTHP_TVAL_EL2', 0xd51ce201, el2, {}, 'CNTHP_TVAL_EL2 counts from a time'],
      ['MSR OSDLR_EL1 with DLK', 0xd5101381, el1, {}, 'the OS Double Lock'],
      ['MSR CPUECTLR_EL1', 0xd519f221, el1, {}, 'CPUECTLR_EL1 controls'],
      ['MRS DBGDTR_EL0', 0xd5330400, el0, {}, 'does not have DBGDTR_EL0'],
      ['MRS PMEVCNTR4_EL0', 0xd53be880, el2, {}, 'no event counter 4'],
      ['MRS PMEVCNTR3_EL0 beyond HPMN', 0xd53be860, el1, { mdcr_el2: 2n }, 'MDCR_EL2.HPMN'],
      [
        'MRS PMXEVTYPER_EL0 of counter 5',
        0xd53b9d20,
        el2,
        { pmselr_el0: 5n },
        'no event counter 5',
      ],
    ])('%s is refused', (_what, word, pstate, given, message) => {
      expect(() => run([word], pstate, given, watch)).toThrow(message);
    });

    test.each<[string, number, bigint]>([
      ['MRS MDRAR_EL1 at EL0', 0xd5301000, el0],
      ['MRS DBGAUTHSTATUS_EL1 at EL0', 0xd5307ec0, el0],
      ['MSR PMINTENSET_EL1 at EL0', 0xd5189e21, el0],
      ['MRS RVBAR_EL2 at EL1', 0xd53cc020, el1],
      ['MSR MDCCSR_EL0 at EL1', 0xd5130101, el1],
    ])('%s is UNDEFINED', (_what, word, pstate) => {
      const { exceptions } = run([word], pstate, {}, watch);

      expect(exceptions.map(({ esr }) => esr)).toEqual([0x0200_0000n]);
    });

    describe('a virtual interrupt', () => {
      const mov = 0xd280_00e0;
      const irq = 0x8000_0090n;

      test.each<[string, readonly number[], bigint, bigint, bigint, bigint]>([
        ['IRQ at EL0', [mov], 0n, irq, 0x480n, code],
        ['FIQ at EL1h', [mov], 5n, 0x8000_0048n, 0x300n, code],
        ['SError at EL1t', [mov], 4n, 0x8000_0120n, 0x180n, code],
        // msr daifclr, #2
        ['IRQ that is unmasked', [mov, 0xd50342ff, mov], el1, irq, 0x280n, code + 8n],
      ])('%s is taken to EL1', (_what, words, pstate, hcr, offset, elr) => {
        const { outcome, exceptions } = run(words, pstate, { hcr_el2: hcr }, watch);

        expect([outcome, exceptions[0]?.vector, exceptions[0]?.elr]).toEqual([
          'taken-to-el1',
          vectors1 + offset,
          elr,
        ]);
      });

      test('stays pending while it is masked, and at EL2', () => {
        const masked = run([mov], el1, { hcr_el2: irq }, watch);
        expect(masked.outcome).toBe('returned');

        const higher = run([mov], 9n, { hcr_el2: irq }, watch);
        expect(higher.outcome).toBe('returned');
      });

      test('of an SError clears HCR_EL2.VSE and has the class 0x2f', () => {
        const { after } = run([mov], 5n, { hcr_el2: 0x8000_0120n }, watch);

        expect([after.get('hcr_el2'), after.get('esr_el1')]).toEqual([0x8000_0020n, 0xbe00_0000n]);
      });
    });

    /** ESR_EL2 of a load, with SCTLR_EL2.M clear (Arm ARM, D1.13.2). */
    test.each<[string, number, bigint, bigint]>([
      ['LDR from nowhere', 0xf9400040, 0x5000_0008n, 0x9600_0010n],
      ['LDR that is not aligned, from nowhere', 0xf9400040, 0x5000_0004n, 0x9600_0021n],
      ['LDRH that is not aligned, from nowhere', 0x79400040, 0x5000_0001n, 0x9600_0021n],
      ['LDP that is not aligned, from nowhere', 0xa9400840, 0x5000_0004n, 0x9600_0021n],
      ['STR that is not aligned, to nowhere', 0xf9000040, 0x5000_0004n, 0x9600_0061n],
    ])('%s', (_what, word, x2, esr) => {
      const { exceptions } = run([word], el2, { x2, vbar_el2: vectors1 }, watch);

      expect(exceptions[0]?.esr).toBe(esr);
    });
  });
});
