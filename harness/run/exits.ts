import type { Abi, Exit } from '../abi/abi.ts';
import { problemAt } from '../abi/document/problem-at.ts';
import { suggest } from '../abi/document/suggestion.ts';
import type { Test } from '../fixture/test.ts';
import type { Outcome } from '../machine/machine.ts';
import { shortestPath } from './paths.ts';

/** Ends that only an exit of the ABI, or a stop of the test, can bring about. */
const exitOutcomes: ReadonlySet<Outcome> = new Set(['guest-exit', 'panicked']);

/** What is known of the exits of some code. */
export class Exits {
  readonly #abi: Abi;
  /** Exits that the code neither defines nor refers to. */
  readonly #missing: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;

  /** `names`: what the code defines or refers to. */
  constructor(abi: Abi, names: ReadonlySet<string>) {
    this.#abi = abi;
    this.#names = new Set([...names].filter((name) => name !== '' && !name.startsWith('.')));
    this.#missing = new Set([...abi.exits.keys()].filter((symbol) => !names.has(symbol)));
  }

  /**
   * Throws `exit-not-in-vectors` where a call is to end at an exit that its code does not have, so that it cannot: with the
   * place of the exit, which all tests that name it share.
   */
  check({ vectors, standIns }: Test, at: string | undefined, outcome: Outcome): void {
    if (this.#missing.size === 0) {
      return;
    }
    const named = this.#missing.has(at ?? '') ? this.#abi.exits.get(at ?? '') : undefined;
    const exits = [...this.#abi.exits.values()].filter((exit) => exit.outcome === outcome);
    const isStopped = standIns.some(({ act }) => act.kind === 'stop' && act.outcome === outcome);
    const needsOne = at === undefined && exitOutcomes.has(outcome) && !isStopped;
    const [first] = exits;
    const missing =
      named ??
      (needsOne && exits.every(({ symbol }) => this.#missing.has(symbol)) ? first : undefined);
    if (missing !== undefined) {
      throw this.#problem(missing, vectors);
    }
  }

  #problem({ symbol, place }: Exit, { files }: Test['vectors']): Error {
    const prefixed = [...this.#names].find((name) => name.endsWith(symbol));
    return problemAt(
      'exit-not-in-vectors',
      `the exit '${symbol}' is not in ${files.map((file) => `'${shortestPath(file)}'`).join(', ')}: no call can end there`,
      place,
      prefixHint(symbol, prefixed) ?? suggest(symbol, this.#names),
    );
  }
}

/** What to say of a name that is there with something before it. */
export function prefixHint(name: string, found: string | undefined): string | undefined {
  return found === undefined || found === name
    ? undefined
    : `'${found}' is there: 'symbol-prefix: ${found.slice(0, -name.length)}' next to 'table:', or --symbol-prefix, looks for it`;
}
