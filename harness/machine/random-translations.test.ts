import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines } from '../testing/machine/engines.ts';
import { MachineTrials } from '../testing/machine/translation-matrix/machine-trials.ts';
import { inOneLine } from '../testing/machine/translation-matrix/outcome.ts';
import { trialsFrom } from '../testing/machine/translation-matrix/trials.ts';
import { randomFrom } from '../testing/random.ts';
import type { Machine } from './machine.ts';

/** Some of what scripts/translation-matrix runs; that one compares with an emulator, too. */
const trials = trialsFrom(randomFrom(7), 500);

test('at most 5 % of random mappings are refused', () => {
  const refused = trials.filter(({ outcome }) => outcome.kind === 'refused');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(25);
});

describe.each(engines)('on %s', (_engine, create) => {
  let machine: Machine;
  let runner: MachineTrials;
  beforeAll(() => {
    machine = create();
    runner = new MachineTrials(machine);
  });
  afterAll(() => machine.close());

  test.each(['nothing', 'steps'] as const)(
    'random accesses go where the walker says (%s)',
    (watch) => {
      const different = trials
        .map(({ trial, outcome, physical }, index) => ({
          index,
          found: inOneLine(runner.run(trial, physical, watch)),
          expected: inOneLine(outcome),
        }))
        .filter(({ found, expected }) => found !== expected);

      expect(different).toEqual([]);
    },
  );
});
