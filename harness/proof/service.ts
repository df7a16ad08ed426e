import type { ExplorationLimits } from '../flow/exploration-limits.ts';
import { defaultLimits } from '../flow/exploration-limits.ts';
import { tableTest } from '../run/table-test.ts';
import { openTools } from '../run/tools.ts';
import type { ToolSetting } from '../run/tool-setting.ts';
import type { Tools } from '../run/tools.ts';
import type { VectorTable } from '../run/vectors.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import type { Service } from '../workers/service.ts';
import { proveTable } from './prove-table.ts';
import type { TableProof } from './table-proof.ts';

/** A table whose contract is to be proved. Plain data. */
export interface ProofRequest {
  readonly table: VectorTable;
  /** What paths in fixtures are relative to. */
  readonly cwd: string;
  /** The ABI, as a fixture there names it. */
  readonly abiName: string;
}

/** Loads the engines. Rejects with an HcallError when one is missing. */
export async function openProofService(
  setting: ToolSetting,
): Promise<Service<ProofRequest, TableProof>> {
  return new ProofService(await openTools(setting), setting.limits);
}

/** Proves one table after the other. */
class ProofService implements Service<ProofRequest, TableProof> {
  readonly engines: EngineVersions;
  readonly #tools: Tools;
  readonly #limits: ExplorationLimits;

  constructor(tools: Tools, limits = defaultLimits) {
    this.engines = tools.engines;
    this.#tools = tools;
    this.#limits = limits;
  }

  /** Rejects with an HcallError for what is wrong with the table's sources, and for a solver that is missing. */
  async handle(
    { table, cwd, abiName }: ProofRequest,
    send: (result: TableProof) => Promise<void>,
  ): Promise<void> {
    const { builder, execute } = this.#tools;
    const session = builder.session(tableTest(table));
    const limits = this.#limits;
    await send(await proveTable({ session, table, execute, limits, cwd, abiName }));
  }

  close(): void {
    this.#tools.builder.close();
  }
}
