import type { InstructionWord } from '../architecture/a64/word.ts';
import type { Test } from '../fixture/test.ts';
import { Check } from '../judge/check.ts';
import { noVariant, requestOf } from '../judge/variant.ts';
import { callSiteOf } from './call-action.ts';
import type { ExecuteSetting } from './execute.ts';
import { executeTest, stepsOf } from './execute.ts';
import type { Session } from './session.ts';

/** Code with a small change. Plain data. */
export interface Mutant {
  /** The words that differ, at multiples of 4. */
  readonly writes: readonly { readonly address: bigint; readonly word: InstructionWord }[];
  /** The tests that execute one of these words, by their number in the session. */
  readonly reachedBy: readonly number[];
}

/** What became of a mutant. */
export type Fate =
  | {
      readonly kind: 'killed';
      /** The id of the test that passes with the original and not with it. */
      readonly test: string;
      /** What is wrong with that test under the mutant. */
      readonly symptom: string;
    }
  | { readonly kind: 'survived' };

/** Runs tests against mutants of the code of one session. */
export class MutantRunner {
  readonly #session: Session;
  readonly #tests: readonly Test[];
  readonly #setting: ExecuteSetting;
  /** The last killers come first: neighbouring mutants tend to die of the same test. */
  #order: number[];

  constructor(session: Session, tests: readonly Test[], setting: ExecuteSetting) {
    this.#session = session;
    this.#tests = tests;
    this.#setting = setting;
    this.#order = tests.map((_, index) => index);
    // Call sites are made in pristine memory, so before the first mutant.
    session.reset();
    tests.forEach(({ steps }) => steps.forEach((step) => callSiteOf(session, step)));
  }

  /**
   * Whether any test notices the mutant. First one trial of each test, which kills nearly all at little cost; then all
   * that the judge asks for, until the first finding.
   */
  fateOf({ writes, reachedBy }: Mutant): Fate {
    return this.#session.withPatch(writes, () => {
      const reached = new Set(reachedBy);
      const order = this.#order.filter((index) => reached.has(index));
      for (const symptomOf of [this.#firstSymptom, this.#judgedSymptom]) {
        for (const index of order) {
          const test = this.#tests[index];
          const symptom = test === undefined ? undefined : attempt(() => symptomOf(test));
          if (test !== undefined && symptom !== undefined) {
            this.#order = [index, ...this.#order.filter((other) => other !== index)];
            return { kind: 'killed', test: test.id, symptom };
          }
        }
      }
      return { kind: 'survived' };
    });
  }

  /** What one trial of each step shows; nothing of a test that expects findings. */
  readonly #firstSymptom = (test: Test): string | undefined => {
    if (test.steps.some(({ expectation }) => expectation.findings !== undefined)) {
      return undefined;
    }
    for (const { calls } of stepsOf(this.#session, test, this.#setting)) {
      for (const { call, runner } of calls) {
        const trial = runner.run(requestOf(call, noVariant, 'nothing'));
        const [finding] = new Check(call).findings(trial);
        if (finding !== undefined) {
          return finding.message;
        }
      }
    }
    return undefined;
  };

  readonly #judgedSymptom = (test: Test): string | undefined =>
    executeTest(this.#session, test, this.#setting).findings[0]?.message;
}

/** A test that cannot even run to its end with the mutant has noticed it. */
function attempt(symptomOf: () => string | undefined): string | undefined {
  try {
    return symptomOf();
  } catch (error) {
    if (error instanceof Error) {
      return error.message;
    }
    throw error;
  }
}
