import { beforeAll, describe, expect, test } from '@jest/globals';
import { bundledAbiFolder } from '../installation.ts';
import type { Comparison, TableDifferences } from './comparison.ts';
import { compare } from './compare.ts';

const folders = { cwd: '/', abiFolders: [bundledAbiFolder] };

function compared(a: string, b: string): Promise<Comparison> {
  return compare({
    a: { names: [a], ...folders },
    b: { names: [b], ...folders },
    tools: { seed: 3, includes: [], defines: [] },
    exhaustive: false,
    slots: false,
    callers: ['host', 'guest'],
    traces: false,
    jobs: 1,
  });
}

const immediate = (low: string, high: string) => ({ input: 'immediate', low, high });

/** Of the calls of one caller: when, what they do on each, and the example. */
function classesOf(
  differences: readonly TableDifferences[],
  table: string,
  name: string,
): readonly (readonly string[])[] {
  const own = differences.find(({ tables }) => tables[0] === table);
  const classes = own?.callers.find(({ caller }) => caller === name)?.classes ?? [];
  return classes.map(({ when, first, second, example: { immediate, values } }) => {
    const given = values.map((each) => `${each.name} = ${each.value}`);
    return [when, first, second, [`HVC ${immediate}`, ...given].join(', ')];
  });
}

describe('x0 against immediate', () => {
  let comparison: Comparison;
  beforeAll(async () => {
    comparison = await compared('x0', 'immediate');
  });

  test('reports what a caller gets that was not converted', () => {
    const rows = comparison.unconverted.map(
      ({ from, table, operation, means, gets, consequence }) =>
        [from, table, operation, means, gets, consequence] as const,
    );
    const called = 'calls x0 & 0x7fffffffff with x1, x2, x3';
    const get = 'x0 = VBAR_EL2';
    const set = 'VBAR_EL2 = x0';
    expect(rows).toEqual([
      ['a', 'stub', 'HVC_GET_VECTORS', get, 'nothing', 'nothing'],
      ['a', 'stub', 'HVC_SET_VECTORS', set, 'nothing', 'nothing'],
      ['a', 'stub', 'HVC_CALL_HYP', set, 'nothing', 'nothing'],
      // kvm_call_hyp(NULL): an x0-style get branches to address 0 of EL2.
      ['a', 'kvm', 'HVC_GET_VECTORS', get, called, 'dangerous'],
      ['a', 'kvm', 'HVC_SET_VECTORS', called, called, 'same'],
      ['a', 'kvm', 'HVC_CALL_HYP', called, called, 'same'],
      // An unconverted kvm_call_hyp on the stub makes the function its vectors.
      ['b', 'stub', 'HVC_CALL_HYP', 'nothing', set, 'dangerous'],
      ['b', 'stub', 'HVC_GET_VECTORS', get, set, 'dangerous'],
      ['b', 'stub', 'HVC_SET_VECTORS', set, set, 'same'],
      ['b', 'kvm', 'HVC_CALL_HYP', called, called, 'same'],
      ['b', 'kvm', 'HVC_GET_VECTORS', get, called, 'dangerous'],
      ['b', 'kvm', 'HVC_SET_VECTORS', called, called, 'same'],
    ]);
  });

  test('measures each operation: instructions, stack and clobbers', () => {
    const measured = comparison.operations.map(({ name, table, a, b }) => [
      table,
      name,
      ...[a, b].map((side) => [
        side?.measured.instructions,
        side?.measured.stack,
        side?.measured.clobbers.length,
      ]),
    ]);
    const none = [undefined, undefined, undefined];
    expect(measured).toEqual([
      ['stub', 'HVC_GET_VECTORS', [8, 0, 1], [10, 0, 2]],
      ['stub', 'HVC_SET_VECTORS', [8, 0, 1], [12, 0, 2]],
      ['stub', 'HVC_CALL_HYP', [8, 0, 1], [11, 0, 2]],
      ['kvm', 'HVC_GET_VECTORS', [14, 32, 0], [17, 32, 1]],
      // A function leaves nothing of x1-x18.
      ['kvm', 'HVC_SET_VECTORS', [20, 32, 18], [23, 32, 18]],
      ['kvm', 'HVC_CALL_HYP', [20, 32, 18], [23, 32, 18]],
      // Which immediate does not have.
      ['kvm-4.6', 'HVC_GET_VECTORS', [14, 32, 0], none],
      ['kvm-4.6', 'HVC_SET_VECTORS', [18, 32, 18], none],
      ['kvm-4.6', 'HVC_CALL_HYP', [18, 32, 18], none],
    ]);
  });

  test('finds every class of calls that differ, with one call each', () => {
    const called = 'calls x0 & 0x7fffffffff with x1, x2, x3';
    const get = 'x0 = VBAR_EL2';
    expect(classesOf(comparison.differences, 'kvm', 'host')).toEqual([
      [
        'immediate = 0x1, x0 = 0x0',
        `${get}; loses no register`,
        `${get}; loses x18`,
        'HVC 1, x0 = 0x0',
      ],
      ['immediate != 0x1, x0 = 0x0', get, called, 'HVC 0, x0 = 0x0'],
      ['immediate = 0x1, x0 != 0x0', called, get, 'HVC 1, x0 = 0x1'],
    ]);
    expect(classesOf(comparison.differences, 'kvm', 'guest')).toEqual([]);
  });

  test('has all calls in ranges, those that do the same too', () => {
    const own = comparison.differences.find(({ tables }) => tables[0] === 'kvm');
    const ribbon = own?.callers.find(({ caller }) => caller === 'host')?.ribbon;
    const called = 'calls x0 & 0x7fffffffff with x1, x2, x3';
    const get = 'x0 = VBAR_EL2';
    const zero = { input: 'x0', low: '0x0', high: '0x0' };
    const others = { input: 'x0', low: '0x1', high: '0xffffffffffffffff' };
    expect(ribbon).toEqual({
      alike: [{ when: 'immediate != 0x1, x0 != 0x0', does: called }],
      ranges: [
        { inputs: [zero, immediate('0x0', '0x0')], first: get, second: called, class: 1 },
        { inputs: [zero, immediate('0x1', '0x1')], first: get, second: get, class: 0 },
        { inputs: [zero, immediate('0x2', '0xffff')], first: get, second: called, class: 1 },
        { inputs: [others, immediate('0x0', '0x0')], first: called, second: called, alike: 0 },
        { inputs: [others, immediate('0x1', '0x1')], first: called, second: get, class: 2 },
        { inputs: [others, immediate('0x2', '0xffff')], first: called, second: called, alike: 0 },
      ],
    });
  });

  test('finds where stub and KVM disagree within an ABI', () => {
    const called = 'calls x0 & 0x7fffffffff with x1, x2, x3';
    const [{ tables } = { tables: [] }] = comparison.disagreements.b;
    expect(tables).toEqual(['stub', 'kvm']);
    expect(classesOf(comparison.disagreements.b, 'stub', 'host')).toEqual([
      ['immediate = 0x1', 'x0 = VBAR_EL2; loses x17, x18', 'x0 = VBAR_EL2; loses x18', 'HVC 1'],
      ['immediate = 0x2', 'VBAR_EL2 = x0', called, 'HVC 2'],
      ['immediate != 0x1-0x2', 'nothing', called, 'HVC 0'],
    ]);
  });

  test('covers all values of all inputs', () => {
    const { differences, disagreements } = comparison;
    const all = [...differences, ...disagreements.a, ...disagreements.b];
    const reasons = all.flatMap(({ callers }) => callers.flatMap(({ notCovered }) => notCovered));
    expect(reasons).toEqual([]);
  });

  test("reports which of the world's numbers are taken for the ABI's own, and that guests are kept apart", () => {
    const answers = comparison.namespace
      .filter(({ side, table, call }) => side === 'b' && table === 'kvm' && call === 'HVC #1')
      .map(({ user, host, guest }) => [user, host, guest]);
    expect(answers).toEqual([
      ['Hyper-V', 'x0 = VBAR_EL2', 'guest exit, code 1'],
      ['NVIDIA Tegra', 'x0 = VBAR_EL2', 'guest exit, code 1'],
    ]);
  });
});

describe('an ABI against itself', () => {
  test('has no differences', async () => {
    const { differences, unconverted } = await compared('x0/stub', 'x0/stub');
    expect(classesOf(differences, 'stub', 'host')).toEqual([]);
    expect(unconverted.map(({ consequence }) => consequence)).toEqual(
      unconverted.map(() => 'same'),
    );
  });
});
