import type { Controls } from '../../../architecture/translation/controls.ts';
import type { MatrixAccess } from './instruction.ts';

/** One access under random controls and mappings. Addresses of 64 bits. */
export interface Trial {
  readonly level: 0 | 1 | 2;
  readonly controls: Controls;
  /** Descriptors, by their physical address. */
  readonly stores: ReadonlyMap<bigint, bigint>;
  /** The page of code, at the level. */
  readonly code: bigint;
  /** Undefined where the address itself is executed. */
  readonly instruction: MatrixAccess | undefined;
  readonly address: bigint;
}

/** x1 and x2 of every trial. */
export const stored = { x1: 0x1122_3344_5566_7788n, x2: 0x99aa_bbcc_ddee_ff00n } as const;
