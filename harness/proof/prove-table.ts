import type { Session } from '../run/session.ts';
import type { ExecuteSetting } from '../run/execute.ts';
import type { VectorTable } from '../run/vectors.ts';
import { WayContracts } from '../contract/way-contracts.ts';
import { newFlowLanguage } from '../flow/following.ts';
import { InstalledSolver } from '../solver/installed-smt.ts';
import { smtLimits } from '../solver/smt-solver.ts';
import { provedWays } from './proved-way.ts';
import type { Counterexample, ProvedTable, Statement } from './result.ts';
import { tableInputs } from './table-inputs.ts';
import { WayProof } from './way-proof.ts';

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

/** Proves what the contract of a table says of each way into it. Rejects with an HcallError for a solver that is missing. */
export async function proveTable(setting: ProofSetting): Promise<TableProof> {
  const { session, table, execute, limits } = setting;
  const contracts = new WayContracts({ session, table, seed: execute.seed });
  const smt = new InstalledSolver({ ...smtLimits, time: limits.solverTime });
  const language = newFlowLanguage();
  try {
    const statements: TableStatement[] = [];
    let inputs: Pick<ProvedTable, 'free' | 'fixed'> = { free: [], fixed: [] };
    for (const proved of provedWays(table.abi)) {
      const proof = new WayProof({ ...setting, contracts, smt, language }, proved);
      if (statements.length === 0) {
        inputs = tableInputs(proof.inputs.freedom);
      }
      statements.push(...(await proof.statements()));
    }
    return { ...inputs, statements };
  } finally {
    await smt.close();
  }
}
