/**
 * The outcome of work that has no report to complete: an interruption ends the wait for it. Rejects with the reason of
 * the signal then; the processes of the work end with this one.
 */
export async function untilInterrupted<Outcome>(
  interruption: AbortSignal,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  interruption.throwIfAborted();
  const settled = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    const stop = (): void => reject(interruption.reason as Error);
    interruption.addEventListener('abort', stop, { signal: settled.signal });
  });
  try {
    return await Promise.race([work(), interrupted]);
  } finally {
    settled.abort();
  }
}
