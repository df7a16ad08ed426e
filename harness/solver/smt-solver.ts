/** An answer to a script, as its solver printed it, or why there is none. */
export type SmtReply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** A solver of SMT-LIB 2.6. Questions that are asked together are answered one after the other. */
export interface SmtSolver {
  /** Answers one script, of which nothing is left for the next one. */
  readonly ask: (script: string) => Promise<SmtReply>;
  /** Ends what it runs. A later question starts it anew. */
  readonly close: () => Promise<void>;
}

export interface SmtLimits {
  /** Milliseconds that the solver may take for one question before it gives up. */
  readonly time: number;
  /** Milliseconds after that in which it has to answer; then it is ended. */
  readonly grace: number;
}

export const smtLimits: SmtLimits = { time: 10_000, grace: 5000 };

/** What goes before a script: z3 forgets the one before, and knows how long it may take. */
export function resetText({ time }: SmtLimits): string {
  return `(reset)\n(set-option :timeout ${time})\n`;
}

export function noAnswerReason({ time, grace }: SmtLimits): string {
  return `the solver does not answer in ${(time + grace) / 1000} s`;
}
