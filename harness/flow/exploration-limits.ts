/** How far ways are looked for. Plain data. */
export interface ExplorationLimits {
  /** Ways through the vectors of one caller, or of one operation of a proof, at most: those of Linux have some dozens. */
  readonly paths: number;
  /** Milliseconds for one question to a solver. */
  readonly solverTime: number;
}

export const defaultLimits: ExplorationLimits = { paths: 512, solverTime: 10_000 };
