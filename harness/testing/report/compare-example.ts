import type { Comparison, Ribbon } from '../../comparison/comparison.ts';
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

const longName = `calls a_symbol_${'of_the_kernel_'.repeat(6)}`;

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

/** What the host and the guest call: `differing`, and where `losing` loses other registers. */
const ribbon: Ribbon = {
  alike: [{ when: 'immediate = 0x1, x0 = 0x0', does: longName }],
  ranges: [
    {
      inputs: [{ input: 'immediate', low: '0x0', high: '0x0' }],
      first: 'nothing',
      second: 'nothing',
      class: 1,
    },
    {
      inputs: [
        { input: 'immediate', low: '0x1', high: '0x1' },
        { input: 'x0', low: '0x0', high: '0x0' },
      ],
      first: longName,
      second: longName,
      alike: 0,
    },
    {
      inputs: [
        { input: 'immediate', low: '0x1', high: '0x1' },
        { input: 'x0', low: '0x1', high: '0xffffffffffffffff' },
      ],
      first: 'x0 = VBAR_EL2',
      second: '</script><b>x0 | x1',
      class: 0,
    },
    {
      inputs: [{ input: 'immediate', low: '0x2', high: '0xffff' }],
      first: 'nothing',
      second: 'nothing',
      class: 1,
    },
  ],
};

/** Every call does one thing. */
const uniform: Ribbon = {
  alike: [{ when: 'always', does: 'undefined: taken to EL1' }],
  ranges: [
    {
      inputs: [],
      first: 'undefined: taken to EL1',
      second: 'undefined: taken to EL1',
      alike: 0,
    },
  ],
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
        callers: [
          ...['host', 'guest'].map((caller) => ({
            caller,
            classes: [differing, losing],
            notCovered: [],
            ribbon,
          })),
          { caller: 'el0', classes: [], notCovered: [], ribbon: uniform },
        ],
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

/** The same, with more ranges of an input within another than go across a window, and with some that are not known. */
export function manyRanges(): Comparison {
  const example = exampleComparison();
  const ranges = Array.from({ length: 24 }, (_, index): Ribbon['ranges'][number] => ({
    inputs: [
      { input: 'immediate', low: `0x${index >> 3}`, high: `0x${index >> 3}` },
      { input: 'x1', low: `0x${index & 7}`, high: `0x${index & 7}` },
    ],
    ...(index % 5 === 4 ? {} : { first: 'nothing', second: longName, class: index % 2 }),
  }));
  return {
    ...example,
    differences: [
      {
        tables: ['stub', 'stub'],
        callers: [
          {
            caller: 'host',
            classes: [differing, losing],
            notCovered: ['a loop'],
            ribbon: { alike: [], ranges },
          },
          {
            caller: 'guest',
            // The letters and digits of both are the same.
            classes: [differing, { ...differing, when: 'immediate = 0x1, x0 = 0x0' }],
            notCovered: [],
          },
        ],
      },
    ],
  };
}
