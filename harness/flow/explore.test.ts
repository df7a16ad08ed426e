import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RegisterName } from '../architecture/registers.ts';
import { memoryMap } from '../calls/memory-map.ts';
import { createMachine } from '../machine/unicorn/unicorn-machine.ts';
import type { Values } from '../testing/flow/bench.ts';
import { Bench, isFixed } from '../testing/flow/bench.ts';
import type { Exploration, UncoveredPath } from './explore.ts';
import { explore } from './explore.ts';
import { follow } from './follow.ts';
import { newFlowLanguage } from './following.ts';
import { printValue } from './print.ts';

let bench: Bench;
beforeAll(() => {
  bench = new Bench(createMachine);
});
afterAll(() => bench.close());

/** Explores the code with any value in each of the free registers. */
function explored(
  vector: readonly number[],
  free: readonly RegisterName[],
  { values = {}, most = 100 }: { readonly values?: Values; readonly most?: number } = {},
): Exploration {
  const { step } = bench.prepare({ vector, values });
  const language = newFlowLanguage();
  return explore({
    language,
    isFree: (source) => source.kind === 'register' && free.includes(source.register),
    call: (chosen) => {
      const changed = [...chosen].map(([source, value]) => [
        source.kind === 'register' ? source.register : '',
        value,
      ]);
      const record = step(Object.fromEntries(changed) as Values);
      return { record, flow: follow(record, { isFixed, scrambled: new Set() }, language) };
    },
    most,
  });
}

/** What x0 becomes on each way, and the instructions of it. */
function ways({ paths }: Exploration): string[] {
  return paths
    .map(({ flow, conditions }) =>
      [
        ...conditions.map(
          ({ expression, holds }) =>
            `${holds ? '' : 'not '}${printValue(flow, expression, () => undefined)}`,
        ),
        printValue(flow, flow.after.register('x0'), () => undefined),
      ].join(', '),
    )
    .toSorted();
}

function reasons(uncovered: readonly UncoveredPath[]): string[] {
  return uncovered.map(({ reason }) => reason);
}

// The words are GNU as 2.40's.
describe('explore', () => {
  test('nested conditions on several registers', () => {
    const found = explored(
      [
        0xf1000c3f, // cmp x1, #3
        0x54000083, // b.lo .+16
        0xb40000a2, // cbz x2, .+20
        0xd2800020, // mov x0, #1
        0xd69f03e0, // eret
        0xf100043f, // cmp x1, #1
        0x54000080, // b.eq .+16
        0xd2800040, // mov x0, #2
        0xd69f03e0, // eret
        0xd69f03e0, // eret
        0xd2800060, // mov x0, #3
        0xd69f03e0, // eret
      ],
      ['x1', 'x2'],
    );
    expect(found.uncovered).toEqual([]);
    expect(ways(found)).toEqual([
      'not x1 < 0x3, not x2 = 0x0, 0x1',
      'not x1 < 0x3, x2 = 0x0, 0x2',
      'x1 < 0x3, not x1 = 0x1, 0x2',
      'x1 < 0x3, x1 = 0x1, 0x3',
    ]);
  });

  test('a way that no value leads to is none', () => {
    const found = explored(
      [
        0xf1000c3f, // cmp x1, #3
        0x54000083, // b.lo .+16
        0xf100043f, // cmp x1, #1
        0x54000060, // b.eq .+12
        0xd2800020, // mov x0, #1
        0xd69f03e0, // eret
        0xd2800040, // mov x0, #2
        0xd69f03e0, // eret
      ],
      ['x1'],
    );
    expect(found.uncovered).toEqual([]);
    expect(ways(found)).toEqual(['not x1 < 0x3, not x1 = 0x1, 0x1', 'x1 < 0x3, x0']);
  });

  test('what is not free stays as it is', () => {
    const vector = [
      0xb4000042, // cbz x2, .+8
      0xb4000041, // cbz x1, .+8
      0xd69f03e0, // eret
      0xd2800020, // mov x0, #1
      0xd69f03e0, // eret
    ];
    expect(ways(explored(vector, ['x1']))).toEqual(['not x1 = 0x0, x0', 'x1 = 0x0, 0x1']);
    expect(ways(explored(vector, ['x1'], { values: { x2: 0n } }))).toEqual(['x0']);
  });

  test('a table of branches: one value of the target for each way', () => {
    const found = explored(
      [
        0xf100083f, // cmp x1, #2
        0x54000102, // b.hs .+32
        0x10000069, // adr x9, .+12
        0x8b010d29, // add x9, x9, x1, lsl #3
        0xd61f0120, // br x9
        0xd2800020, // mov x0, #1
        0xd69f03e0, // eret
        0xd2800040, // mov x0, #2
        0xd69f03e0, // eret
        0xd2800060, // mov x0, #3
        0xd69f03e0, // eret
      ],
      ['x1'],
    );
    expect(found.paths.map(({ record }) => record.after.get('x0')).toSorted()).toEqual([
      1n,
      2n,
      3n,
    ]);
    expect(found.uncovered).toEqual([]);
  });

  test('an address that a caller chooses', () => {
    const found = explored(
      [
        0xf9400020, // ldr x0, [x1]
        0xd69f03e0, // eret
      ],
      ['x1'],
      {
        values: { x1: memoryMap.data.address },
      },
    );
    expect(reasons(found.uncovered)).toEqual(['an address depends on what a caller chooses']);
    expect(found.uncovered[0]?.at).toBe(memoryMap.image.address + 0x400n);
  });

  test('a target that a caller chooses', () => {
    const found = explored(
      [
        0xd61f0020, // br x1
      ],
      ['x1'],
      { most: 1000 },
    );
    expect(reasons(found.uncovered)).toEqual(['a branch or return goes to more than 32 addresses']);
  });

  test('a condition that is opaque', () => {
    const found = explored(
      [
        0x9e670020, // fmov d0, x1
        0x1e602008, // fcmp d0, #0.0
        0x54000020, // b.eq .+4
        0xd69f03e0, // eret
      ],
      ['x1'],
    );
    expect(reasons(found.uncovered)).toEqual([
      'a condition depends on a value that is not followed',
    ]);
  });

  test('a condition that takes two registers at once', () => {
    const found = explored(
      [
        0xeb02003f, // cmp x1, x2
        0x54000041, // b.ne .+8
        0xb4000021, // cbz x1, .+4
        0xd69f03e0, // eret
      ],
      ['x1', 'x2'],
    );
    expect(found.paths).toHaveLength(2);
    expect(reasons(found.uncovered)).toEqual(['several inputs decide together']);
  });

  test('a flow that is refused', () => {
    const found = explored(
      [
        0xf94003e9, // ldr x9, [sp]
        0xd69f03e0, // eret
      ],
      ['x1'],
      { values: { sctlr_el2: 0x30c5_1831n } },
    );
    expect(reasons(found.uncovered)).toEqual(['it accesses memory with the MMU on']);
  });

  test('no more ways than asked for', () => {
    // Eight bits, each tested: 256 ways.
    const vector = [
      ...Array.from({ length: 8 }, (_, bit) => 0x36000021 + bit * 2 ** 19),
      0xd69f03e0,
    ];
    expect(explored(vector, ['x1'], { most: 1000 }).paths).toHaveLength(256);
    const found = explored(vector, ['x1'], { most: 5 });
    expect(found.paths).toHaveLength(5);
    expect([...new Set(reasons(found.uncovered))]).toEqual(['more than 5 ways']);
  });

  test('a call that leaves the way that it was made for is a defect', () => {
    const { step } = bench.prepare({
      vector: [
        0xb4000041, // cbz x1, .+8
        0xd69f03e0, // eret
        0xd2800020, // mov x0, #1
        0xd69f03e0, // eret
      ],
    });
    const language = newFlowLanguage();
    const setting = {
      language,
      isFree: () => true,
      // Whatever is asked for: x1 is not 0.
      call: () => {
        const record = step();
        return { record, flow: follow(record, { isFixed, scrambled: new Set() }, language) };
      },
      most: 10,
    };
    expect(() => explore(setting)).toThrow('a call leaves the way that it was made for');
  });
});
