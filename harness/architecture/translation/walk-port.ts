import type { Failed, FaultKind } from './result.ts';

/** What a walk does at its stage. */
export interface WalkPort {
  /** The descriptor at an address that the stage's tables have. */
  readonly read: (address: bigint, level: number) => bigint | Failed;
  readonly fail: (kind: FaultKind, level: number) => Failed;
}
