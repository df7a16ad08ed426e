import type { Counterexample, ProvedTable, Statement } from './result.ts';

/** A statement as the proof of its table gives it. */
export interface TableStatement extends Omit<
  Statement,
  'abi' | 'table' | 'assumptions' | 'counterexample' | 'excused'
> {
  /** As sentences. */
  readonly assumptions: readonly string[];
  readonly counterexample?: Omit<Counterexample, 'call'> & {
    /** The options of `hcall call`, without the names of vectors: `--hvc`, `2`, `--x0`, `0x1`. */
    readonly call?: readonly string[];
  };
}

/** What is proved of one table. Plain data. */
export interface TableProof extends Omit<ProvedTable, 'abi' | 'table'> {
  readonly statements: readonly TableStatement[];
}
