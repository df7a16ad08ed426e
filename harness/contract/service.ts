import { openTools } from '../run/tools.ts';
import type { ToolSetting } from '../run/tool-setting.ts';
import type { Tools } from '../run/tools.ts';
import type { VectorTable } from '../run/vectors.ts';
import type { Measurement } from '../sweep/measure.ts';
import { measure } from '../sweep/measure.ts';
import { openProber, sweepBudget } from '../sweep/service.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import type { Service } from '../workers/service.ts';
import type { JudgedWay } from './judge-way.ts';
import { WayJudge } from './judge-way.ts';
import { waysInto } from './way.ts';

/** A table whose ways are to be looked into. Plain data. */
export interface ContractRequest {
  readonly table: VectorTable;
}

/** One way: what was measured of it, and what the judge says. */
export interface WayResult {
  readonly measured: Measurement;
  readonly judged: JudgedWay;
}

/** Of each way into the table, in the order of `waysInto`. */
export interface TableResult {
  readonly ways: readonly WayResult[];
}

/** Loads the engines. Rejects with an HcallError when one is missing. */
export async function openContractService(
  setting: ToolSetting,
): Promise<Service<ContractRequest, TableResult>> {
  return new ContractService(await openTools(setting), setting.budget ?? sweepBudget);
}

/** Looks into one table after the other. */
class ContractService implements Service<ContractRequest, TableResult> {
  readonly engines: EngineVersions;
  readonly #tools: Tools;
  /** Of the calls that are measured: hundreds for each way. A judged one may take what a test may. */
  readonly #budget: number;

  constructor(tools: Tools, budget: number) {
    this.engines = tools.engines;
    this.#tools = tools;
    this.#budget = budget;
  }

  /** Rejects with an HcallError for what is wrong with the table's sources. */
  async handle(
    { table }: ContractRequest,
    send: (result: TableResult) => Promise<void>,
  ): Promise<void> {
    const { builder, execute } = this.#tools;
    const { seed, disassembler } = execute;
    const opened = openProber(builder, table, { seed, budget: this.#budget });
    const { session, prober } = opened;
    const ways = waysInto(table.abi);
    const specs = ways.map(({ spec }) => spec);
    // A prober's memory is that of its making: the judge's call sites come after all that it does.
    const measured = measure({ session, prober, disassembler }, specs);
    const judge = new WayJudge({ session, table, execute });
    await send({
      ways: ways.map((way, index) => ({
        measured: measured[index] as Measurement,
        judged: judge.judge(way),
      })),
    });
  }

  close(): void {
    this.#tools.builder.close();
  }
}
