import type { Comparison } from '../../comparison/comparison.ts';
import type { Measurement } from '../../sweep/measure.ts';
import type { ImmediateSweep, ImmediateBehaviour } from '../../sweep/immediate-sweep-result.ts';

function behaviour(effect: string, more: Partial<ImmediateBehaviour> = {}): ImmediateBehaviour {
  return {
    name: effect,
    effect,
    clobbers: [],
    stores: [],
    outcome: 'returned',
    consequence: 'nothing',
    example: { caller: 'host', selector: 'random', immediate: 0xa5c3 },
    proved: true,
    trace: ['0x140000400  vectors+0x400  b 0x140000800'],
    ...more,
  };
}

/** For the reports' tests: one table, one row; immediate 1 does something else than the rest. */
export function exampleSweep(vectors: string, effects: readonly [string, string]): ImmediateSweep {
  const [rest, one] = effects;
  return {
    schema: 'hcall.sweep/1',
    vectors,
    abi: vectors,
    seed: 1,
    behaviours: [
      behaviour(rest, { clobbers: ['x17 = 0x16'] }),
      behaviour(one, { consequence: 'dangerous', stores: ['8 bytes at SP_EL2 - 0x8 = x1'] }),
    ],
    rows: [
      {
        table: 'stub',
        caller: 'host',
        selector: { name: 'random', register: 'x0' },
        complete: true,
        runs: [
          [0, 0, 0],
          [1, 1, 1],
          [2, 0xffff, 0],
        ],
      },
    ],
    failures: [],
  };
}

const measured: Measurement = {
  name: 'x0 = VBAR_EL2',
  clobbers: ['x17 = 0x16'],
  stores: [],
  outcome: 'returned',
  consequence: 'wrong-value',
  caller: 'host',
  immediate: 1,
  inputs: [],
  changes: [
    { register: 'x0', value: 'VBAR_EL2' },
    { register: 'x17', value: '0x16' },
  ],
  stack: 0,
  events: [],
  instructions: 10,
};

/** Text in it tries to end the markup that it is put into. */
export function exampleComparison(): Comparison {
  const a = exampleSweep('old', ['nothing', 'x0 = VBAR_EL2']);
  const b = exampleSweep('new', ['nothing', '</script><b>x0 | x1']);
  return {
    schema: 'hcall.compare/1',
    seed: 1,
    a,
    b,
    operations: [
      {
        name: 'GET',
        table: 'stub',
        a: { call: 'HVC #1', measured, declaredClobbers: ['x17', 'x18'] },
      },
    ],
    unconverted: [
      {
        from: 'a',
        operation: 'GET',
        table: 'stub',
        call: 'HVC #1',
        means: 'x0 = VBAR_EL2',
        gets: 'calls x0',
        consequence: 'dangerous',
      },
    ],
    differences: [
      {
        table: 'stub',
        rows: [
          { caller: 'host', selector: 'x0 random' },
          { caller: 'guest', selector: 'x0 random' },
        ],
        differences: [{ from: 1, to: 1, first: 'x0 = VBAR_EL2', second: 'calls x0' }],
      },
    ],
    disagreements: { a: [], b: [] },
    namespace: [
      {
        user: 'Xen',
        call: 'HVC #0xea1',
        side: 'a',
        table: 'stub',
        host: 'nothing',
        hostConsequence: 'nothing',
        guest: 'guest exit',
        guestConsequence: 'trap',
      },
    ],
  };
}
