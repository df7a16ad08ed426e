import { runInNewContext } from 'node:vm';
import { problem } from '../diagnostics/diagnostic.ts';

/** Milliseconds for all ids together: a sound pattern takes a few. */
const patience = 10_000;

/**
 * The ids that match. A regular expression may take longer than anybody lives on a text of 40 characters, and nothing in
 * the same thread can stop it but the engine's own limit for a script. Throws 'bad-option-value' for one that reaches it.
 *
 * @param limit milliseconds
 */
export function matching(
  pattern: RegExp,
  ids: readonly string[],
  limit: number = patience,
): ReadonlySet<string> {
  try {
    const found = runInNewContext(
      'ids.filter((id) => pattern.test(id))',
      { pattern, ids },
      { timeout: limit },
    ) as readonly string[];
    return new Set(found);
  } catch (error) {
    if ((error as Partial<NodeJS.ErrnoException>).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw error;
    }
    throw problem(
      'bad-option-value',
      `the regular expression /${pattern.source}/ takes more than ${limit / 1000} s on the names of ${ids.length} tests`,
      { note: 'a repetition within a repetition, as in (a+)+, has very many ways to fail' },
    );
  }
}
