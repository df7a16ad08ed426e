import type { Random } from '../../random.ts';
import { isMachineMemory } from './machine-trials.ts';
import { inOneLine } from './outcome.ts';
import { randomTrial } from './random-trial.ts';
import type { Trial } from './trial.ts';
import type { Walked } from './walked.ts';
import { walked } from './walked.ts';

/** A trial, and what it does by the walker. */
export interface Expected extends Walked {
  readonly trial: Trial;
}

/** The emulator has more memory than what a trial places there. */
const isEmulatorMemory = (address: bigint): boolean =>
  address >= 0x4000_0000n && address < 0x6000_0000n;

/** So many trials that can be seen, and that nothing but the memory they place decides. */
export function trialsFrom(random: Random, count: number): Expected[] {
  const trials: Expected[] = [];
  while (trials.length < count) {
    const trial = randomTrial(random);
    const [expected, elsewhere] = [isMachineMemory, isEmulatorMemory].map((isMemory) =>
      walked(trial, isMemory),
    ) as [Walked, Walked];
    const isSame = inOneLine(expected.outcome) === inOneLine(elsewhere.outcome);
    if (isSame && !expected.isLost) {
      trials.push({ trial, ...expected });
    }
  }
  return trials;
}
