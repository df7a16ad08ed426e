import { describe, expect, test } from '@jest/globals';
import { encodeForm } from '../architecture/a64/instructions.ts';
import type { ExceptionEntry } from '../architecture/exception.ts';
import { takeException } from '../architecture/exception.ts';
import type { ExceptionCause } from '../architecture/exception-cause.ts';
import { preferredReturnOf } from '../architecture/esr.ts';
import type { Resumption } from '../architecture/return-address.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Outcome } from '../machine/machine.ts';
import { exampleCall, exampleTrial, stateWith } from '../testing/judge/example-call.ts';
import type { Step } from '../machine/machine.ts';
import type { Call } from './call.ts';
import { ReturnRule, returnNotes } from './returns.ts';

const eret = encodeForm('ERET');
const site = 0x4000_0000n;
const exit = 0x4020_0010n;

const smc: ExceptionCause = { kind: 'smc', immediate: 0 };
const hvc: ExceptionCause = { kind: 'hvc', immediate: 0 };
const irq: ExceptionCause = { kind: 'irq' };

function raised(esr: bigint): ExceptionCause {
  return { kind: 'synchronous', esr, preferredReturn: preferredReturnOf(esr) };
}

interface Row {
  readonly name: string;
  readonly causes?: readonly ExceptionCause[];
  readonly pstate?: bigint;
  /** ELR_EL2 at the end: bytes from the instruction on. */
  readonly distance: bigint;
  readonly returns?: Resumption;
  /** Of the exit at which the call ends. */
  readonly ofExit?: Resumption;
  readonly outcome?: Outcome;
  readonly expected?: Outcome;
  readonly mayChange?: readonly RegisterName[];
  readonly after?: Partial<Record<RegisterName, bigint>>;
  /** Code and register of each finding, with what is expected there. */
  readonly findings: readonly (readonly [code: string, register: string, expected: string])[];
}

const wrong = (distance: bigint): Row['findings'] => [
  ['wrong-return-address', 'elr_el2', `0x${(site + distance).toString(16)}`],
];

const rows: readonly Row[] = [
  { name: 'a trapped instruction, as it came', causes: [smc], distance: 0n, findings: [] },
  { name: 'a trapped instruction, left behind', causes: [smc], distance: 4n, findings: wrong(0n) },
  {
    name: 'a trapped instruction that the test wants behind it',
    causes: [smc],
    distance: 4n,
    returns: 'next',
    findings: [],
  },
  {
    name: 'a trapped instruction without the advance that the test wants',
    causes: [smc],
    distance: 0n,
    returns: 'next',
    findings: wrong(4n),
  },
  {
    name: 'a trapped instruction that is to execute again, and is left behind',
    causes: [smc],
    distance: 4n,
    returns: 'again',
    findings: wrong(0n),
  },
  { name: 'an HVC, as it came', causes: [hvc], distance: 4n, findings: [] },
  { name: 'an HVC that says so', causes: [hvc], distance: 4n, returns: 'next', findings: [] },
  { name: 'an HVC that is made again', causes: [hvc], distance: 0n, findings: wrong(4n) },
  {
    name: 'an HVC that is to be made again',
    causes: [hvc],
    distance: 0n,
    returns: 'again',
    findings: [],
  },
  { name: 'an interrupt, as it came', causes: [irq], distance: 0n, findings: [] },
  { name: 'an interrupt that skips', causes: [irq], distance: 4n, findings: wrong(0n) },
  { name: 'a raised SVC, as it came', causes: [raised(0x5600_0000n)], distance: 4n, findings: [] },
  {
    name: 'a data abort, left behind',
    causes: [raised(0x9200_0047n)],
    distance: 4n,
    findings: wrong(0n),
  },
  {
    name: 'a T32 instruction of 16 bits, behind it',
    causes: [raised(0x0c00_0000n)],
    pstate: 0x1f3n,
    distance: 2n,
    returns: 'next',
    findings: [],
  },
  {
    name: 'a T32 instruction of 16 bits, too far behind it',
    causes: [raised(0x0c00_0000n)],
    pstate: 0x1f3n,
    distance: 4n,
    returns: 'next',
    findings: wrong(2n),
  },
  {
    name: 'a T32 instruction of 32 bits, behind it',
    causes: [raised(0x0e00_0000n)],
    pstate: 0x1f3n,
    distance: 4n,
    returns: 'next',
    findings: [],
  },
  {
    name: 'ELR_EL2 is a result',
    causes: [smc],
    distance: 4n,
    mayChange: ['elr_el2'],
    findings: [],
  },
  {
    name: 'ELR_EL2 is a result, and the test says where the caller goes on',
    causes: [smc],
    distance: 0n,
    mayChange: ['elr_el2'],
    returns: 'next',
    findings: wrong(4n),
  },
  {
    name: 'the second of two traps is left behind, as it is to be',
    causes: [smc, smc],
    distance: 4n,
    returns: 'next',
    findings: [],
  },
  { name: 'nothing was trapped', causes: [], distance: 0n, findings: [] },
  {
    name: 'nothing was trapped, though the test says where that returns to',
    causes: [],
    distance: 0n,
    returns: 'next',
    findings: [['wrong-return-address', 'elr_el2', 'next']],
  },
  {
    name: 'a guest exit with both registers as they came',
    causes: [smc],
    distance: 0n,
    outcome: 'guest-exit',
    findings: [],
  },
  {
    name: 'a guest exit behind the instruction',
    causes: [smc],
    distance: 4n,
    outcome: 'guest-exit',
    findings: wrong(0n),
  },
  {
    name: 'a guest exit behind the instruction, as the exit says',
    causes: [smc],
    distance: 4n,
    outcome: 'guest-exit',
    ofExit: 'next',
    findings: [],
  },
  {
    name: 'an interrupt that leaves through the same exit',
    causes: [irq],
    distance: 0n,
    outcome: 'guest-exit',
    ofExit: 'next',
    findings: [],
  },
  {
    name: 'a guest exit where the test says otherwise than the exit',
    causes: [smc],
    distance: 4n,
    outcome: 'guest-exit',
    ofExit: 'next',
    returns: 'again',
    findings: wrong(0n),
  },
  {
    name: 'a guest exit to elsewhere',
    causes: [smc],
    distance: 0x100n,
    outcome: 'guest-exit',
    findings: wrong(0n),
  },
  {
    name: 'a guest exit with another SPSR_EL2',
    causes: [smc],
    distance: 0n,
    outcome: 'guest-exit',
    after: { spsr_el2: 0x3c4n },
    findings: [['broken-clobber-contract', 'spsr_el2', '0x3c5']],
  },
  {
    name: 'a guest exit with another SPSR_EL2, which is a result',
    causes: [smc],
    distance: 0n,
    outcome: 'guest-exit',
    after: { spsr_el2: 0x3c4n },
    mayChange: ['spsr_el2'],
    findings: [],
  },
  {
    name: 'a panic, which goes nowhere',
    causes: [smc],
    distance: 0x100n,
    outcome: 'panicked',
    findings: [],
  },
];

function entriesOf(causes: readonly ExceptionCause[], pstate: bigint): ExceptionEntry[] {
  const state = stateWith({ pc: site, pstate });
  return causes.map((cause) =>
    takeException(cause, state, cause === irq ? 'lower-a64/irq' : 'lower-a64/sync'),
  );
}

describe('ReturnRule', () => {
  test.each(rows)('$name', (row) => {
    const { causes = [], pstate = 0x3c5n, distance, outcome = 'returned' } = row;
    const call = exampleCall({
      state: stateWith({ pc: site, pstate }),
      outcome,
      returns: {
        declared: row.returns,
        atExits: new Map(row.ofExit === undefined ? [] : [[exit, row.ofExit]]),
      },
      mayChange: new Set(row.mayChange),
    });
    const trial = exampleTrial(
      call,
      { elr_el2: site + distance, spsr_el2: pstate, ...row.after },
      {
        outcome,
        pc: outcome === 'returned' ? site + 4n : exit,
        exceptions: entriesOf(causes, pstate),
      },
    );
    const findings: Parameters<ReturnRule['addFindings']>[1] = [];
    new ReturnRule(call).addFindings(trial, findings);
    expect(
      findings.map(({ code, subject, expected }) => [
        code,
        subject.kind === 'register' ? subject.register : subject.kind,
        expected,
      ]),
    ).toEqual(row.findings);
  });

  test.each([
    ['a routine of EL2 that gives back ELR_EL2 as its caller had it', true, 0x100n, 0],
    ['a routine of EL2 that leaves another one', true, 0x104n, 1],
    ['a call of EL2, which comes back by ERET', false, 0x100n, 1],
  ])('%s, and was interrupted', (_, mayChangeFlags, elr, count) => {
    const call = exampleCall({
      state: stateWith({ pc: site, pstate: 0x3c9n, elr_el2: 0x100n }),
      mayChangeFlags,
    });
    const exceptions = entriesOf([irq], 0x3c9n);
    const trial = exampleTrial(call, { elr_el2: elr }, { exceptions });
    const findings: Parameters<ReturnRule['addFindings']>[1] = [];
    new ReturnRule(call).addFindings(trial, findings);
    expect(findings).toHaveLength(count);
  });

  test.each<
    readonly [
      name: string,
      causes: readonly ExceptionCause[],
      returns: Resumption | undefined,
      outcome: Outcome,
      code: string | undefined,
    ]
  >([
    ['to be left behind', [smc, smc], 'next', 'exception-loop', 'wrong-return-address'],
    ['of which the test says nothing', [smc, smc], undefined, 'exception-loop', 'wrong-outcome'],
    ['in more states than one', [smc, smc], 'next', 'out-of-budget', 'wrong-return-address'],
    ['that was trapped once', [smc], 'next', 'out-of-budget', undefined],
    ['that is done', [hvc, hvc], 'next', 'exception-loop', undefined],
    ['that spins', [smc, smc], 'next', 'spun', undefined],
  ])('an endless trap of an instruction %s', (_, causes, declared, outcome, code) => {
    const call = exampleCall({ returns: { declared, atExits: new Map() } });
    const exceptions = entriesOf(causes, 0x3c5n);
    const trial = exampleTrial(call, { elr_el2: site }, { outcome, pc: site, exceptions });
    expect(new ReturnRule(call).endlessTrap(trial)?.code).toBe(code);
  });

  test('an endless trap that the test expects', () => {
    const call = exampleCall({ outcome: 'exception-loop' });
    const trial = exampleTrial(
      call,
      {},
      { outcome: 'out-of-budget', exceptions: entriesOf([smc, smc], 0x3c5n) },
    );
    expect(new ReturnRule(call).endlessTrap(trial)).toBeUndefined();
  });

  test.each<readonly [name: string, cause: ExceptionCause, more: Partial<Call>, notes: number]>([
    ['an SMC', raised(0x5e00_0000n), {}, 1],
    ['an MRC of CP15', raised(0x0e00_0021n), {}, 1],
    ['an FP instruction, which is allowed', raised(0x1fe0_0000n), {}, 0],
    ['an abort', raised(0x9200_0047n), {}, 0],
    ['an interrupt', irq, {}, 0],
    [
      'an SMC, as the test says',
      raised(0x5e00_0000n),
      { returns: { declared: 'again', atExits: new Map() } },
      0,
    ],
    ['an SMC that was executed', raised(0x5e00_0000n), { start: 'code' }, 0],
    [
      'an SMC whose ELR_EL2 is a result',
      raised(0x5e00_0000n),
      { mayChange: new Set(['elr_el2']) },
      0,
    ],
  ])('notes of %s that executes again', (_, cause, more, notes) => {
    const call = exampleCall({ start: { cause }, ...more });
    const steps: Step[] = [
      { address: 0x100n, word: eret, pstate: 0x3c9n, changes: [], reads: [], writes: [] },
    ];
    const exceptions = entriesOf([cause], 0x3c5n);
    const trial = exampleTrial(call, { elr_el2: site }, { exceptions, steps });
    expect(returnNotes(call, trial).map(({ code, by }) => [code, by])).toEqual(
      Array.from({ length: notes }, () => ['executes-again', 0x100n]),
    );
  });

  test.each<readonly [cause: ExceptionCause, distance: bigint, Resumption | undefined, RegExp]>([
    [smc, 4n, undefined, /^the caller goes on behind .*never executes.*'returns: next'$/],
    [smc, 4n, 'again', /^the caller goes on behind .*is to execute again$/],
    [smc, 0n, 'next', /^the caller executes .* again: ELR_EL2 is not moved behind it$/],
    [hvc, 0n, undefined, /^the caller executes .* again, though it is done.*'returns: again'$/],
    [irq, 4n, undefined, /^the instruction .*was only interrupted, is skipped$/],
  ])('says what is wrong: %#', (cause, distance, declared, message) => {
    const call = exampleCall({ returns: { declared, atExits: new Map() } });
    const trial = exampleTrial(
      call,
      { elr_el2: site + distance },
      { exceptions: entriesOf([cause], 0x3c5n) },
    );
    const findings: Parameters<ReturnRule['addFindings']>[1] = [];
    new ReturnRule(call).addFindings(trial, findings);
    expect(findings[0]?.message).toMatch(message);
  });
});
