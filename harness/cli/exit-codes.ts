/** What the exit code says, the first that applies first. */
export const exitCodes = {
  /** A defect in hcall itself (EX_SOFTWARE of sysexits.h). */
  defect: 70,
  /** By a signal that asks for an end: 128 + SIGINT, whichever it was. */
  interrupted: 130,
  /** An engine or a tool is missing. */
  missingTool: 3,
  /** Bad usage, fixture or source, or an output that cannot be written. */
  badInput: 2,
  /** Some test failed. */
  failed: 1,
  noTestRan: 4,
  ok: 0,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Of several, the one that counts. */
export function firstThatApplies(codes: readonly ExitCode[]): ExitCode {
  return Object.values(exitCodes).find((code) => codes.includes(code)) ?? exitCodes.ok;
}
