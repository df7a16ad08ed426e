import { beforeAll, describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { bundledAbiFolder } from '../installation.ts';
import { sweep } from './sweep.ts';
import type { SweepOptions } from './sweep.ts';
import type { SweepResult } from './sweep-result.ts';

const tools = { seed: 7, includes: [], defines: [] };
const hostile = fileURLToPath(new URL('../testing/sweep/hostile/', import.meta.url));

function swept(
  text: string,
  { scope, ...more }: Partial<Omit<SweepOptions, 'scope'>> & { scope?: object } = {},
): Promise<SweepResult> {
  return sweep({
    vectors: {
      names: [text],
      abi: 'immediate',
      table: '__hyp_stub_vectors',
      cwd: hostile,
      abiFolders: [bundledAbiFolder],
    },
    tools,
    scope: { exhaustive: false, traces: false, ...scope },
    callers: ['host'],
    slots: false,
    jobs: 1,
    ...more,
  });
}

/** A store exclusive depends on the monitor, which depends on the address. */
const other = 'or something else, by registers that no caller sets';

/** The runs of one row, each behaviour by its name. */
function runsOf({ rows, behaviours }: SweepResult, selector = 'random', caller = 'host') {
  const row = rows.find((one) => one.selector.name === selector && one.caller === caller);
  return row?.runs.map(([from, to, index]) => [from, to, behaviours[index]?.effect]);
}

/** An ABI's own vectors, in place of a file. */
function tablesOf(name: string) {
  return { vectors: { names: [name], cwd: '/', abiFolders: [bundledAbiFolder] } };
}

describe('a sweep of the ABIs', () => {
  test.each([
    [
      'immediate/stub',
      'random',
      [
        [0, 0, 'nothing'],
        [1, 1, 'x0 = VBAR_EL2'],
        [2, 2, 'VBAR_EL2 = x0'],
        [3, 0xffff, 'nothing'],
      ],
    ],
    [
      'immediate/kvm',
      'zero',
      [
        [0, 0, 'calls x0 & 0x7fffffffff with x1, x2, x3'],
        [1, 1, 'x0 = VBAR_EL2'],
        [2, 0xff, 'calls x0 & 0x7fffffffff with x1, x2, x3'],
      ],
    ],
    ['x0/stub', 'random', [[0, 0xff, 'VBAR_EL2 = x0']]],
    ['x0/stub', 'zero', [[0, 0xff, 'x0 = VBAR_EL2']]],
    ['x0/stub', '0x16', [[0, 0xff, 'VBAR_EL2 = x0']]],
    ['x0/kvm', 'a function', [[0, 0xff, 'calls x0 & 0x7fffffffff with x1, x2, x3']]],
  ])('finds what %s does with x0 %s', async (text, selector, runs) => {
    const to = runs.at(-1)?.[1] as number;
    const scope = { range: { from: 0, to } };
    expect(runsOf(await swept(text, { ...tablesOf(text), scope }), selector)).toEqual(runs);
  });

  test.each([
    ['guest', 'guest exit, code 1'],
    ['guest-vmid', 'guest exit, code 1'],
    ['guest-base', 'guest exit, code 1'],
    ['aarch32', 'guest exit, code 1'],
    ['el2', 'panics at __hyp_panic'],
    ['el0', 'undefined: taken to EL1'],
  ])('finds that a call of %s ends as: %s', async (caller, effect) => {
    const result = await swept('immediate/kvm', {
      ...tablesOf('immediate/kvm'),
      callers: [caller],
      scope: { range: { from: 0, to: 255 } },
    });
    expect(runsOf(result, 'random', caller)).toEqual([[0, 255, effect]]);
  });

  test('proves each behaviour by an HVC that is executed', async () => {
    const { behaviours } = await swept('immediate/stub', {
      ...tablesOf('immediate/stub'),
      callers: ['host', 'guest', 'el2', 'el0', 'aarch32'],
      scope: { range: { from: 0, to: 15 } },
    });
    expect(behaviours.map(({ proved }) => proved)).toEqual(behaviours.map(() => true));
  });

  test('distinguishes scratch registers by the immediate and by constants', async () => {
    const { behaviours } = await swept('immediate/stub', {
      ...tablesOf('immediate/stub'),
      scope: { range: { from: 0, to: 0x16 } },
    });
    expect(behaviours.map(({ clobbers }) => clobbers)).toEqual([
      ['x17 = 0x16', 'x18 = immediate'],
      ['x17 = 0x16', 'x18 = immediate'],
      ['x17 = 0x16', 'x18 = immediate'],
    ]);
  });

  test('sweeps all 16 slots', async () => {
    const result = await swept('immediate/stub', {
      ...tablesOf('immediate/stub'),
      callers: [],
      slots: true,
      scope: { range: { from: 0, to: 3 } },
    });
    const effects = result.rows.map(({ slot, runs }) => [
      slot,
      result.behaviours[runs[0]?.[2] ?? -1]?.effect,
    ]);
    expect(effects).toEqual([
      ['current-sp0/sync', 'spins at el2_sync_invalid'],
      ['current-sp0/irq', 'spins at el2_irq_invalid'],
      ['current-sp0/fiq', 'spins at el2_fiq_invalid'],
      ['current-sp0/serror', 'spins at el2_error_invalid'],
      ['current-spx/sync', 'spins at el2_sync_invalid'],
      ['current-spx/irq', 'spins at el2_irq_invalid'],
      ['current-spx/fiq', 'spins at el2_fiq_invalid'],
      ['current-spx/serror', 'spins at el2_error_invalid'],
      ['lower-a64/sync', 'nothing'],
      ['lower-a64/irq', 'spins at el1_irq_invalid'],
      ['lower-a64/fiq', 'spins at el1_fiq_invalid'],
      ['lower-a64/serror', 'spins at el1_error_invalid'],
      ['lower-a32/sync', 'spins at el1_sync_invalid'],
      ['lower-a32/irq', 'spins at el1_irq_invalid'],
      ['lower-a32/fiq', 'spins at el1_fiq_invalid'],
      ['lower-a32/serror', 'spins at el1_error_invalid'],
    ]);
  });

  test('takes register values of the user', async () => {
    const result = await swept('x0/stub', {
      ...tablesOf('x0/stub'),
      scope: { range: { from: 4, to: 5 }, given: [['x0', '0x0']] },
    });
    expect(runsOf(result, '0x0')).toEqual([[4, 5, 'x0 = VBAR_EL2']]);
  });
});

describe('an interrupt in place of a call', () => {
  let result: SweepResult;
  beforeAll(async () => {
    result = await swept('returns.S', { callers: [], slots: true, scope: {} });
  });

  test.each(
    ['current-sp0', 'current-spx', 'lower-a64', 'lower-a32'].flatMap((group) => [
      [`${group}/sync`, /^spins at synchronous$/],
      [`${group}/irq`, /^nothing$/],
      [`${group}/fiq`, /^returns elsewhere, to ELR_EL2 \+ 0x4$/],
      [`${group}/serror`, /^returns elsewhere, to ELR_EL2 - 0x4$/],
    ]),
  )('finds no HVC where it returns to: %s', (slot, effect) => {
    const row = result.rows.find((one) => one.slot === slot);
    const runs = row?.runs.map(([from, to, index]) => [from, to, result.behaviours[index]?.effect]);
    expect(runs).toEqual([[0, 0xffff, expect.stringMatching(effect)]]);
  });
});

describe('a sweep of vectors that misbehave', () => {
  test.each([
    [
      'hang.S',
      [
        [0, 4, 'nothing'],
        [5, 5, 'spins at el1_sync+0x1c'],
        [6, 6, 'does not end, in el1_sync'],
        [7, 15, 'nothing'],
      ],
    ],
    [
      'fault.S',
      [
        [0, 4, 'nothing'],
        [5, 5, 'exception at EL2: Data Abort at el1_sync+0x14, spins at el2_sync_invalid'],
        [6, 15, 'nothing'],
      ],
    ],
    [
      'rewrite.S',
      [
        [0, 6, 'nothing'],
        [7, 7, 'nothing'],
        [8, 15, 'nothing'],
      ],
    ],
    ['call-by-number.S', [[0, 15, 'calls immediate + 0x70000000, x30 = its x30']]],
    ['jump-by-number.S', [[0, 15, 'jumps to immediate + 0x70000000']]],
    [
      'inside-or-outside.S',
      [
        [0, 8, 'x0 = 0x21, x30 = 0x24'],
        [9, 9, 'calls x0, x0 = 0x21, x30 = 0x24'],
        [10, 10, 'calls x0, x0 = 0x22, x30 = 0x24'],
        [11, 15, 'x0 = 0x21, x30 = 0x24'],
      ],
    ],
    [
      'branch-to-itself.S',
      [
        [0, 6, 'nothing'],
        [7, 7, 'does not end, in el1_sync'],
        [8, 15, 'nothing'],
      ],
    ],
    [
      'constant-over-call.S',
      [
        [0, 4, 'nothing'],
        [5, 7, 'calls x17, x19 = 0x5, x30 = its x30'],
        [8, 15, 'nothing'],
      ],
    ],
    [
      'with-or-without.S',
      [
        [0, 2, 'calls x16, x30 = its x30'],
        [3, 3, 'calls x16 with x19, x30 = its x30'],
        [4, 7, 'calls x16, x30 = its x30'],
        [8, 15, 'nothing'],
      ],
    ],
    [
      'stray-after-branch.S',
      [
        [0, 4, 'nothing'],
        [5, 5, 'jumps to 0x10'],
        [6, 6, 'returns elsewhere, to 0x10'],
        [7, 7, 'jumps to 0x10'],
        [8, 15, 'nothing'],
      ],
    ],
    [
      'other-value-written.S',
      [
        [0, 2, 'VTTBR_EL2 = 0x1'],
        [3, 3, 'VTTBR_EL2 = 0x9'],
        [4, 10, 'VTTBR_EL2 = 0x1'],
        [11, 11, 'VTTBR_EL2 = 0x9'],
        [12, 15, 'VTTBR_EL2 = 0x1'],
      ],
    ],
    [
      'syndrome-in-loop.S',
      [
        [0, 6, 'VTTBR_EL2 = 0x9'],
        [7, 7, 'VTTBR_EL2 = 0x2'],
        [8, 15, 'VTTBR_EL2 = 0x9'],
      ],
    ],
    [
      'switch-vectors.S',
      [
        [0, 2, 'nothing'],
        [3, 3, 'VBAR_EL2 = 0x40300000'],
        [4, 15, 'nothing'],
      ],
    ],
    [
      'move-stack.S',
      [
        [0, 8, 'nothing'],
        [9, 9, 'SP_EL2 = SP_EL2 - 0x40'],
        [10, 15, 'nothing'],
      ],
    ],
  ])('says what %s does, call by call', async (file, runs) => {
    const range = { from: 0, to: 15 };
    const result = await swept(file, { scope: { range } });
    expect(runsOf(result)).toEqual(runs);
  });

  test.each([
    ['long-rest.S', 'VTTBR_EL2 = 0x0', 'x0 = 0x4d, VTTBR_EL2 = 0x0'],
    [
      'exclusive-before.S',
      `x0 = 0x1, VTTBR_EL2 = 0x0; ${other}`,
      `x0 = 0x0, VTTBR_EL2 = 0x0; ${other}`,
    ],
    ['event-before.S', 'VTTBR_EL2 = 0x0, halts at el1_sync+0x20', 'VTTBR_EL2 = 0x0'],
    ['before-halt.S', 'halts at el1_sync+0x18', 'VBAR_EL2 = x0, halts at el1_sync+0x18'],
    ['result-or-kept.S', 'calls x16', 'calls x16, x0 kept'],
    ['vector-half.S', 'v0 = 0x0', 'v0 = x1 << 0x40'],
  ])('distinguishes 5 in %s', async (file, others, five) => {
    const range = { from: 0, to: 15 };
    const result = await swept(file, { scope: { range } });
    expect(runsOf(result)).toEqual([
      [0, 4, others],
      [5, 5, five],
      [6, 15, others],
    ]);
  });

  test('reports where a call strays to whatever other calls did before', async () => {
    const few = await swept('stray-by-level.S', { scope: { range: { from: 6, to: 6 } } });
    expect(runsOf(few)).toEqual([[6, 6, 'returns elsewhere, to 0x10']]);
    const range = { from: 4, to: 7 };
    const all = await swept('stray-by-level.S', { scope: { range }, callers: ['guest', 'host'] });
    const runs = [
      [4, 4, 'nothing'],
      [5, 5, 'jumps to 0x10'],
      [6, 6, 'returns elsewhere, to 0x10'],
      [7, 7, 'nothing'],
    ];
    expect([runsOf(all), runsOf(all, 'random', 'guest')]).toEqual([runs, runs]);
  });

  test.each([
    ['reads-its-instruction.S', 'nothing', false],
    // A clock says nothing about that.
    ['reads-clock.S', 'x0 = S3_3_C14_C0_1 - CNTVOFF_EL2', true],
  ])('reports whether an executed HVC does the same as %s', async (file, name, proved) => {
    const { behaviours } = await swept(file, { scope: { range: { from: 0, to: 15 } } });
    expect(behaviours.map((one) => [one.name, one.proved])).toEqual([[name, proved]]);
  });

  test.each([
    [
      'overlapping-stores.S',
      [0, 5, 6].map((from, index) => [
        from,
        [4, 5, 15][index],
        [
          `8 bytes at TPIDR_EL2 + 0x40 = concat(${index === 1 ? 'x0' : 'x2'}[63:8], x1[7:0])`,
          '1 byte at TPIDR_EL2 + 0x40 = x1[7:0]',
        ],
        ['x16 = 0x0', 'x17 = 0x0', 'x18 = 0x0'],
      ]),
    ],
    [
      'byte-again.S',
      [
        [
          0,
          15,
          ['8 bytes at TPIDR_EL2 + 0x40 = x1', '1 byte at TPIDR_EL2 + 0x40 = x1[7:0]'],
          ['x17 = 0x0'],
        ],
      ],
    ],
    [
      'store-low-bits.S',
      [[0, 15, ['8 bytes at TPIDR_EL2 + 0x40 = immediate & 0x7'], ['x18 = immediate & 0x7']]],
    ],
    [
      'constant-or-number.S',
      [
        [0, 11, [], ['x17 = 0x0', 'x18 = 0x0']],
        [12, 15, [], ['x17 = immediate | 0x40100000', 'x18 = immediate']],
      ],
    ],
    ['or-of-constant.S', [[0, 15, [], ['x17 = 0x5', 'x18 = immediate & 0xfffa | 0x5a000005']]]],
  ])('reports what %s stores and clobbers', async (file, runs) => {
    const range = { from: 0, to: 15 };
    const result = await swept(file, { scope: { range } });
    const seen = result.rows[0]?.runs.map(([from, to, index]) => {
      const behaviour = result.behaviours[index];
      return [from, to, behaviour?.stores, behaviour?.clobbers];
    });
    expect(seen).toEqual(runs);
  });

  test('shows the exception on the way of an example', async () => {
    const { behaviours } = await swept('fault.S', { scope: { range: { from: 5, to: 6 } } });
    expect(behaviours.map(({ exception }) => exception)).toMatchObject([
      {
        class: 'Data Abort',
        level: 2,
        slot: 'current-spx/sync',
        syndrome: '0x96000010',
        faultAddress: '0x10',
        by: { instruction: 'ldr x17, [x17]', place: { line: 12 } },
      },
      undefined,
    ]);
  });

  test('takes no calls for alike that end so with some registers by chance', async () => {
    const scope = { range: { from: 1, to: 15 }, given: [['x0', '0x0']] };
    const { rows, behaviours } = await swept('alike-by-chance.S', { scope });
    const seen = rows.map(({ runs, complete }) => [
      complete,
      runs.map(([from, to, index]) => [from, to, behaviours[index]?.clobbers]),
    ]);
    expect(seen).toEqual([
      [
        true,
        [
          [1, 7, ['x17 = 0x0']],
          [8, 15, ['x17 = 0x0', 'x18 = 0x0']],
        ],
      ],
    ]);
  });

  test('takes calls as one that differ on the way alone, however many there are', async () => {
    const result = await swept('value-left-behind.S', { scope: { range: { from: 0, to: 0x7ff } } });
    expect(runsOf(result)).toEqual([[0, 0x7ff, 'VTTBR_EL2 = 0x1']]);
    expect(result.rows.find(({ selector }) => selector.name === 'random')?.complete).toBe(true);
  });

  test('calls each of 256 addresses of the image, and says of the rest that it did not', async () => {
    const result = await swept('anywhere.S', { scope: { given: [['x0', '0x0']] } });
    const runs = runsOf(result, '0x0') ?? [];
    expect(runs.slice(0, 2)).toEqual([
      [0, 0, 'spins at el2_sync_invalid'],
      [1, 3, 'exception at EL2: PC alignment fault, spins at el2_sync_invalid'],
    ]);
    const jump = 'jumps to VBAR_EL2 + immediate, x17 = VBAR_EL2 + immediate';
    const [skipped, outside] = runs.slice(-2);
    expect(outside).toEqual([0x910, 0xffff, jump]);
    expect(skipped).toEqual([
      256,
      0x90f,
      expect.stringMatching(/^not covered: more than 256 targets \(at el1_sync/),
    ]);
    expect(result.rows.map(({ complete }) => complete)).toEqual([false]);
  });

  test('reports that code was overwritten', async () => {
    const { behaviours } = await swept('rewrite.S', { scope: { range: { from: 7, to: 7 } } });
    expect(behaviours.map(({ stores }) => stores)).toContainEqual([
      '4 bytes at el1_sync+0x2c = 0xd2800000',
    ]);
  });

  test.each([
    ['hang-always.S', /^does not end, in el1_sync$/],
    ['calls-without-end.S', /^calls x16, .*, and 61 calls more, .*does not end, in el1_sync/],
  ])('ends when no call of %s does', async (file, name) => {
    const result = await swept(file, { scope: { given: [['x0', '0x0']] } });
    const runs = runsOf(result, '0x0');
    expect(runs).toEqual([[0, 0xffff, expect.stringMatching(name)]]);
    expect(result.rows.map(({ complete }) => complete)).toEqual([true]);
  });
});
