import type { InstructionWord } from './word.ts';

/** For a process that lives long and executes random words. */
const mostKnown = 100_000;

/** The function, which is asked once for each word: a program runs few of them again and again. */
export function byWord<Result>(
  find: (word: InstructionWord) => Result,
): (word: InstructionWord) => Result {
  const known = new Map<number, Result>();
  return (word) => {
    // Signed, a word is a small integer, which V8 looks up several times faster.
    const key = word | 0;
    const result = known.get(key);
    if (result !== undefined || known.has(key)) {
      return result as Result;
    }
    if (known.size >= mostKnown) {
      known.clear();
    }
    const found = find(word);
    known.set(key, found);
    return found;
  };
}
