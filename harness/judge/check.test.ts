import { describe, expect, test } from '@jest/globals';
import { constant, input } from '../expression/expression.ts';
import type { Expected } from '../abi/expression.ts';
import type { RegisterName } from '../architecture/registers.ts';
import type { Call } from './call.ts';
import { Check } from './check.ts';
import { exampleCall, exampleTrial, stateWith } from '../testing/judge/example-call.ts';
import type { CallRecord } from '../calls/call-record.ts';

const anything: Expected = { kind: 'any' };
const base: Expected = input({ kind: 'input', name: 'base' }, 64);

function codes(call: Call, trial: CallRecord): string[] {
  return new Check(call)
    .findings(trial)
    .map(({ code, subject }) =>
      subject.kind === 'register' ? `${code} ${subject.register}` : `${code} ${subject.kind}`,
    );
}

interface Row {
  readonly name: string;
  readonly call?: Partial<Call>;
  readonly after?: Partial<Record<RegisterName, bigint>>;
  readonly trial?: Partial<CallRecord>;
  readonly findings: readonly string[];
}

const rows: readonly Row[] = [
  { name: 'nothing changed', findings: [] },
  {
    name: 'a general register changed',
    after: { x9: 1n },
    findings: ['broken-clobber-contract x9'],
  },
  {
    name: 'the high half of a vector register changed',
    after: { v3: 1n << 127n },
    findings: ['broken-clobber-contract v3'],
  },
  {
    name: 'several changed, in layout order',
    after: { tpidr_el2: 1n, x30: 1n, x2: 1n },
    findings: [
      'broken-clobber-contract x2',
      'broken-clobber-contract x30',
      'broken-clobber-contract tpidr_el2',
    ],
  },
  {
    name: 'a clobber that is allowed',
    call: { mayChange: new Set(['x9']) },
    after: { x9: 1n },
    findings: [],
  },
  {
    name: 'the syndrome of the call itself',
    after: { esr_el2: 1n, elr_el2: 2n, far_el2: 3n },
    findings: [],
  },
  { name: 'a counter', after: { cntvct_el0: 99n }, findings: [] },
  { name: 'ISTATUS of a timer', after: { cntv_ctl_el0: 4n }, findings: [] },
  {
    name: 'ENABLE of a timer',
    after: { cntv_ctl_el0: 1n },
    findings: ['broken-clobber-contract cntv_ctl_el0'],
  },
  {
    name: 'an unbalanced stack',
    after: { sp_el2: 0x1_5070_3ef0n },
    findings: ['unbalanced-stack sp_el2'],
  },
  {
    name: 'a result that is right',
    call: { results: new Map([['vbar_el2', base]]), mayChange: new Set(['vbar_el2']) },
    after: { vbar_el2: 7n },
    findings: [],
  },
  {
    name: 'a result that is wrong',
    call: { results: new Map([['vbar_el2', base]]), mayChange: new Set(['vbar_el2']) },
    after: { vbar_el2: 8n },
    findings: ['wrong-value vbar_el2'],
  },
  {
    name: 'a result that may be anything',
    call: { results: new Map([['x0', anything]]), mayChange: new Set(['x0']) },
    after: { x0: 8n },
    findings: [],
  },
  {
    name: 'another outcome, which makes the rest meaningless',
    after: { x9: 1n },
    trial: { outcome: 'spun' },
    findings: ['wrong-outcome outcome'],
  },
  {
    name: 'another PSTATE, besides which the rest is judged',
    after: { x9: 1n, pstate: 0x2000_03c5n },
    trial: { outcome: 'returned-wrong-state' },
    findings: ['wrong-outcome pstate', 'broken-clobber-contract x9'],
  },
  {
    name: 'other flags of a function that may change them',
    call: { mayChangeFlags: true },
    after: { pstate: 0x2000_03c5n },
    trial: { outcome: 'returned-wrong-state' },
    findings: [],
  },
  {
    name: 'more than other flags of it',
    call: { mayChangeFlags: true },
    after: { pstate: 0x2000_0345n },
    trial: { outcome: 'returned-wrong-state' },
    findings: ['wrong-outcome pstate'],
  },
  {
    name: 'another PSTATE than callers have, where EL2 returned elsewhere',
    call: { outcome: 'returned-elsewhere' },
    after: { pstate: 0x5n },
    trial: { outcome: 'returned-elsewhere' },
    findings: ['broken-clobber-contract pstate'],
  },
  {
    name: 'other flags there',
    call: { outcome: 'returned-elsewhere' },
    after: { pstate: 0x2000_03c5n },
    trial: { outcome: 'returned-elsewhere' },
    findings: [],
  },
  {
    name: 'the right outcome at the right label',
    call: { outcome: 'spun', at: { low: 0x40n, high: 0x44n, label: 'loop' } },
    trial: { outcome: 'spun', pc: 0x40n },
    findings: [],
  },
  {
    name: 'the right outcome at another label',
    call: { outcome: 'spun', at: { low: 0x40n, high: 0x44n, label: 'loop' } },
    trial: { outcome: 'spun', pc: 0x44n },
    findings: ['wrong-outcome outcome'],
  },
  {
    name: 'memory that holds what it must',
    call: {
      memory: [
        {
          address: 0x1_5040_0000n,
          size: 4,
          value: constant(-1n, 64),
        },
      ],
    },
    trial: { memory: [0xffff_ffffn] },
    findings: [],
  },
  {
    name: 'memory that does not',
    call: { memory: [{ address: 0x1_5040_0000n, size: 4, value: base }] },
    trial: { memory: [6n] },
    findings: ['wrong-memory memory'],
  },
  {
    name: 'a push into dead stack',
    trial: { writes: [{ address: 0x1_5070_3ef8n, size: 8, before: 0n, after: 1n }] },
    findings: [],
  },
  {
    name: 'a store over the live frame',
    trial: { writes: [{ address: 0x1_5070_3f00n, size: 8, before: 0n, after: 1n }] },
    findings: ['wrong-memory memory'],
  },
  {
    name: 'a store that is undone',
    trial: {
      writes: [
        { address: 0x1_5040_0000n, size: 8, before: 5n, after: 1n },
        { address: 0x1_5040_0000n, size: 8, before: 1n, after: 5n },
      ],
    },
    findings: [],
  },
  {
    name: 'a push below the stack',
    trial: { writes: [{ address: 0x1_506f_fff8n, size: 8, before: 0n, after: 1n }] },
    findings: ['store-outside-stack memory'],
  },
  {
    name: 'a store that the test names',
    call: { memory: [{ address: 0x1_5040_0000n, size: 8, value: constant(1n, 64) }] },
    trial: { memory: [1n], writes: [{ address: 0x1_5040_0000n, size: 8, before: 0n, after: 1n }] },
    findings: [],
  },
  {
    name: 'a function that is not called',
    call: { callee: { function: 'x0', arguments: new Map() } },
    findings: ['missing-call outcome'],
  },
  {
    name: 'a function that gets its argument',
    call: { callee: { function: 'x0', arguments: new Map([['x1', 'x0']]) } },
    trial: { called: [{ address: 0x1_4001_0000n, state: stateWith({ x1: 7n, sp_el2: 0x10n }) }] },
    findings: [],
  },
  {
    name: 'a function that gets another argument on another alignment',
    call: { callee: { function: 'x0', arguments: new Map([['x1', 'x0']]) } },
    trial: { called: [{ address: 0x1_4001_0000n, state: stateWith({ x1: 8n, sp_el2: 0x18n }) }] },
    findings: ['misaligned-stack-pointer sp_el2', 'wrong-argument x1'],
  },
];

describe('Check', () => {
  test.each(rows)('$name', ({ call = {}, after = {}, trial = {}, findings }) => {
    const judged = exampleCall(call);
    expect(codes(judged, exampleTrial(judged, after, trial))).toEqual(findings);
  });

  test('a call that ends at EL2 is compared with its entry, flags aside', () => {
    const call = exampleCall({ outcome: 'guest-exit', mayChange: new Set(['x0']) });
    const entry = call.state.clone();
    entry.set('pstate', 0x3c9n);
    entry.set('sp_el2', 0x1_5070_3f00n);
    const trial = exampleTrial(
      call,
      { pstate: 0x6000_03c9n, x0: 1n, x1: 2n, elr_el2: 0x1_5000_0004n, spsr_el2: 0x3c5n },
      {
        outcome: 'guest-exit',
        entry,
        exceptions: [
          {
            cause: { kind: 'hvc', immediate: 0 },
            targetEl: 2,
            slot: 'lower-a64/sync',
            vector: 0x1_4000_0400n,
            pstate: 0x3c9n,
            elr: 0x1_5000_0004n,
            spsr: 0x3c5n,
            esr: 0x5a00_0000n,
            far: undefined,
            hpfar: undefined,
          },
        ],
      },
    );
    expect(codes(call, trial)).toEqual(['broken-clobber-contract x1']);
  });
});
