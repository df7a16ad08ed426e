/** Runs what is given to it one after the other, in that order. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#last;
    const result = (async () => {
      await before;
      return work();
    })();
    // The next one runs whether or not this one fails.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
