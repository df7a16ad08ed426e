import { describe, expect, test } from '@jest/globals';
import { applyEntry, takeException } from './exception.ts';
import type { ExceptionCause } from './exception-cause.ts';
import type { RegisterName } from './registers.ts';
import { slotOffset, slots } from './slot.ts';
import type { Slot } from './slot.ts';
import { max } from './processor-model.ts';
import { createState } from './state.ts';
import type { State } from './state.ts';

const pc = 0x1000n;
const vbar1 = 0x8_0000n;
const vbar2 = 0x4000_0000n;
const rw = 1n << 31n;
const tge = 1n << 27n;

function at(pstate: bigint, given: Partial<Record<RegisterName, bigint>> = {}): State {
  const state = createState();
  state.set('pc', pc);
  state.set('pstate', pstate);
  state.set('vbar_el1', vbar1);
  state.set('vbar_el2', vbar2);
  state.set('hcr_el2', rw);
  state.set('cpacr_el1', 3n << 20n);
  for (const [name, value] of Object.entries(given)) {
    state.set(name as RegisterName, value);
  }
  return state;
}

interface Row {
  readonly what: string;
  readonly cause: ExceptionCause;
  readonly pstate: bigint;
  readonly given?: Partial<Record<RegisterName, bigint>>;
  readonly vector: bigint;
  readonly esr: bigint | undefined;
  /** Bytes from PC. */
  readonly elr: bigint;
  readonly far?: bigint;
  readonly hpfar?: bigint;
}

/** Measured on a full-system emulator. */
const measured: readonly Row[] = [
  {
    what: 'HVC #5 at EL1h, DAIF clear',
    cause: { kind: 'hvc', immediate: 5 },
    pstate: 0x5n,
    vector: vbar2 + 0x400n,
    esr: 0x5a000005n,
    elr: 4n,
  },
  {
    what: 'HVC #5 at EL1t, DAIF set',
    cause: { kind: 'hvc', immediate: 5 },
    pstate: 0x3c4n,
    vector: vbar2 + 0x400n,
    esr: 0x5a000005n,
    elr: 4n,
  },
  {
    what: 'HVC #0xffff at EL1h, NZCV 1111',
    cause: { kind: 'hvc', immediate: 0xffff },
    pstate: 0xf00003c5n,
    vector: vbar2 + 0x400n,
    esr: 0x5a00ffffn,
    elr: 4n,
  },
  {
    what: 'SMC #9 with TSC',
    cause: { kind: 'smc', immediate: 9 },
    pstate: 0x3c5n,
    vector: vbar2 + 0x400n,
    esr: 0x5e000009n,
    elr: 0n,
  },
  {
    what: 'MSR TTBR0_EL1, x3 with TVM',
    cause: {
      kind: 'system-register',
      read: false,
      encoding: { op0: 3, op1: 0, crn: 2, crm: 0, op2: 0 },
      rt: 3,
      target: 2,
    },
    pstate: 0x3c5n,
    vector: vbar2 + 0x400n,
    esr: 0x62300860n,
    elr: 0n,
  },
  {
    what: 'HVC #7 at EL2h',
    cause: { kind: 'hvc', immediate: 7 },
    pstate: 0x3c9n,
    vector: vbar2 + 0x200n,
    esr: 0x5a000007n,
    elr: 4n,
  },
  {
    what: 'HVC #7 at EL2t',
    cause: { kind: 'hvc', immediate: 7 },
    pstate: 0x3c8n,
    vector: vbar2,
    esr: 0x5a000007n,
    elr: 4n,
  },
  {
    what: 'HVC at EL0',
    cause: { kind: 'undefined' },
    pstate: 0n,
    vector: vbar1 + 0x400n,
    esr: 0x02000000n,
    elr: 0n,
  },
  {
    what: 'HVC at EL0 with TGE',
    cause: { kind: 'undefined' },
    pstate: 0n,
    given: { hcr_el2: rw | tge },
    vector: vbar2 + 0x400n,
    esr: 0x02000000n,
    elr: 0n,
  },
  {
    what: 'SVC #0x12 at EL0 with TGE',
    cause: { kind: 'svc', immediate: 0x12 },
    pstate: 0n,
    given: { hcr_el2: rw | tge },
    vector: vbar2 + 0x400n,
    esr: 0x56000012n,
    elr: 4n,
  },
  {
    what: 'BRK #0x3c at EL2h',
    cause: { kind: 'brk', immediate: 0x3c },
    pstate: 0x3c9n,
    vector: vbar2 + 0x200n,
    esr: 0xf200003cn,
    elr: 0n,
  },
  {
    what: 'illegal state at EL2h',
    cause: { kind: 'illegal-state' },
    pstate: 0x901003c9n,
    vector: vbar2 + 0x200n,
    esr: 0x3a000000n,
    elr: 0n,
  },
];

const abort = { address: 0xdead_0000n, status: 0x10 } as const;

const stage2 = (ipa: bigint, walk = false) => ({ ipa, walk, transfer: 0 });

/** After the Arm ARM, by hand. */
const derived: readonly Row[] = [
  {
    what: 'UNDEFINED at EL1h',
    cause: { kind: 'undefined' },
    pstate: 0x3c5n,
    vector: vbar1 + 0x200n,
    esr: 0x02000000n,
    elr: 0n,
  },
  {
    what: 'SVC at EL1t',
    cause: { kind: 'svc', immediate: 1 },
    pstate: 0x3c4n,
    vector: vbar1,
    esr: 0x56000001n,
    elr: 4n,
  },
  {
    what: 'HVC from A32',
    cause: { kind: 'hvc', immediate: 3 },
    pstate: 0x1d3n,
    given: { hcr_el2: 0n },
    vector: vbar2 + 0x600n,
    esr: 0x4a000003n,
    elr: 4n,
  },
  {
    what: 'SVC from T32 at EL0 with TGE',
    cause: { kind: 'svc', immediate: 1 },
    pstate: 0x30n,
    given: { hcr_el2: tge },
    vector: vbar2 + 0x600n,
    esr: 0x46000001n,
    elr: 2n,
  },
  {
    what: 'instruction abort at EL1',
    cause: { kind: 'instruction-abort', ...abort },
    pstate: 0x3c5n,
    vector: vbar1 + 0x200n,
    esr: 0x86000010n,
    elr: 0n,
    far: abort.address,
  },
  {
    what: 'instruction abort, stage 2',
    cause: { kind: 'instruction-abort', ...abort, status: 7, stage2: stage2(0x1_2345_6789n) },
    pstate: 0x3c5n,
    vector: vbar2 + 0x400n,
    esr: 0x82000007n,
    elr: 0n,
    far: abort.address,
    hpfar: 0x1234560n,
  },
  {
    what: 'instruction abort at EL2',
    cause: { kind: 'instruction-abort', ...abort },
    pstate: 0x3c9n,
    vector: vbar2 + 0x200n,
    esr: 0x86000010n,
    elr: 0n,
    far: abort.address,
  },
  {
    what: 'data abort of a store, stage 2, of a table walk',
    cause: { kind: 'data-abort', ...abort, status: 0xf, write: true, stage2: stage2(0n, true) },
    pstate: 0x3c5n,
    vector: vbar2 + 0x400n,
    esr: 0x920000cfn,
    elr: 0n,
    far: abort.address,
    hpfar: 0n,
  },
  {
    what: 'data abort of a load at EL2t',
    cause: { kind: 'data-abort', ...abort },
    pstate: 0x3c8n,
    vector: vbar2,
    esr: 0x96000010n,
    elr: 0n,
    far: abort.address,
  },
  {
    what: 'PC alignment at EL2',
    cause: { kind: 'pc-alignment' },
    pstate: 0x3c9n,
    vector: vbar2 + 0x200n,
    esr: 0x8a000000n,
    elr: 0n,
    far: pc,
  },
  {
    what: 'SP alignment at EL0 with TGE',
    cause: { kind: 'sp-alignment' },
    pstate: 0n,
    given: { hcr_el2: rw | tge },
    vector: vbar2 + 0x400n,
    esr: 0x9a000000n,
    elr: 0n,
  },
  {
    what: 'BRK at EL1 with MDCR_EL2.TDE',
    cause: { kind: 'brk', immediate: 1 },
    pstate: 0x3c5n,
    given: { mdcr_el2: 0x100n },
    vector: vbar2 + 0x400n,
    esr: 0xf2000001n,
    elr: 0n,
  },
  {
    what: 'FP at EL1 by CPTR_EL2.TFP',
    cause: { kind: 'fp-trap', target: 2 },
    pstate: 0x3c5n,
    given: { cptr_el2: 0x400n },
    vector: vbar2 + 0x400n,
    esr: 0x1fe00000n,
    elr: 0n,
  },
  {
    what: 'FP at EL1 by CPACR_EL1.FPEN',
    cause: { kind: 'fp-trap', target: 1 },
    pstate: 0x3c5n,
    given: { cptr_el2: 0x400n, cpacr_el1: 0n },
    vector: vbar1 + 0x200n,
    esr: 0x1fe00000n,
    elr: 0n,
  },
  {
    what: 'FP at EL0 by CPACR_EL1.FPEN under TGE is of no class',
    cause: { kind: 'fp-trap', target: 1 },
    pstate: 0n,
    given: { hcr_el2: rw | 0x800_0000n },
    vector: vbar2 + 0x400n,
    esr: 0x02000000n,
    elr: 0n,
  },
  {
    what: 'MRS x3, DAIF at EL0 by SCTLR_EL1.UMA',
    cause: {
      kind: 'system-register',
      read: true,
      encoding: { op0: 3, op1: 3, crn: 4, crm: 2, op2: 1 },
      rt: 3,
      target: 1,
    },
    pstate: 0n,
    vector: vbar1 + 0x400n,
    esr: 0x6232d065n,
    elr: 0n,
  },
  {
    what: 'MRS x3, DAIF at EL0 by SCTLR_EL1.UMA under TGE',
    cause: {
      kind: 'system-register',
      read: true,
      encoding: { op0: 3, op1: 3, crn: 4, crm: 2, op2: 1 },
      rt: 3,
      target: 1,
    },
    pstate: 0n,
    given: { hcr_el2: rw | 0x800_0000n },
    vector: vbar2 + 0x400n,
    esr: 0x6232d065n,
    elr: 0n,
  },
  {
    what: 'WFI with TWI',
    cause: { kind: 'wfx-trap', wfe: false, target: 2 },
    pstate: 0x3c5n,
    given: { hcr_el2: rw | 0x2000n },
    vector: vbar2 + 0x400n,
    esr: 0x07e00000n,
    elr: 0n,
  },
  {
    what: 'WFE with TWE',
    cause: { kind: 'wfx-trap', wfe: true, target: 2 },
    pstate: 0x3c5n,
    given: { hcr_el2: rw | 0x4000n },
    vector: vbar2 + 0x400n,
    esr: 0x07e00001n,
    elr: 0n,
  },
  {
    what: 'IRQ with IMO',
    cause: { kind: 'irq' },
    pstate: 0x5n,
    given: { hcr_el2: rw | 0x10n },
    vector: vbar2 + 0x480n,
    esr: undefined,
    elr: 0n,
  },
  {
    what: 'IRQ without IMO',
    cause: { kind: 'irq' },
    pstate: 0x5n,
    vector: vbar1 + 0x280n,
    esr: undefined,
    elr: 0n,
  },
  {
    what: 'FIQ with FMO',
    cause: { kind: 'fiq' },
    pstate: 0x5n,
    given: { hcr_el2: rw | 0x8n },
    vector: vbar2 + 0x500n,
    esr: undefined,
    elr: 0n,
  },
  {
    what: 'SError at EL2h',
    cause: { kind: 'serror' },
    pstate: 0x9n,
    vector: vbar2 + 0x380n,
    esr: 0xbe000000n,
    elr: 0n,
  },
  {
    what: 'MRS x5, SCTLR_EL1 with TRVM',
    cause: {
      kind: 'system-register',
      read: true,
      encoding: { op0: 3, op1: 0, crn: 1, crm: 0, op2: 0 },
      rt: 5,
      target: 2,
    },
    pstate: 0x3c5n,
    vector: vbar2 + 0x400n,
    esr: 0x623004a1n,
    elr: 0n,
  },
];

test.each([...measured, ...derived])(
  '$what',
  ({ cause, pstate, given, vector, esr, elr, far, hpfar }) => {
    const entry = takeException(cause, at(pstate, given));
    expect(entry).toMatchObject({ vector, esr, elr: pc + elr, spsr: pstate, far, hpfar });
  },
);

test('the table is that of VBAR without its low bits', () => {
  const entry = takeException(
    { kind: 'hvc', immediate: 0 },
    at(0x3c5n, { vbar_el2: vbar2 + 0x7ffn }),
  );
  expect(entry.vector).toBe(vbar2 + 0x400n);
});

test('NZCV stays, DAIF is masked, IL and SS are cleared', () => {
  const entry = takeException({ kind: 'illegal-state' }, at(0xf0300009n));
  expect(entry.pstate).toBe(0xf00003c9n);
});

describe('a chosen slot', () => {
  test.each(slots.map((slot, index): [Slot, number] => [slot, index * 0x80]))(
    '%s',
    (slot, offset) => {
      const entry = takeException({ kind: 'irq' }, at(0x3c5n), slot);
      expect([entry.slot, entry.targetEl, entry.vector]).toEqual([slot, 2, vbar2 + BigInt(offset)]);
      expect(slotOffset(slot)).toBe(offset);
    },
  );
});

test('taking it writes PC, PSTATE and the syndrome registers of EL2', () => {
  const state = at(0x600003c5n);
  applyEntry(
    state,
    takeException({ kind: 'data-abort', ...abort, stage2: stage2(0x5000n) }, state),
  );
  const names = ['pc', 'pstate', 'elr_el2', 'spsr_el2', 'esr_el2', 'far_el2', 'hpfar_el2'] as const;
  expect(names.map((name) => state.get(name))).toEqual([
    vbar2 + 0x400n,
    0x600003c9n,
    pc,
    0x600003c5n,
    0x92000010n,
    abort.address,
    0x50n,
  ]);
});

test('an interrupt leaves ESR and FAR alone', () => {
  const state = at(0x9n, { esr_el2: 1n, far_el2: 2n });
  applyEntry(state, takeException({ kind: 'irq' }, state));
  expect([state.get('esr_el2'), state.get('far_el2')]).toEqual([1n, 2n]);
});

test('a chosen syndrome', () => {
  const cause = {
    kind: 'synchronous',
    esr: 0x5a000001n,
    far: 1n,
    hpfar: 2n,
    preferredReturn: 'next',
  } as const;
  expect(takeException(cause, at(0x3c5n))).toMatchObject({
    esr: 0x5a000001n,
    far: 1n,
    hpfar: 2n,
    elr: pc + 4n,
  });
});

test('a mode that does not exist', () => {
  expect(() => takeException({ kind: 'irq' }, at(0x3c2n))).toThrow(RangeError);
});

/** PSTATE.PAN, by SCTLR_EL1.SPAN on the way to EL1; UAO and BTYPE are 0 at the vector, and what they were in SPSR. */
test.each<[string, ExceptionCause, bigint, bigint, bigint]>([
  ['EL1, SPAN 0', { kind: 'undefined' }, 0xc0_0805n, 0n, 0x40_03c5n],
  ['EL1, SPAN 0, PAN 0', { kind: 'undefined' }, 0x80_0805n, 0n, 0x40_03c5n],
  ['EL1, SPAN 1', { kind: 'undefined' }, 0xc0_0805n, 1n << 23n, 0x40_03c5n],
  ['EL1, SPAN 1, PAN 0', { kind: 'undefined' }, 0x80_0805n, 1n << 23n, 0x3c5n],
  ['EL2', { kind: 'hvc', immediate: 0 }, 0xc0_0805n, 0n, 0x40_03c9n],
  ['EL2, PAN 0', { kind: 'hvc', immediate: 0 }, 0x80_0805n, 0n, 0x3c9n],
])('PSTATE of max at %s', (_to, cause, pstate, sctlr, expected) => {
  const state = createState(max);
  state.set('hcr_el2', 1n << 31n);
  state.set('pstate', pstate);
  state.set('sctlr_el1', sctlr);
  const entry = takeException(cause, state);
  expect([entry.pstate, entry.spsr]).toEqual([expected, pstate]);
});

test('the syndrome of a trapped use of a key', () => {
  const state = createState(max);
  state.set('hcr_el2', 1n << 31n);
  state.set('pstate', 0x3c5n);
  expect(takeException({ kind: 'pac-trap', target: 2 }, state).esr).toBe(0x2600_0000n);
});
