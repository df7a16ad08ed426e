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

/** The classes of one caller or slot, each behaviour by its name. */
function classesOf({ callers, behaviours }: SweepResult, name = 'host') {
  const own = callers.find(({ caller, slot }) => (slot ?? caller) === name);
  return own?.classes.map(({ when, behaviour }) => [when, behaviours[behaviour]?.effect]);
}

/** An ABI's own vectors, in place of a file. */
function tablesOf(name: string) {
  return { vectors: { names: [name], cwd: '/', abiFolders: [bundledAbiFolder] } };
}

const calls = 'calls x0 & 0x7fffffffff with x1, x2, x3';

describe('a sweep of the ABIs', () => {
  test.each([
    [
      'immediate/stub',
      [
        ['immediate = 0x1', 'x0 = VBAR_EL2'],
        ['immediate = 0x2', 'VBAR_EL2 = x0'],
        ['immediate != 0x1-0x2', 'nothing'],
      ],
    ],
    [
      'immediate/kvm',
      [
        ['immediate = 0x1', 'x0 = VBAR_EL2'],
        ['immediate != 0x1', calls],
      ],
    ],
    [
      'x0/stub',
      [
        ['x0 = 0x0', 'x0 = VBAR_EL2'],
        ['x0 != 0x0', 'VBAR_EL2 = x0'],
      ],
    ],
    [
      'function-id/stub',
      [
        ['x0 = 0x0', 'VBAR_EL2 = x1'],
        ['x0 = 0x1', 'jumps to x1, x0 = x2'],
        ['x0 = 0x2', 'x0 = 0x0'],
        ['x0 >= 0x3', 'x0 = 0xbadca11'],
      ],
    ],
  ])('finds what each call of %s does', async (name, classes) => {
    const result = await swept(name, tablesOf(name));
    expect(classesOf(result)).toEqual(classes);
    expect(result.callers.map(({ complete }) => complete)).toEqual([true]);
    expect(result.behaviours.map(({ proved }) => proved)).toEqual(classes.map(() => true));
  });

  test.each([
    ['guest', 'VTTBR_EL2 != 0x0', 'guest exit, code 1'],
    ['aarch32', 'always', 'guest exit, code 1'],
    ['el2', 'always', 'panics at __hyp_panic'],
    ['el0', 'always', 'undefined: taken to EL1'],
  ])('finds what all calls of %s do', async (caller, when, effect) => {
    const result = await swept('immediate/kvm', {
      ...tablesOf('immediate/kvm'),
      callers: [caller],
    });
    expect(classesOf(result, caller)).toEqual([[when, effect]]);
  });

  test('distinguishes scratch registers by the immediate and by constants', async () => {
    const { behaviours } = await swept('immediate/stub', tablesOf('immediate/stub'));
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
    });
    const effects = result.callers.map(({ slot, classes }) => [
      slot,
      result.behaviours[classes.at(-1)?.behaviour ?? -1]?.effect,
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
      ['lower-a64/sync', 'executes the trapped instruction again'],
      ['lower-a64/irq', 'spins at el1_irq_invalid'],
      ['lower-a64/fiq', 'spins at el1_fiq_invalid'],
      ['lower-a64/serror', 'spins at el1_error_invalid'],
      ['lower-a32/sync', 'spins at el1_sync_invalid'],
      ['lower-a32/irq', 'spins at el1_irq_invalid'],
      ['lower-a32/fiq', 'spins at el1_fiq_invalid'],
      ['lower-a32/serror', 'spins at el1_error_invalid'],
    ]);
  });

  test.each<[string, object, string[], string[][]]>([
    [
      'one value',
      { registers: [['x0', [['0x0', '0x0']]]] },
      ['x0 = 0x0'],
      [['always', 'x0 = VBAR_EL2']],
    ],
    [
      'values in a row',
      { registers: [['x0', [['0x5', '0x9']]]] },
      ['x0 = 0x5-0x9'],
      [['always', 'VBAR_EL2 = x0']],
    ],
    [
      'several of each, together',
      {
        immediates: [['0x4', '0x5']],
        registers: [
          [
            'x0',
            [
              ['0x0', '0x0'],
              ['0x8', '0x8'],
            ],
          ],
          ['x1', [['0x1', '0x2']]],
        ],
      },
      ['immediate = 0x4-0x5', 'x0 = 0x0, 0x8', 'x1 = 0x1-0x2'],
      [
        ['x0 = 0x0', 'x0 = VBAR_EL2'],
        ['x0 = 0x8', 'VBAR_EL2 = x0'],
      ],
    ],
  ])('looks at %s', async (_, scope, restrictions, classes) => {
    const result = await swept('x0/stub', { ...tablesOf('x0/stub'), scope });
    expect([result.restrictions, classesOf(result)]).toEqual([restrictions, classes]);
  });

  test('an example is a call with no more than it needs', async () => {
    const { behaviours } = await swept('function-id/kvm', tablesOf('function-id/kvm'));
    expect(behaviours.map(({ example }) => example.values)).toEqual([
      [{ name: 'x0', value: '0x1' }],
      [{ name: 'x0', value: '0x2' }],
      [{ name: 'x0', value: '0x0' }],
      [],
    ]);
  });
});

describe('a synchronous slot is entered by each class that it delivers', () => {
  // hyp-stub.S looks at neither the class nor more of the syndrome than ISS[15:0] of an HVC.
  test.each<[string, string, readonly (readonly [string, string])[]]>([
    [
      'immediate/stub',
      'lower-a64/sync',
      [
        ['ESR_EL2.EC = 0x16 (HVC), ESR_EL2.ISS = 0x1', 'x0 = VBAR_EL2'],
        ['ESR_EL2.EC = 0x16 (HVC), ESR_EL2.ISS = 0x2', 'VBAR_EL2 = x0'],
        ['ESR_EL2.EC = 0x15 (SVC) or ESR_EL2.EC = 0x16 (HVC), ESR_EL2.ISS != 0x1-0x2', 'nothing'],
        ['ESR_EL2.EC != 0x15 (SVC), 0x16 (HVC)', 'executes the trapped instruction again'],
      ],
    ],
    ['immediate/stub', 'lower-a32/sync', [['always', 'spins at el1_sync_invalid']]],
    [
      'x0/stub',
      'lower-a64/sync',
      [
        ['x0 = 0x0, ESR_EL2.EC = 0x16 (HVC)', 'x0 = VBAR_EL2'],
        ['x0 != 0x0, ESR_EL2.EC = 0x16 (HVC)', 'VBAR_EL2 = x0'],
        ['ESR_EL2.EC = 0x15 (SVC)', 'nothing'],
        ['ESR_EL2.EC != 0x15 (SVC), 0x16 (HVC)', 'executes the trapped instruction again'],
      ],
    ],
  ])('of %s: %s', async (table, slot, classes) => {
    const options = { ...tablesOf(table), callers: [], slots: true, scope: {} };
    const result = await swept(table, options);
    expect(classesOf(result, slot)).toEqual(classes);
    expect(result.behaviours.map(({ proved }) => proved)).not.toContain(false);
  });

  test('an example says with which syndrome', async () => {
    const options = { ...tablesOf('x0/stub'), callers: [], slots: true, scope: {} };
    const { behaviours } = await swept('x0/stub', options);
    const { example } = behaviours.find(({ effect }) => effect === 'x0 = VBAR_EL2') ?? {};
    expect(example?.caller).toBe('lower-a64/sync');
    expect(example?.immediate).toBeUndefined();
    expect(example?.values).toEqual([
      { name: 'ESR_EL2', value: expect.stringMatching(/^0x5[89ab]/) },
      { name: 'x0', value: '0x0' },
    ]);
  });
});

describe('an interrupt in place of a call', () => {
  let result: SweepResult;
  beforeAll(async () => {
    result = await swept('returns.S', { callers: [], slots: true, scope: {} });
  });

  test.each<[string, RegExp]>(
    ['current-sp0', 'current-spx', 'lower-a64', 'lower-a32'].flatMap(
      (group): [string, RegExp][] => [
        [`${group}/sync`, /^spins at synchronous$/],
        [`${group}/irq`, /^nothing$/],
        [`${group}/fiq`, /^returns elsewhere, to ELR_EL2 \+ 0x4$/],
        [`${group}/serror`, /^returns elsewhere, to ELR_EL2 - 0x4$/],
      ],
    ),
  )('finds no HVC where it returns to: %s', (slot, effect) => {
    expect(classesOf(result, slot)).toEqual([['always', expect.stringMatching(effect)]]);
  });
});

const none = 'nothing';

describe('a sweep of vectors that misbehave', () => {
  test.each([
    [
      'hang.S',
      [
        ['immediate = 0x5', 'spins at el1_sync+0x1c'],
        ['immediate = 0x6', 'does not end, in el1_sync'],
        ['immediate != 0x5-0x6', none],
      ],
    ],
    [
      'fault.S',
      [
        [
          'immediate = 0x5',
          'exception at EL2: Data Abort at el1_sync+0x14, spins at el2_sync_invalid',
        ],
        ['immediate != 0x5', none],
      ],
    ],
    [
      'rewrite.S',
      [
        ['immediate = 0x7', none],
        ['immediate != 0x7', none],
      ],
    ],
    ['call-by-number.S', [['always', 'calls immediate + 0x70000000, x30 = its x30']]],
    ['jump-by-number.S', [['always', 'jumps to immediate + 0x70000000']]],
    [
      'inside-or-outside.S',
      [
        ['immediate = 0x9', 'calls x0, x0 = 0x21, x30 = 0x24'],
        ['immediate = 0xa', 'calls x0, x0 = 0x22, x30 = 0x24'],
        ['immediate != 0x9-0xa', 'x0 = 0x21, x30 = 0x24'],
      ],
    ],
    [
      'branch-to-itself.S',
      [
        ['immediate = 0x7', 'does not end, in el1_sync'],
        ['immediate != 0x7', none],
      ],
    ],
    [
      'constant-over-call.S',
      [
        ['immediate = 0x5-0x7', 'calls x17, x19 = 0x5, x30 = its x30'],
        ['immediate != 0x5-0x7', none],
      ],
    ],
    [
      'with-or-without.S',
      [
        ['immediate = 0x3', 'calls x16 with x19, x30 = its x30'],
        ['immediate = 0x0-0x2, 0x4-0x7', 'calls x16, x30 = its x30'],
        ['immediate >= 0x8', none],
      ],
    ],
    [
      'other-value-written.S',
      [
        ['immediate[2:0] = 0x3', 'VTTBR_EL2 = 0x9'],
        ['immediate[2:0] != 0x3', 'VTTBR_EL2 = 0x1'],
      ],
    ],
    [
      'syndrome-in-loop.S',
      [
        ['immediate = 0x7', 'VTTBR_EL2 = 0x2'],
        ['immediate != 0x7', 'VTTBR_EL2 = 0x9'],
      ],
    ],
    [
      'switch-vectors.S',
      [
        ['immediate = 0x3', 'VBAR_EL2 = 0x40300000'],
        ['immediate != 0x3', none],
      ],
    ],
    [
      'move-stack.S',
      [
        ['immediate = 0x9', 'SP_EL2 = SP_EL2 - 0x40'],
        ['immediate != 0x9', none],
      ],
    ],
    [
      'stray-by-level.S',
      [
        ['immediate = 0x5', 'jumps to 0x10'],
        ['immediate = 0x6', 'returns elsewhere, to 0x10'],
        ['immediate != 0x5-0x6', none],
      ],
    ],
    ['value-left-behind.S', [['always', 'VTTBR_EL2 = 0x1']]],
  ])('says what %s does', async (file, classes) => {
    const result = await swept(file);
    expect(classesOf(result)).toEqual(classes);
    expect(result.callers.map(({ complete }) => complete)).toEqual([true]);
  });

  test.each([
    ['long-rest.S', 'VTTBR_EL2 = 0x0', 'x0 = 0x4d, VTTBR_EL2 = 0x0'],
    ['exclusive-before.S', 'x0 = 0x1, VTTBR_EL2 = 0x0', 'x0 = 0x0, VTTBR_EL2 = 0x0'],
    ['event-before.S', 'VTTBR_EL2 = 0x0, halts at el1_sync+0x20', 'VTTBR_EL2 = 0x0'],
    ['before-halt.S', 'halts at el1_sync+0x18', 'VBAR_EL2 = x0, halts at el1_sync+0x18'],
    ['result-or-kept.S', 'calls x16', 'calls x16, x0 kept'],
    ['vector-half.S', 'v0 = 0x0', 'v0 = x1 << 0x40'],
  ])('distinguishes 5 in %s', async (file, others, five) => {
    expect(classesOf(await swept(file))).toEqual([
      ['immediate = 0x5', five],
      ['immediate != 0x5', others],
    ]);
  });

  test('a stub that is wrong for one value of x0, of a sum, of the flags and of dead stack', async () => {
    const result = await swept('one-value.S');
    const number = '0x123456789abcdef0';
    const rest = `x0 != ${number}, NZCV[2] = 0x0`;
    expect(classesOf(result)).toEqual([
      [`x0 = ${number}`, 'x0 = 0x1'],
      [`x0 != ${number}, NZCV[2] = 0x1`, 'x0 = 0x2'],
      [`${rest}, [SP_EL2 - 0x8] = ${number}`, 'x0 = 0x3'],
      [`${rest}, [SP_EL2 - 0x8] != ${number}, x1 + x2 = ${number}`, 'x0 = 0x4'],
      [`${rest}, [SP_EL2 - 0x8] != ${number}, x1 + x2 != ${number}`, none],
    ]);
    expect(result.callers.map(({ complete }) => complete)).toEqual([true]);
  });

  test.each([
    // Memory says one thing of the caller's instruction, an HVC that is executed another.
    [
      'reads-its-instruction.S',
      [
        ['x0 = 0x4d', false],
        [none, true],
      ],
    ],
    // A clock says nothing about that.
    ['reads-clock.S', [['x0 = S3_3_C14_C0_1 - CNTVOFF_EL2', true]]],
  ])('reports whether an executed HVC does the same as %s', async (file, expected) => {
    const { behaviours } = await swept(file);
    expect(behaviours.map((one) => [one.name, one.proved])).toEqual(expected);
  });

  test.each([
    [
      'overlapping-stores.S',
      ['x0', 'x2'].map((high) => [
        [
          `8 bytes at TPIDR_EL2 + 0x40 = concat(${high}[63:8], x1[7:0])`,
          '1 byte at TPIDR_EL2 + 0x40 = x1[7:0]',
        ],
        ['x16 = 0x0', 'x17 = 0x0', 'x18 = 0x0'],
      ]),
    ],
    [
      'byte-again.S',
      [
        [
          ['8 bytes at TPIDR_EL2 + 0x40 = x1', '1 byte at TPIDR_EL2 + 0x40 = x1[7:0]'],
          ['x17 = 0x0'],
        ],
      ],
    ],
    [
      'store-low-bits.S',
      [[['8 bytes at TPIDR_EL2 + 0x40 = immediate & 0x7'], ['x18 = immediate & 0x7']]],
    ],
    [
      'constant-or-number.S',
      [
        [[], ['x17 = 0x0', 'x18 = 0x0']],
        [[], ['x17 = immediate | 0x40100000', 'x18 = immediate']],
      ],
    ],
    ['or-of-constant.S', [[[], ['x17 = 0x5', 'x18 = immediate & 0xfffa | 0x5a000005']]]],
    [
      'rewrite.S',
      [
        [
          ['4 bytes at el1_sync+0x2c = 0xd2800000'],
          ['x16 = 0xd2800000', 'x17 = el1_sync+0x2c', 'x18 = immediate'],
        ],
        [[], ['x18 = immediate']],
      ],
    ],
  ])('reports what %s stores and clobbers', async (file, expected) => {
    const { behaviours } = await swept(file);
    expect(behaviours.map(({ stores, clobbers }) => [stores, clobbers])).toEqual(expected);
  });

  test('shows the exception on the way of an example', async () => {
    const { behaviours } = await swept('fault.S');
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

  test.each<[string, RegExp]>([
    ['hang-always.S', /^does not end, in el1_sync$/],
    ['calls-without-end.S', /^calls x16, .*, and 61 calls more, .*does not end, in el1_sync/],
  ])('ends when no call of %s does', async (file, name) => {
    const result = await swept(file);
    expect(classesOf(result)).toEqual([['always', expect.stringMatching(name)]]);
    expect(result.callers.map(({ complete }) => complete)).toEqual([true]);
  });
});
