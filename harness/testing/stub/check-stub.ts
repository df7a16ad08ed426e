import { randomFrom } from '../random.ts';
import { ExploredStub } from './explored-stub.ts';
import type { StubOpener } from './open-stub.ts';
import { randomStub } from './random-stub.ts';

/** What one stub by chance showed. */
export interface CheckedStub {
  readonly seed: number;
  readonly text: string;
  readonly paths: number;
  readonly uncovered: number;
  /** Where the machine does not do what the exploration says. */
  readonly wrong: readonly string[];
}

/** How many calls of a stub are made besides one for each way. */
export interface StubCalls {
  /** With inputs by chance. */
  readonly inputs: number;
  /** Immediates from 0 on, each executed. */
  readonly immediates: number;
}

const callers = ['host', 'guest', 'host', 'el2'] as const;

/** Explores the stub of that seed and holds the machine against what was found. */
export async function checkStub(
  opener: StubOpener,
  seed: number,
  { inputs, immediates }: StubCalls,
): Promise<CheckedStub> {
  const text = randomStub(seed);
  const random = randomFrom(seed);
  const caller = callers[seed % callers.length] ?? 'host';
  const table = opener.open(`stub-${seed}`, text);
  const stub = await ExploredStub.explore(table, opener.smt, caller);
  const { paths, uncovered } = stub.found.exploration;
  const wrong = [
    ...stub.wrongWays(random),
    ...stub.wrongInputs(inputs, random),
    ...stub.wrongImmediates(immediates),
  ];
  return { seed, text, paths: paths.length, uncovered: uncovered.length, wrong };
}
