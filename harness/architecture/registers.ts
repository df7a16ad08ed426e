/** A register's place in `State.words`. */
export interface RegisterInfo {
  readonly name: string;
  /** Index of its (low) word in `State.words`. */
  readonly word: number;
  /** 64-bit words that it takes: 2 for v0-v31, else 1. */
  readonly words: 1 | 2;
  readonly kind: 'general' | 'sp' | 'pc' | 'pstate' | 'vector' | 'fp-control' | 'system';
}
export type RegisterName = string;
