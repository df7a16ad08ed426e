import type { SessionBuilder } from '../run/build.ts';
import type { Tools, ToolSetting } from '../run/tools.ts';
import { openTools } from '../run/tools.ts';
import type { CallSpec, Measurement } from './measure.ts';
import { measure } from './measure.ts';
import { Prober } from './prober.ts';
import type { Subject, SubjectName, Table } from './table.ts';
import { findSubject, openTable } from './table.ts';
import type { SweepScope, UnitPart, UnitResult } from './unit.ts';
import { sweepUnit } from './unit.ts';

/** One part of a sweep, for whichever process does it. Plain data. */
export interface UnitRequest {
  readonly subject: SubjectName;
  readonly table: string;
  readonly work: UnitWork;
  readonly tools: ToolSetting & { readonly budget: number };
}

export type UnitWork =
  | { readonly kind: 'sweep'; readonly part: UnitPart; readonly scope: SweepScope }
  | { readonly kind: 'calls'; readonly calls: readonly CallSpec[] };

export type UnitWorkResult =
  | ({ readonly kind: 'sweep' } & UnitResult)
  | { readonly kind: 'calls'; readonly measured: readonly Measurement[] };

/** Loads the table and makes ready to call it. Throws what is wrong with its sources. */
export function openProber(
  builder: SessionBuilder,
  subject: Subject,
  table: Table,
  { seed, budget }: Pick<UnitRequest['tools'], 'seed' | 'budget'>,
): Prober {
  const session = openTable(builder, subject, table);
  return new Prober({
    session,
    table: session.address(table.symbol, 'phys'),
    state: table.contract.state,
    seed,
    budget,
  });
}

/** Does parts of sweeps one after the other, on one session for each table. */
export class UnitRunner {
  #tools: Promise<Tools> | undefined;
  readonly #subjects = new Map<string, Subject>();
  readonly #probers = new Map<string, Prober>();

  /** Throws an HcallError for what is wrong with the subject or its sources. */
  async run({ subject: name, table, work, tools: setting }: UnitRequest): Promise<UnitWorkResult> {
    this.#tools ??= openTools(setting);
    const { builder, execute } = await this.#tools;
    const key = JSON.stringify(name);
    const subject = this.#subjects.get(key) ?? findSubject(name);
    this.#subjects.set(key, subject);
    const proberKey = `${key} ${table}`;
    let prober = this.#probers.get(proberKey);
    if (prober === undefined) {
      const found = subject.tables.find((one) => one.name === table) as Table;
      prober = openProber(builder, subject, found, setting);
      this.#probers.set(proberKey, prober);
    }
    const { session } = prober.setting;
    const means = { session, prober, disassembler: execute.disassembler };
    return work.kind === 'sweep'
      ? { kind: 'sweep', ...sweepUnit({ ...means, scope: work.scope }, work.part) }
      : { kind: 'calls', measured: measure(means, work.calls) };
  }

  async close(): Promise<void> {
    (await this.#tools)?.builder.close();
  }
}
