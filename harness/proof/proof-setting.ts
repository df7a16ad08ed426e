import type { ExplorationLimits } from '../flow/exploration-limits.ts';
import type { ExecuteSetting } from '../run/execute.ts';
import type { Session } from '../run/session.ts';
import type { VectorTable } from '../run/vectors.ts';

export interface ProofSetting {
  readonly session: Session;
  readonly table: VectorTable;
  readonly execute: ExecuteSetting;
  readonly limits: ExplorationLimits;
  /** What paths in a fixture are relative to. */
  readonly cwd: string;
  /** The ABI, as a fixture there names it. */
  readonly abiName: string;
}
