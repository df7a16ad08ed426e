import { describe, expect, test } from '@jest/globals';
import { instructionWord } from './a64/word.ts';
import { decodeInstruction } from './instruction.ts';
import type { RegisterName } from './registers.ts';
import { createState } from './state.ts';
import { instructionException, isHvcUndefined, isTranslated } from './traps.ts';

const hce = 1n << 8n;
const hcd = 1n << 29n;

test.each([
  ['EL0', 0, true, hce, 0n, true],
  ['EL1 with HCE', 1, true, hce, 0n, false],
  ['EL1 without HCE', 1, true, 0n, 0n, true],
  ['EL2 without HCE', 2, true, 0n, 0n, true],
  ['EL1 with EL3 and HCD', 1, true, hce, hcd, false],
  ['EL1 without EL3, with HCD', 1, false, 0n, hcd, true],
  ['EL1 without EL3', 1, false, 0n, 0n, false],
  ['EL0 without EL3', 0, false, hce, 0n, true],
] as const)('HVC at %s', (_where, level, hasEl3, scr, hcr, undefinedHvc) => {
  expect(isHvcUndefined(level, hasEl3, Number(scr), Number(hcr))).toBe(undefinedHvc);
});

describe('what an instruction causes', () => {
  const enabled = { scr_el3: hce, hcr_el2: 1n << 31n, cpacr_el1: 3n << 20n } as const;
  test.each<[string, number, bigint, Partial<Record<RegisterName, bigint>>, string | undefined]>([
    ['hvc at EL1', 0xd4000022, 0x3c5n, {}, 'hvc'],
    ['hvc at EL1 without HCE', 0xd4000022, 0x3c5n, { scr_el3: 0n }, 'undefined'],
    ['hvc at EL0', 0xd4000022, 0x0n, {}, 'undefined'],
    ['smc at EL1', 0xd4000123, 0x3c5n, {}, undefined],
    ['smc at EL1 with TSC', 0xd4000123, 0x3c5n, { hcr_el2: 1n << 19n }, 'smc'],
    ['smc at EL2 with TSC', 0xd4000123, 0x3c9n, { hcr_el2: 1n << 19n }, undefined],
    ['smc at EL0', 0xd4000123, 0x0n, {}, 'undefined'],
    ['eret at EL0', 0xd69f03e0, 0x0n, {}, 'undefined'],
    ['msr ttbr0_el1, x3 with TVM', 0xd5182003, 0x3c5n, { hcr_el2: 1n << 26n }, 'system-register'],
    ['msr ttbr0_el1, x3 at EL2 with TVM', 0xd5182003, 0x3c9n, { hcr_el2: 1n << 26n }, undefined],
    ['mrs x3, ttbr0_el1 with TVM', 0xd5382003, 0x3c5n, { hcr_el2: 1n << 26n }, undefined],
    ['mrs x3, ttbr0_el1 with TRVM', 0xd5382003, 0x3c5n, { hcr_el2: 1n << 30n }, 'system-register'],
    ['tlbi vmalle1 with TTLB', 0xd508871f, 0x3c5n, { hcr_el2: 1n << 25n }, 'system-register'],
    ['wfi with TWI', 0xd503207f, 0x3c5n, { hcr_el2: 1n << 13n }, 'wfx-trap'],
    ['wfe with TWI', 0xd503205f, 0x3c5n, { hcr_el2: 1n << 13n }, undefined],
    ['wfi at EL0 without nTWI', 0xd503207f, 0x0n, {}, 'wfx-trap'],
    ['wfi at EL0 with nTWI', 0xd503207f, 0x0n, { sctlr_el1: 1n << 16n }, undefined],
    ['fmov d0, x1 at EL0 with FPEN 01', 0x9e670020, 0x0n, { cpacr_el1: 1n << 20n }, 'fp-trap'],
    ['fmov d0, x1 at EL1 with FPEN 01', 0x9e670020, 0x3c5n, { cpacr_el1: 1n << 20n }, undefined],
    ['fmov d0, x1 at EL2 with TFP', 0x9e670020, 0x3c9n, { cptr_el2: 1n << 10n }, 'fp-trap'],
    ['mrs x0, fpcr at EL2 with TFP', 0xd53b4400, 0x3c9n, { cptr_el2: 1n << 10n }, 'fp-trap'],
    [
      'str x0, [sp] with a bad SP and SA',
      0xf90003e0,
      0x3c9n,
      { sp_el2: 8n, sctlr_el2: 8n },
      'sp-alignment',
    ],
    ['str x0, [sp] with a bad SP without SA', 0xf90003e0, 0x3c9n, { sp_el2: 8n }, undefined],
    [
      'str x0, [sp] at EL0 with SA0',
      0xf90003e0,
      0x0n,
      { sp_el0: 8n, sctlr_el1: 16n },
      'sp-alignment',
    ],
    [
      'str x0, [x1] with a bad SP and SA',
      0xf9000020,
      0x3c9n,
      { sp_el2: 8n, sctlr_el2: 8n },
      undefined,
    ],
    [
      'prfm pldl1keep, [sp] with a bad SP and SA',
      0xf98003e0,
      0x3c9n,
      { sp_el2: 8n, sctlr_el2: 8n },
      undefined,
    ],
  ])('%s', (_what, word, pstate, given, kind) => {
    const state = createState();
    state.set('pstate', pstate);
    for (const [name, value] of Object.entries({ ...enabled, ...given })) {
      state.set(name as RegisterName, value);
    }
    expect(instructionException(decodeInstruction(instructionWord(word)), state)?.kind).toBe(kind);
  });
});

// M is bit 0 of SCTLR_ELx, E0E bit 24, EE bit 25; of HCR_EL2 VM is bit 0, DC bit 12, TGE bit 27.
test.each<[string, bigint, Readonly<Partial<Record<RegisterName, bigint>>>, boolean]>([
  ['EL0', 0x3c0n, {}, false],
  ['EL0 with SCTLR_EL1.M', 0x3c0n, { sctlr_el1: 1n }, true],
  ['EL0 with SCTLR_EL1.M under TGE', 0x3c0n, { sctlr_el1: 1n, hcr_el2: 1n << 27n }, false],
  ['EL1 with SCTLR_EL1.M', 0x3c5n, { sctlr_el1: 1n }, true],
  ['EL1 with SCTLR_EL2.M', 0x3c5n, { sctlr_el2: 1n }, false],
  ['EL1 with HCR_EL2.VM', 0x3c5n, { hcr_el2: 1n }, true],
  ['EL1 with HCR_EL2.DC', 0x3c5n, { hcr_el2: 1n << 12n }, true],
  ['EL2 with HCR_EL2.VM and DC', 0x3c9n, { hcr_el2: 0x1001n }, false],
  ['EL2 with SCTLR_EL1.M', 0x3c9n, { sctlr_el1: 1n }, false],
  ['EL2 with SCTLR_EL2.M', 0x3c9n, { sctlr_el2: 1n }, true],
  ['EL1 with SCTLR_EL1.EE', 0x3c5n, { sctlr_el1: 1n << 25n }, true],
  ['EL1 with SCTLR_EL1.E0E', 0x3c5n, { sctlr_el1: 1n << 24n }, false],
  ['EL0 with SCTLR_EL1.E0E under TGE', 0x3c0n, { sctlr_el1: 1n << 24n, hcr_el2: 1n << 27n }, true],
  ['EL0 with SCTLR_EL1.EE', 0x3c0n, { sctlr_el1: 1n << 25n }, false],
  ['EL2 with SCTLR_EL2.EE', 0x3c9n, { sctlr_el2: 1n << 25n }, true],
])('whether %s is translated', (_what, pstate, given, translated) => {
  const state = createState();
  state.set('pstate', pstate);
  for (const [name, value] of Object.entries(given)) {
    state.set(name as RegisterName, value);
  }
  expect(isTranslated(state)).toBe(translated);
});
