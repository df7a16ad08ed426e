import type { Session } from '../run/session.ts';
import type { ExecuteSetting } from '../run/execute.ts';
import type { VectorTable } from '../run/vectors.ts';
import type { Counterexample, ProvedTable, Statement } from './result.ts';

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

/** Proves what the contract of a table says of each way into it. */
export function proveTable(_setting: ProofSetting): Promise<TableProof> {
  throw new Error('to be written');
}
