import { expect, test } from '@jest/globals';
import { engines } from '../testing/machine/engines.ts';
import {
  MachineTrials,
  isMachineMemory,
} from '../testing/machine/translation-matrix/machine-trials.ts';
import { randomTrial } from '../testing/machine/translation-matrix/random-trial.ts';
import { walked } from '../testing/machine/translation-matrix/walked.ts';
import { randomFrom } from '../testing/random.ts';

const trials = 1000;

test.each(engines)('on %s, random accesses end as the walker says', (_engine, create) => {
  const random = randomFrom(7);
  const machine = create();
  const side = new MachineTrials(machine);
  for (let index = 0; index < trials; index += 1) {
    const trial = randomTrial(random);
    const { outcome, physical, isLost } = walked(trial, isMachineMemory);
    if (!isLost) {
      const found = side.run(trial, physical, index % 2 === 0 ? 'nothing' : 'steps');
      const expected =
        outcome.kind === 'refused'
          ? {
              kind: 'refused',
              control: expect.stringContaining(`${outcome.control}: ${outcome.reason}`),
              reason: '',
            }
          : outcome;
      expect([index, found]).toEqual([index, expected]);
    }
  }
  machine.close();
});
