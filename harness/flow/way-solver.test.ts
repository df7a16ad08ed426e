import { expect, test } from '@jest/globals';
import { InstalledSolver } from '../solver/installed-smt.ts';
import { newFlowLanguage } from './following.ts';
import { compareSources } from './source-order.ts';
import { solverOfAll } from './way-solver.ts';

test('two registers decide together, a third one stays what it was', async () => {
  const language = newFlowLanguage();
  const { builder, sources } = language;
  const [x2, x10, x19] = (['x2', 'x10', 'x19'] as const).map((name) => sources.register(name));
  if (x2 === undefined || x10 === undefined || x19 === undefined) {
    throw new Error('registers');
  }
  const [left, right, fixed] = [
    builder.input(x2, 64),
    builder.input(x10, 64),
    builder.input(x19, 64),
  ];
  const constraints = [
    { expression: builder.compare('ult', left, fixed), holds: false },
    {
      expression: builder.compare(
        'eq',
        builder.binary('add', left, right),
        builder.constant(0x30, 64),
      ),
      holds: true,
    },
  ];
  const smt = new InstalledSolver();
  const solve = solverOfAll({ language, isFree: (source) => source !== x19, smt });
  const values = await solve(constraints, {
    values: new Map([[x10, 5n]]),
    base: (source) => (source === x19 ? 0x20n : 1n),
  });
  await smt.close();
  // x2 was 1 and must be 0x20 or more: x10, which comes after it, makes up the sum.
  expect(values).toEqual(
    new Map([
      [x10, 0x10n],
      [x2, 0x20n],
    ]),
  );
});

test('sources have an order that is not that of their names', () => {
  const { sources } = newFlowLanguage();
  const given = [
    sources.register('x10'),
    sources.memory(0x10n),
    sources.register('x2'),
    sources.left('x3', 7),
    sources.memory(0x9n),
    sources.flags,
    sources.left('x3', 2),
  ];
  expect(given.toSorted(compareSources)).toEqual([
    { kind: 'flags' },
    { kind: 'left', register: 'x3', order: 2 },
    { kind: 'left', register: 'x3', order: 7 },
    { kind: 'memory', address: 0x9n },
    { kind: 'memory', address: 0x10n },
    { kind: 'register', register: 'x2' },
    { kind: 'register', register: 'x10' },
  ]);
});
