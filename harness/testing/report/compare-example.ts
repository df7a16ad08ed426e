import type { Comparison } from '../../comparison/comparison.ts';
import type { Measurement } from '../../sweep/measure.ts';
import { exampleHeader } from './example-header.ts';

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

type DifferentClass = Comparison['differences'][number]['callers'][number]['classes'][number];

const differing: DifferentClass = {
  kind: 'effect',
  when: 'immediate = 0x1, x0 != 0x0',
  first: 'x0 = VBAR_EL2',
  second: '</script><b>x0 | x1',
  consequence: 'dangerous',
  example: { immediate: 1, values: [{ name: 'x0', value: '0x1' }] },
  traces: [['0x140000400  vectors+0x400  b 0x140000800'], []],
};

const losing: DifferentClass = {
  kind: 'lost',
  when: 'immediate != 0x1',
  first: 'nothing; loses x17',
  second: 'nothing; loses no register',
  consequence: 'same',
  example: { immediate: 0, values: [] },
};

/** Text in it tries to end the markup that it is put into. */
export function exampleComparison(): Comparison {
  return {
    ...exampleHeader('compare'),
    a: { vectors: 'old', abi: 'x0' },
    b: { vectors: 'new', abi: 'immediate' },
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
        tables: ['stub', 'stub'],
        callers: ['host', 'guest'].map((caller) => ({
          caller,
          classes: [differing, losing],
          notCovered: [],
        })),
      },
    ],
    unmatched: [],
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
    assumptions: ['x0 is no address of the image'],
    failures: [],
  };
}
