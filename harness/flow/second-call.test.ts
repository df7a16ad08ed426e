import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CallRecord } from '../calls/call-record.ts';
import { memoryMap } from '../calls/memory-map.ts';
import { createImaginaryMachine } from '../testing/machine/engines.ts';
import type { Values } from '../testing/flow/bench.ts';
import { Bench, isFixed, places } from '../testing/flow/bench.ts';
import type { Flow } from './flow.ts';
import { follow } from './follow.ts';
import type { SecondCall } from './second-call.ts';
import { disagreement, secondCall } from './second-call.ts';
import type { Source } from './source.ts';

const data = memoryMap.data.address;

let bench: Bench;
beforeAll(() => {
  bench = new Bench(createImaginaryMachine);
});
afterAll(() => bench.close());

interface Pair {
  readonly flow: Flow;
  readonly base: CallRecord;
  readonly other: SecondCall;
  readonly second: CallRecord;
}

/** A call of the code, followed, and another one with these values as far as its way allows. */
function pair(vector: readonly number[], values: Values, proposed: Values): Pair {
  const { step } = bench.prepare({ vector, values });
  const base = step();
  const flow = follow(base, { isFixed, scrambled: new Set() });
  const proposals = new Map<Source, bigint>(
    Object.entries(proposed).map(([register, value]) => [
      flow.sources.register(register as keyof Values),
      value,
    ]),
  );
  const other = secondCall(flow, proposals);
  const changes = [...other.changed].map(([source, value]) => [
    source.kind === 'register' ? source.register : '',
    value,
  ]);
  return { flow, base, other, second: step(Object.fromEntries(changes) as Values) };
}

const name = (source: Source): string => ('register' in source ? source.register : source.kind);

function shown({ changed, pinned }: SecondCall): unknown {
  return {
    changed: Object.fromEntries([...changed].map(([source, value]) => [name(source), value])),
    pinned: pinned.map(name),
  };
}

// The words are GNU as 2.40's.
describe('secondCall', () => {
  const below = [
    0xf100403f, // cmp x1, #16
    0x54000043, // b.lo .+8
    0xd2800020, // mov x0, #1
    0xd69f03e0, // eret
  ];

  test('takes a loop without an end as it is, wherever in it that is seen', () => {
    const loop = [
      0xd61f0020, // br x1
      0xd503201f, // nop
      0x17fffffe, // b .-8
    ];

    const { other } = pair(loop, { x1: places.vector + 8n }, { x1: 0n, x2: 5n });

    expect(shown(other)).toEqual({ changed: { x2: 5n }, pinned: ['x1'] });
  });

  test('changes what the way does not pin', () => {
    expect(shown(pair(below, { x1: 20n }, { x1: 21n, x2: 5n }).other)).toEqual({
      changed: { x1: 21n, x2: 5n },
      pinned: [],
    });
  });

  test('takes another solution where a proposal leaves the way', () => {
    // The smallest that is not what it was.
    expect(shown(pair(below, { x1: 20n }, { x1: 3n }).other)).toEqual({
      changed: { x1: 16n },
      pinned: [],
    });
  });

  test('lists what has no other solution', () => {
    const { other } = pair(
      [
        0xf9400020, // ldr x0, [x1]
        0xd69f03e0, // eret
      ],
      { x1: data },
      { x1: 8n, x2: 5n },
    );
    expect(shown(other)).toEqual({ changed: { x2: 5n }, pinned: ['x1'] });
  });
});

describe('disagreement', () => {
  const store = [
    0xf9000041, // str x1, [x2]
    0x91000423, // add x3, x1, #1
    0xd69f03e0, // eret
  ];
  const stored = (): Pair => pair(store, { x1: 1n, x2: data, x3: 2n }, { x1: 0x4444n });

  test('none where the machine does what the flow says', () => {
    const { flow, base, other, second } = stored();
    expect(disagreement(flow, base, other, second)).toBeUndefined();
  });

  test.each<[string, (second: CallRecord) => CallRecord, string]>([
    [
      'a register that the flow gives another value',
      (second) => {
        second.after.set('x3', 0x4446n);
        return second;
      },
      'x3 becomes 0x4446',
    ],
    [
      'a register that the flow leaves alone',
      (second) => {
        second.after.set('x9', 1n);
        return second;
      },
      'x9 becomes 0x1',
    ],
    [
      'a byte',
      (second) => ({
        ...second,
        writes: second.writes.map((write) => ({ ...write, after: write.after ^ 0x100n })),
      }),
      'the byte at 0x40300001 becomes 0x45',
    ],
    [
      'a byte that is stored besides',
      (second) => ({
        ...second,
        writes: [...second.writes, { address: data + 8n, size: 1, before: 0n, after: 9n }],
      }),
      'the byte at 0x40300008 becomes 0x9',
    ],
    [
      'a store that is missing',
      (second) => ({ ...second, writes: [] }),
      'the byte at 0x40300000 is not stored',
    ],
    [
      'another end',
      (second) => ({ ...second, outcome: 'spun', pc: places.vector }),
      'the same way ends as spun at 0x140000400',
    ],
    [
      'the same end elsewhere',
      (second) => ({ ...second, pc: places.caller }),
      'the same way ends as returned at 0x150000000',
    ],
  ])('%s', (_, plant, text) => {
    const { flow, base, other, second } = stored();
    expect(disagreement(flow, base, other, plant(second))).toBe(text);
  });

  test('none with a call that goes round for ever, which ends anywhere', () => {
    // add x3, x3, x1; b .-4: with an x1 of 0 the same state comes again, with another one it does not.
    const { flow, base, other, second } = pair(
      [
        0x8b010063, // add x3, x3, x1
        0x17ffffff, // b .-4
      ],
      { x1: 0n },
      { x1: 1n },
    );
    expect([base.outcome, second.outcome]).toEqual(['spun', 'out-of-budget']);
    expect(disagreement(flow, base, other, second)).toBeUndefined();
  });

  test('one with a call that ends at a branch to itself', () => {
    const { flow, base, other, second } = pair(
      [
        0xaa0103e3, // mov x3, x1
        0x14000000, // b .
      ],
      { x1: 0n },
      { x1: 1n },
    );
    second.after.set('x3', 5n);
    expect(disagreement(flow, base, other, second)).toBe('x3 becomes 0x5');
  });
});
