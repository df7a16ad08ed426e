import { regionInputs } from '../abi/region.ts';
import type { SessionBuilder } from '../run/build.ts';
import { sessionKey } from '../run/session-key.ts';
import type { Tools } from '../run/tools.ts';
import type { ToolSetting } from '../run/tool-setting.ts';
import { openTools } from '../run/tools.ts';
import type { VectorTable } from '../run/vectors.ts';
import { tableTest } from '../run/table-test.ts';
import type { ExplorationLimits } from '../flow/exploration-limits.ts';
import { defaultLimits } from '../flow/exploration-limits.ts';
import { InstalledSolver } from '../solver/installed-smt.ts';
import { smtLimits } from '../solver/smt-solver.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import type { Service } from '../workers/service.ts';
import type { CallSpec, Measurement } from './measure.ts';
import { measure } from './measure.ts';
import { Prober } from '../calls/prober.ts';
import type { Session } from '../run/session.ts';
import type { PartResult, SweepPart, SweepScope } from './part.ts';
import { sweepPart } from './part.ts';

/** One part of a sweep, for whichever process does it. Plain data. */
export interface AnalysisRequest {
  readonly table: VectorTable;
  readonly work: AnalysisWork;
}

/**
 * Instructions between two functions that are called: far more than vectors need, few enough that thousands of calls
 * that never end are over in seconds.
 */
export const sweepBudget = 2000;

type AnalysisWork =
  | { readonly kind: 'sweep'; readonly part: SweepPart; readonly scope: SweepScope }
  | { readonly kind: 'calls'; readonly calls: readonly CallSpec[] };

export type AnalysisResult =
  | ({ readonly kind: 'sweep' } & PartResult)
  | { readonly kind: 'calls'; readonly measured: readonly Measurement[] };

/** A table, ready to be called. */
export interface OpenTable {
  readonly session: Session;
  readonly prober: Prober;
}

/** Loads the table and makes ready to call it. Throws what is wrong with its sources. */
export function openProber(
  builder: SessionBuilder,
  table: VectorTable,
  { seed, budget }: { readonly seed: number; readonly budget: number },
): OpenTable {
  const session = builder.session(tableTest(table));
  const { contract, table: symbol } = table.vectors;
  const { operations } = contract;
  const { regions } = table.abi;
  const inputs = regionInputs(regions.values(), operations.values());
  const at = session.address(symbol, 'phys');
  const state = session.installedState(contract);
  const setting = { session, table: at, state, regions, inputs, seed, budget };
  return { session, prober: new Prober(setting) };
}

/** Loads the engines. Rejects with an HcallError when one is missing. */
export async function openAnalysisService(
  setting: ToolSetting,
): Promise<Service<AnalysisRequest, AnalysisResult>> {
  return new AnalysisService(await openTools({ budget: sweepBudget, ...setting }), setting.limits);
}

/** Does parts of sweeps, on one session for each table. */
class AnalysisService implements Service<AnalysisRequest, AnalysisResult> {
  readonly engines: EngineVersions;
  readonly #tools: Tools;
  readonly #tables = new Map<string, OpenTable>();
  readonly #limits: ExplorationLimits;
  readonly #smt: InstalledSolver;

  constructor(tools: Tools, limits = defaultLimits) {
    this.engines = tools.engines;
    this.#tools = tools;
    this.#limits = limits;
    this.#smt = new InstalledSolver({ ...smtLimits, time: limits.solverTime });
  }

  /** Rejects with an HcallError for what is wrong with the table's sources. */
  async handle(
    { table, work }: AnalysisRequest,
    send: (result: AnalysisResult) => Promise<void>,
  ): Promise<void> {
    const { disassembler } = this.#tools.execute;
    const means = {
      ...this.#table(table),
      disassembler,
      smt: this.#smt,
      mostPaths: this.#limits.paths,
    };
    switch (work.kind) {
      case 'sweep': {
        const result = await sweepPart({ ...means, scope: work.scope }, work.part);
        await send({ kind: 'sweep', ...result });
        break;
      }
      case 'calls':
        await send({ kind: 'calls', measured: measure(means, work.calls) });
        break;
    }
  }

  close(): void {
    this.#tools.builder.close();
    void this.#smt.close();
  }

  #table(table: VectorTable): OpenTable {
    const key = `${table.name} ${sessionKey(tableTest(table))}`;
    const known = this.#tables.get(key);
    if (known !== undefined) {
      return known;
    }
    const { builder, execute } = this.#tools;
    const opened = openProber(builder, table, execute);
    this.#tables.set(key, opened);
    return opened;
  }
}
