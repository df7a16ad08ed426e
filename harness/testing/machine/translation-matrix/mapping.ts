import type { Controls } from '../../../architecture/translation/controls.ts';
import type { Slot } from './tree.ts';

/** How a random mapping came out: where code and target are, and what must not be changed. */
export interface Mapping {
  readonly values: Partial<Controls>;
  readonly code: bigint;
  readonly target: bigint;
  readonly codeSlots: readonly Slot[];
  readonly targetSlots: readonly Slot[];
}
