import { WayContracts } from '../contract/way-contracts.ts';
import { newFlowLanguage } from '../flow/following.ts';
import { InstalledSolver } from '../solver/installed-smt.ts';
import { smtLimits } from '../solver/smt-solver.ts';
import { provedWays } from './proved-way.ts';
import type { ProofSetting } from './proof-setting.ts';
import type { ProvedTable } from './result.ts';
import { tableInputs } from './table-inputs.ts';
import type { TableProof, TableStatement } from './table-proof.ts';
import { WayProof } from './way-proof.ts';

/** Proves what the contract of a table says of each way into it. Rejects with an HcallError for a solver that is missing. */
export async function proveTable(setting: ProofSetting): Promise<TableProof> {
  const { session, table, execute, limits } = setting;
  const contracts = new WayContracts({ session, table, seed: execute.seed });
  const smt = new InstalledSolver({ ...smtLimits, time: limits.solverTime });
  const language = newFlowLanguage();
  try {
    const statements: TableStatement[] = [];
    let inputs: Pick<ProvedTable, 'free' | 'fixed'> = { free: [], fixed: [] };
    for (const proved of provedWays(table.abi, session.resetState.processor)) {
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
