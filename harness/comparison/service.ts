import { sessionKey } from '../run/session-key.ts';
import { tableTest } from '../run/table-test.ts';
import type { ToolSetting } from '../run/tool-setting.ts';
import type { Tools } from '../run/tools.ts';
import { openTools } from '../run/tools.ts';
import type { VectorTable } from '../run/vectors.ts';
import type { ExplorationLimits } from '../flow/exploration-limits.ts';
import { defaultLimits } from '../flow/exploration-limits.ts';
import { InstalledSolver } from '../solver/installed-smt.ts';
import { smtLimits } from '../solver/smt-solver.ts';
import type { OpenTable } from '../sweep/service.ts';
import { openProber, sweepBudget } from '../sweep/service.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import type { Service } from '../workers/service.ts';
import type { CallerResult, CallerWork } from './caller-part.ts';
import { compareCaller } from './caller-part.ts';

/** The calls of one caller on some tables, for whichever process compares them. Plain data. */
export interface CompareRequest {
  readonly tables: readonly VectorTable[];
  readonly work: CallerWork;
}

/** Loads the engines. Rejects with an HcallError when one is missing. */
export async function openCompareService(
  setting: ToolSetting,
): Promise<Service<CompareRequest, CallerResult>> {
  return new CompareService(await openTools({ budget: sweepBudget, ...setting }), setting.limits);
}

/** Compares tables for one caller after the other. Each table is opened once. */
class CompareService implements Service<CompareRequest, CallerResult> {
  readonly engines: EngineVersions;
  readonly #tools: Tools;
  readonly #limits: ExplorationLimits;
  readonly #smt: InstalledSolver;
  readonly #tables = new Map<string, OpenTable>();

  constructor(tools: Tools, limits = defaultLimits) {
    this.engines = tools.engines;
    this.#tools = tools;
    this.#limits = limits;
    this.#smt = new InstalledSolver({ ...smtLimits, time: limits.solverTime });
  }

  /** Rejects with an HcallError for what is wrong with the sources of a table. */
  async handle(
    { tables, work }: CompareRequest,
    send: (result: CallerResult) => Promise<void>,
  ): Promise<void> {
    const { disassembler } = this.#tools.execute;
    const opened = tables.map((table) => this.#table(table));
    await send(
      await compareCaller(
        opened,
        { disassembler, smt: this.#smt, mostPaths: this.#limits.paths },
        work,
      ),
    );
  }

  close(): void {
    void this.#smt.close();
    this.#tools.builder.close();
  }

  #table(table: VectorTable): OpenTable {
    const key = `${table.name} ${sessionKey(tableTest(table))}`;
    const { builder, execute } = this.#tools;
    const open = this.#tables.get(key) ?? openProber(builder, table, execute);
    this.#tables.set(key, open);
    return open;
  }
}
