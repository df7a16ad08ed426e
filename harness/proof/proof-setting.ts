import type { ExecuteSetting } from '../run/execute.ts';
import type { Session } from '../run/session.ts';
import type { VectorTable } from '../run/vectors.ts';

/** How far a proof goes. Plain data. */
export interface ProofLimits {
  /** Ways through the vectors of one operation, at most. */
  readonly paths: number;
  /** Milliseconds for one question to a solver. */
  readonly solverTime: number;
}

export interface ProofSetting {
  readonly session: Session;
  readonly table: VectorTable;
  readonly execute: ExecuteSetting;
  readonly limits: ProofLimits;
  /** What paths in a fixture are relative to. */
  readonly cwd: string;
}
